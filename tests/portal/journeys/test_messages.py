"""A template to several: who gets it, in which language, who does not and why; nobody young is named."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import SYSTEM
from portal.core import wanted
from portal.core.models import AuditEntry, OutboxMessage
from portal.core.wanted import Recipient
from portal.engagement.errors import MessageRefused
from portal.engagement.models import Application, MessageTemplate
from portal.engagement.operations import To
from portal.engagement.rules import MessageWords
from portal.journeys import bulk, messages
from portal.journeys.bulk import Plan
from portal.journeys.bulk_undo import take_back
from portal.journeys.messages import Person
from portal.programmes.models import Programme
from tests.factories.engagement import AT, VolunteerFactory, a_candidate_waiting, a_programme, coordinator
from tests.factories.mentorship import MenteeFactory
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
NOTHING = MessageWords("", "")


@pytest.fixture
def programme() -> Programme:
    return a_programme()


def kept(programme: Programme, text: str = "Bonjour {prenom}", en: MessageWords = NOTHING) -> MessageTemplate:
    home = programme.association
    return messages.keep_template(
        association_id=home.id, name=text[:20], fr=MessageWords("Un mot", text), en=en, template_id=None, seen_at=None,
        by=coordinator(home), at=AT,
    )  # fmt: skip


def one(programme: Programme, name: str, language: str = "fr", refusal: str = "") -> Person:
    application: Application = a_candidate_waiting(VolunteerFactory.create(given_name=name, user__language=language), programme)
    return Person(application.id, name, To(application.volunteer, programme), refusal)


def read(template: MessageTemplate, *people: Person) -> Plan:
    by = coordinator(template.association)
    together = messages.send(template=template, by=by, at=AT)
    return bulk.preview(people=messages.to_each(template=template, people=people), together=together)


def test_each_line_says_the_language_or_the_reason(programme: Programme) -> None:
    french, english = one(programme, "A"), one(programme, "B", "en")
    stops, over = one(programme, "C"), one(programme, "D", refusal="over")
    wanted.stop_messages(recipient=Recipient("volunteer", stops.to.volunteer.id), group="news", by=SYSTEM, at=AT)
    before = OutboxMessage.objects.count()
    plan = read(kept(programme, en=MessageWords("A word", "Hello")), french, english, stops, over, french)
    assert [(line.name, line.note) for line in plan.touched] == [("A", "fr"), ("B", "en")]
    assert [(line.name, line.refusal) for line in plan.left] == [("C", "unwanted"), ("D", "over"), ("A", "twice")]
    assert plan.messages == 2
    assert OutboxMessage.objects.count() == before


def test_what_was_read_is_sent_and_can_be_taken_back(programme: Programme) -> None:
    template, by = kept(programme), coordinator(programme.association)
    people, together = [one(programme, "A"), one(programme, "B", "en")], messages.send(template=template, by=by, at=AT)
    acts = messages.to_each(template=template, people=people)
    token = bulk.preview(people=acts, together=together).token("")
    plan = bulk.carry_out(name="message", people=acts, said="", token=token, by=by, at=AT, together=together)
    assert [line.note for line in plan.touched] == ["fr", "fr"]
    assert OutboxMessage.objects.filter(kind="engagement.to_several").count() == 2
    assert AuditEntry.objects.filter(action__in=("engagement.send_to_several", "journeys.bulk")).count() == 1, (
        "one sending, one row"
    )
    assert take_back(act="message", made=[(plan.whole.id,)], done_at=AT, by=by, at=AT) == 1
    assert not OutboxMessage.objects.filter(kind="engagement.to_several").exists()


def test_nothing_is_made_where_nobody_may_be_written_to(programme: Programme) -> None:
    plan = read(kept(programme), one(programme, "A", refusal="over"))
    assert (plan.whole, plan.messages, plan.touched) == (None, 0, ())


def test_a_text_on_the_referent_goes_to_those_who_have_one(programme: Programme) -> None:
    candidate, mentor = one(programme, "A"), one(programme, "B")
    referent = TeamMemberFactory.create(association=programme.association, referent=True)
    mentor = Person(mentor.id, mentor.name, To(mentor.to.volunteer, programme, referent))
    plan = read(kept(programme, "Demandez à {referent}"), candidate, mentor)
    assert [line.name for line in plan.touched] == ["B"]
    assert [line.refusal for line in plan.left] == ["no_referent"]


@pytest.mark.parametrize("text", ["Léo vous attend", "Le dossier D-2026-12 avance", "Bonjour, Léo."])
def test_a_template_never_names_a_young_person(programme: Programme, text: str) -> None:
    MenteeFactory.create(association=programme.association, alias="Léo", reference="D-2026-12")
    with pytest.raises(MessageRefused, match="names_young_person"):
        kept(programme, text)
    assert not MessageTemplate.objects.exists()
    kept(programme, "Les léopards sont libres")


def test_another_associations_alias_is_a_word_like_any_other(programme: Programme) -> None:
    MenteeFactory.create(alias="Léo")
    kept(programme, "Léo vous attend")


def test_a_young_person_who_came_since_stops_the_sending(programme: Programme) -> None:
    template = kept(programme, "Rendez-vous place Rose")
    MenteeFactory.create(association=programme.association, alias="Rose")
    assert [line.refusal for line in read(template, one(programme, "A")).lines] == ["names_young_person"]


def test_an_alias_that_was_erased_forbids_no_dash(programme: Programme) -> None:
    MenteeFactory.create(association=programme.association, alias="—")
    kept(programme, "Venez — ou appelez")


def test_looking_at_many_costs_no_more_queries(programme: Programme) -> None:
    template, people = kept(programme), [one(programme, str(n)) for n in range(5)]
    with CaptureQueriesContext(connection) as few:
        messages.to_each(template=template, people=people[:1])
    with CaptureQueriesContext(connection) as many:
        messages.to_each(template=template, people=people)
    assert len(few) == len(many) <= 5
