"""Templates kept by an association, sent to several, taken back before anybody has them."""

from datetime import datetime, time, timedelta
from smtplib import SMTPException
from typing import Any

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.db import connection
from pytest_django import DjangoAssertNumQueries, Settings

from integrations.messaging.operations import deliver_due
from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import wanted
from portal.core.models import AuditEntry, OutboxMessage
from portal.core.wanted import Recipient
from portal.engagement import operations, queries
from portal.engagement.errors import MessageRefused
from portal.engagement.models import Application, Mailing, MailingCopy, MessageTemplate, Volunteer
from portal.engagement.operations import LEAVES_AFTER, To
from portal.engagement.queries.messages import TO_SEVERAL
from portal.engagement.rules import MOST_TEMPLATES, MessageWords
from portal.programmes.models import Association, Programme
from tests.factories.engagement import AT, VolunteerFactory, a_candidate_waiting, a_programme, coordinator, person
from tests.factories.programmes import AntennaFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
FR = MessageWords("Ce qu’il reste à réunir", "Bonjour {prenom},\n\n« {programme} » vous attend.\n\n{signature}, {association}")
EN = MessageWords("What is left", "Hello {prenom}, {programme}")


@pytest.fixture
def programme() -> Programme:
    return a_programme(title="Grandir à deux")


def kept(home: Association, name: str = "Pièces", fr: MessageWords = FR, **more: Any) -> MessageTemplate:
    return operations.keep_template(association_id=home.id, name=name, fr=fr, by=coordinator(home), at=AT, **more)


def named(programme: Programme, given_name: str = "Inès", language: str = "fr") -> Application:
    volunteer = VolunteerFactory.create(given_name=given_name, user__language=language)
    return a_candidate_waiting(volunteer, programme)


def sent(template: MessageTemplate, *applications: Application, at: datetime = AT) -> Mailing:
    to = [To(one.volunteer, one.programme) for one in applications]
    return operations.send_to_several(template=template, to=to, by=coordinator(template.association), at=at)


def test_a_template_is_kept_changed_and_kept_no_longer(programme: Programme) -> None:
    home = programme.association
    found = kept(home, "  Pièces   à apporter ", MessageWords(" Objet ", "un\r\ndeux "))
    assert (found.name, found.subject_fr, found.text_fr, list(found.languages)) == (
        "Pièces à apporter",
        "Objet",
        "un\ndeux",
        ["fr"],
    )
    again = kept(home, en=EN, template_id=found.id, seen_at=found.changed_at)
    assert (again.id, again.name, list(again.languages)) == (found.id, "Pièces", ["fr", "en"])
    operations.remove_template(association_id=home.id, template_id=found.id, by=coordinator(home), at=AT)
    assert not queries.message_templates(association_id=home.id).exists()
    acts = ["engagement.keep_template", "engagement.keep_template", "engagement.remove_template"]
    assert list(AuditEntry.objects.filter(subject_id=found.id).values_list("action", flat=True)) == acts


def test_its_words_are_not_readable_in_the_database(programme: Programme) -> None:
    kept(programme.association, fr=MessageWords("Canari", "Canari {prenom}"), en=MessageWords("Canari", "Canari"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT subject_fr, text_fr, subject_en, text_en FROM engagement_messagetemplate")
        assert not any("Canari" in column for column in cursor.fetchone())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"name": " "}, "name_length"),
        ({"name": "x" * 61}, "name_length"),
        ({"name": "Merci"}, "name_taken"),
        ({"fr": MessageWords("Objet", "{alias}")}, "unknown_placeholder"),
        ({"fr": MessageWords("", "")}, "subject_length"),
        ({"en": MessageWords("Only a subject", "")}, "text_length"),
        ({"fr": MessageWords("Grandir à deux vous écrit", "x")}, "subject_names"),
        ({"fr": MessageWords("Nouvelles de Grenoble", "x")}, "subject_names"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_is_not_kept(programme: Programme, change: dict[str, Any], code: str) -> None:
    home = programme.association
    AntennaFactory.create(association=home, name="Grenoble")
    kept(home, "Merci")
    with pytest.raises(MessageRefused, match=code):
        kept(home, **{"name": "Pièces", **change})
    assert MessageTemplate.objects.count() == 1


def test_the_association_itself_is_not_in_a_subject(programme: Programme) -> None:
    home = programme.association
    with pytest.raises(MessageRefused, match="subject_names") as refused:
        kept(home, fr=MessageWords(f"Un mot de {home.name.upper()}", "x"))
    assert refused.value.facts["language"] == "fr"


def test_two_at_once_do_not_lose_each_others_words(programme: Programme) -> None:
    home = programme.association
    found = kept(home)
    seen = found.changed_at
    operations.keep_template(
        association_id=home.id, name="Pièces", fr=FR, template_id=found.id, seen_at=seen, by=coordinator(home),
        at=AT + timedelta(minutes=1),
    )  # fmt: skip
    with pytest.raises(MessageRefused, match="changed_since"):
        kept(home, template_id=found.id, seen_at=seen)


def test_no_more_templates_than_can_be_chosen_from(programme: Programme) -> None:
    home = programme.association
    MessageTemplate.objects.bulk_create(
        MessageTemplate(association=home, name=str(n), subject_fr="x", text_fr="x", changed_at=AT) for n in range(MOST_TEMPLATES)
    )
    with pytest.raises(MessageRefused, match="too_many"):
        kept(home)


def test_another_association_and_other_roles_keep_nothing_here(programme: Programme) -> None:
    home, found = programme.association, kept(programme.association)
    foreign = coordinator(a_programme().association)
    referent = Actor(TeamMemberFactory.create(association=home).user_id, frozenset({Role.REFERENT}), home.id)
    for by in (foreign, referent, person(VolunteerFactory.create())):
        with pytest.raises(MessageRefused, match="not_theirs"):
            operations.keep_template(association_id=home.id, name="x", fr=FR, by=by, at=AT)
        with pytest.raises(MessageRefused, match="not_theirs"):
            operations.remove_template(association_id=home.id, template_id=found.id, by=by, at=AT)
        with pytest.raises(MessageRefused, match="not_theirs"):
            operations.send_to_several(template=found, to=[], by=by, at=AT)
    elsewhere = Association.objects.exclude(pk=home.id).get()
    with pytest.raises(MessageRefused, match="unknown_template"):
        kept(elsewhere, template_id=found.id)
    with pytest.raises(MessageRefused, match="unknown_template"):
        operations.remove_template(association_id=elsewhere.id, template_id=found.id, by=foreign, at=AT)


def test_a_message_waits_a_quarter_of_an_hour_then_reaches_the_personal_contact(programme: Programme) -> None:
    french, english = named(programme), named(programme, "Karim", "en")
    sent(kept(programme.association, en=EN), french, english)
    deliver_due(by=SYSTEM, at=AT + LEAVES_AFTER - timedelta(seconds=1))
    assert [one.to for one in mail.outbox if "réunir" in one.subject or "left" in one.subject] == []
    mail.outbox.clear()
    deliver_due(by=SYSTEM, at=AT + LEAVES_AFTER)
    found = {one.to[0]: one for one in mail.outbox}
    first, second = found[french.volunteer.personal_email], found[english.volunteer.personal_email]
    assert (first.subject, second.subject) == (FR.subject, EN.subject)
    member = programme.association.team.get(role=Role.COORDINATOR)
    assert f"Bonjour Inès,\n\n« Grandir à deux » vous attend.\n\n{member.display_name}, {programme.association.name}" in first.body
    assert "Hello Karim, Grandir à deux" in str(second.body)
    assert "List-Unsubscribe" in first.extra_headers


def test_who_reads_english_gets_french_where_there_is_no_english(programme: Programme) -> None:
    english = named(programme, "Karim", "en")
    sent(kept(programme.association), english)
    deliver_due(by=SYSTEM, at=AT + LEAVES_AFTER)
    assert FR.subject in [one.subject for one in mail.outbox]


def test_markup_in_a_text_or_a_name_is_only_text(programme: Programme) -> None:
    one = named(programme, "<b>{signature}</b>")
    sent(kept(programme.association, fr=MessageWords("Objet", "{prenom} <script>x</script>")), one)
    deliver_due(by=SYSTEM, at=AT + LEAVES_AFTER)
    (message,) = [each for each in mail.outbox if each.subject == "Objet"]
    page = str(message.alternatives[0][0])  # type: ignore[attr-defined]
    assert "<script>" not in page
    assert "&lt;b&gt;{signature}&lt;/b&gt;" in page


def test_quiet_hours_hold_it_back_until_the_morning(programme: Programme, settings: Settings) -> None:
    settings.QUIET_HOURS = (time(20), time(8))
    evening = AT.replace(hour=20)
    sent(kept(programme.association), named(programme), at=evening)
    deliver_due(by=SYSTEM, at=evening + timedelta(hours=1))
    waiting = OutboxMessage.objects.filter(kind=TO_SEVERAL)
    assert waiting.get().sent_at is None
    deliver_due(by=SYSTEM, at=evening + timedelta(hours=11))
    assert waiting.get().sent_at is not None


def test_what_was_sent_keeps_its_words_whatever_becomes_of_the_template(programme: Programme) -> None:
    home, template = programme.association, kept(programme.association)
    sent(template, named(programme))
    operations.remove_template(association_id=home.id, template_id=template.id, by=coordinator(home), at=AT)
    deliver_due(by=SYSTEM, at=AT + LEAVES_AFTER)
    assert FR.subject in [one.subject for one in mail.outbox]


def test_a_sending_is_taken_back_whole_before_it_leaves(programme: Programme) -> None:
    mailing = sent(kept(programme.association), named(programme), named(programme, "Karim"))
    by = coordinator(programme.association)
    assert operations.take_back_mailing(mailing_id=mailing.id, by=by, at=AT + timedelta(minutes=14)) == 2
    assert not OutboxMessage.objects.filter(kind=TO_SEVERAL).exists()
    assert not MailingCopy.objects.exists()
    assert AuditEntry.objects.get(action="engagement.take_back_mailing").facts["copies"] == 2


def test_once_one_has_left_or_its_time_has_come_nothing_is_taken_back(programme: Programme) -> None:
    mailing, by = sent(kept(programme.association), named(programme), named(programme, "Karim")), coordinator(programme.association)
    with pytest.raises(MessageRefused, match="already_left"):
        operations.take_back_mailing(mailing_id=mailing.id, by=by, at=AT + LEAVES_AFTER)
    first = OutboxMessage.objects.filter(kind=TO_SEVERAL).first()
    assert first is not None
    OutboxMessage.objects.filter(pk=first.pk).update(attempts=1)
    with pytest.raises(MessageRefused, match="already_left"):
        operations.take_back_mailing(mailing_id=mailing.id, by=by, at=AT + timedelta(minutes=5))
    assert OutboxMessage.objects.filter(kind=TO_SEVERAL).count() == 2


def test_a_colleague_takes_back_nothing_of_ones_own(programme: Programme) -> None:
    mailing = sent(kept(programme.association), named(programme))
    colleague = TeamMemberFactory.create(association=programme.association)
    other = Actor(colleague.user_id, frozenset({Role.COORDINATOR}), programme.association_id)
    with pytest.raises(MessageRefused, match="unknown_mailing"):
        operations.take_back_mailing(mailing_id=mailing.id, by=other, at=AT)


def test_who_stops_such_messages_or_shares_no_longer_gets_none_even_on_its_way(programme: Programme) -> None:
    stops, revokes = named(programme), named(programme, "Karim")
    sent(kept(programme.association), stops, revokes)
    operations.revoke_handover(application=revokes, by=person(revokes.volunteer), at=AT + timedelta(minutes=2))
    wanted.stop_messages(recipient=Recipient("volunteer", stops.volunteer_id), group="news", by=SYSTEM, at=AT)
    deliver_due(by=SYSTEM, at=AT + LEAVES_AFTER)
    assert FR.subject not in [one.subject for one in mail.outbox]
    assert set(OutboxMessage.objects.filter(kind=TO_SEVERAL).values_list("failure", flat=True)) == {"unwanted", "pointless"}


def test_who_cannot_be_written_to_is_said_with_why(programme: Programme, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    fine, stops, nowhere, gone, dead = (named(programme, name) for name in ("A", "B", "C", "D", "E"))
    wanted.stop_messages(recipient=Recipient("volunteer", stops.volunteer_id), group="news", by=SYSTEM, at=AT)
    Volunteer.objects.filter(pk=nowhere.volunteer_id).update(personal_email="")
    operations.revoke_handover(application=gone, by=person(gone.volunteer), at=AT)
    OutboxMessage.objects.filter(recipient_id=dead.volunteer_id).update(sent_at=AT, bounced_at=AT)
    volunteers = list(Volunteer.objects.all())
    with django_assert_num_queries(3):
        found = queries.cannot_be_written_to(association_id=programme.association_id, volunteers=volunteers)
    assert found == {
        stops.volunteer_id: "unwanted",
        nowhere.volunteer_id: "no_contact",
        gone.volunteer_id: "revoked",
        dead.volunteer_id: "unreachable",
    }
    assert fine.volunteer_id not in found


def test_a_person_gets_it_once_and_only_for_programmes_of_the_association(programme: Programme) -> None:
    one, template = named(programme), kept(programme.association)
    mailing = operations.send_to_several(
        template=template, to=[To(one.volunteer, programme)] * 2, by=coordinator(programme.association), at=AT
    )
    assert mailing.copies.count() == 1
    facts = AuditEntry.objects.get(action="engagement.send_to_several").facts
    assert facts == {"copies": 1}
    with pytest.raises(MessageRefused, match="not_theirs"):
        operations.send_to_several(
            template=template, to=[To(one.volunteer, a_programme())], by=coordinator(programme.association), at=AT
        )


def test_writing_to_many_costs_no_more_queries(programme: Programme, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    template, people = kept(programme.association), [named(programme, str(n)) for n in range(6)]
    by, to = coordinator(programme.association), [To(one.volunteer, one.programme) for one in people]
    with django_assert_num_queries(7):
        operations.send_to_several(template=template, to=to, by=by, at=AT)
    Mailing.objects.all().delete()
    with django_assert_num_queries(7):
        operations.send_to_several(template=template, to=to[:1], by=by, at=AT)


def test_words_of_sendings_are_kept_thirty_days_and_the_line_a_year(programme: Programme) -> None:
    sent(kept(programme.association), named(programme))
    assert operations.forget_mailings(by=SYSTEM, at=AT + timedelta(days=30)) == 0
    assert operations.forget_mailings(by=SYSTEM, at=AT + timedelta(days=30, seconds=1)) == 2
    assert not MailingCopy.objects.exists()
    assert AuditEntry.objects.get(action="engagement.forget_mailings").facts == {"rows": 2}
    line = Mailing.objects.get()
    assert (line.subject_fr, line.text_fr, line.subject_en, line.text_en, line.languages) == ("", "", "", "", {})
    assert (line.template_name, line.people) == (kept_name(programme), 1), "that it was sent stays a year"
    assert operations.forget_mailings(by=SYSTEM, at=AT + timedelta(days=31)) == 0
    assert operations.forget_mailings(by=SYSTEM, at=AT + timedelta(days=367)) == 1
    assert not Mailing.objects.exists()


def kept_name(programme: Programme) -> str:
    return MessageTemplate.objects.get(association=programme.association).name


def test_what_was_taken_back_stays_as_a_line_without_words_or_people(programme: Programme) -> None:
    mailing, by = sent(kept(programme.association), named(programme), named(programme, "Karim")), coordinator(programme.association)
    operations.take_back_mailing(mailing_id=mailing.id, by=by, at=AT + timedelta(minutes=3))
    [line] = queries.mailings_of(association_id=programme.association_id)
    assert (line.people, line.taken_back_at, line.text_fr) == (2, AT + timedelta(minutes=3), "")
    with pytest.raises(MessageRefused, match="unknown_mailing"):
        operations.take_back_mailing(mailing_id=mailing.id, by=by, at=AT + timedelta(minutes=4))


def test_no_word_of_a_message_is_in_a_log_the_audit_the_outbox_or_readable_in_the_database(
    programme: Programme, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuses(*_: object) -> None:
        raise SMTPException("Canari")

    monkeypatch.setattr(EmailBackend, "send_messages", refuses)
    caplog.set_level("DEBUG")
    words = MessageWords("Canari", "Canari {prenom}")
    sent(kept(programme.association, fr=words, en=words), named(programme))
    assert deliver_due(by=SYSTEM, at=AT + LEAVES_AFTER).failed
    assert OutboxMessage.objects.get(kind=TO_SEVERAL).failure == "transport"
    with connection.cursor() as cursor:
        for table in ("engagement_mailing", "engagement_mailingcopy", "core_outboxmessage", "core_auditentry"):
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608  names of our own tables
            assert "Canari" not in repr(cursor.fetchall())
    assert "Canari" not in caplog.text
