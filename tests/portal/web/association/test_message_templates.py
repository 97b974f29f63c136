"""Templates of messages on the screens: the list, one written with an example, sent to several from candidates and pairs."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.core.models import OutboxMessage
from portal.engagement.message_recipes import message_recipes
from portal.engagement.models import MessageTemplate
from portal.programmes.models import Association, Programme
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.engagement import VolunteerFactory, a_candidate_waiting, a_programme
from tests.factories.mentorship import MenteeFactory, an_active_pair
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
WRITTEN = {"name": "Pièces", "subject_fr": "Ce qu’il reste", "text_fr": "Bonjour {prenom},\n\n« {programme} »"}


@pytest.fixture
def programme() -> Programme:
    return a_programme(at=clock.now() - timedelta(days=60), title="Grandir à deux")


@pytest.fixture
def desk(client: Client, programme: Programme) -> Client:
    return sign_in(client, TeamMemberFactory.create(association=programme.association).user)


def template(home: Association, **words: str) -> MessageTemplate:
    said = {"name": "Pièces", "subject_fr": "Ce qu’il reste", "text_fr": "Bonjour {prenom}"} | words
    return MessageTemplate.objects.create(association=home, changed_at=clock.now(), **said)


def text_of(client: Client, name: str, *args: object) -> str:
    return client.get(reverse(f"association:{name}", args=args)).content.decode()


def test_an_empty_list_proposes_where_to_begin(desk: Client) -> None:
    text = text_of(desk, "templates")
    assert "Pas encore de modèle" in text
    assert all(f"?from={code}" in text for code in message_recipes())
    begun = desk.get(reverse("association:template-new"), {"from": "documents"}).content.decode()
    assert "Pièces à apporter" in begun
    assert "Documents to bring" not in begun
    assert "Is a document missing" in begun
    assert "{prenom}" in begun.replace("&#123;", "{").replace("&#125;", "}")


def test_an_example_is_read_before_it_is_kept(desk: Client) -> None:
    shown = desk.post(reverse("association:template-new"), WRITTEN).content.decode()
    assert "Bonjour Camille" in shown
    assert "Premiers pas vers un métier" in shown
    assert not MessageTemplate.objects.exists()
    kept = desk.post(reverse("association:template-new"), {**WRITTEN, "keep": "1"}, follow=True).content.decode()
    assert "Le modèle est gardé" in kept
    assert "Ce qu’il reste" in kept
    assert MessageTemplate.objects.get().name == "Pièces"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text_fr": "{alias}"}, "{alias}"),
        ({"text_fr": "{prenom"}, "Une accolade est seule"),
        ({"text_fr": ""}, "Le texte compte de 1"),
        ({"subject_fr": "Bonjour {prenom}"}, "pas d’accolades ici"),
        ({"subject_fr": "Grandir à deux vous attend"}, "écran verrouillé"),
        ({"subject_en": "Only this"}, "Le texte compte de 1"),
        ({"name": ""}, "Donnez un nom"),
        ({"name": "Merci"}, "porte déjà ce nom"),
        ({"text_fr": "Léo vous attend"}, "alias ou la référence"),
        ({"seen": "yesterday"}, "Rouvrez la page"),
    ],
    ids=lambda value: "" if isinstance(value, str) else "-".join(value),
)
def test_what_is_wrong_is_said_beside_its_field(desk: Client, programme: Programme, wrong: dict[str, str], said: str) -> None:
    template(programme.association, name="Merci")
    MenteeFactory.create(association=programme.association, alias="Léo")
    text = desk.post(reverse("association:template-new"), {**WRITTEN, **wrong, "keep": "1"}).content.decode()
    assert said in text.replace("&#x27;", "'").replace("&#123;", "{")
    assert "Ce qu’il reste" in text or "subject_fr" in wrong
    assert MessageTemplate.objects.count() == 1


def test_one_is_changed_unless_a_colleague_did_meanwhile_and_deleted(desk: Client, programme: Programme) -> None:
    found = template(programme.association)
    page = reverse("association:template", args=[found.id])
    seen = found.changed_at.isoformat()
    assert seen in desk.get(page).content.decode().replace("&#x2B;", "+")
    desk.post(page, {**WRITTEN, "seen": seen, "name": "Papiers", "keep": "1"})
    assert MessageTemplate.objects.get().name == "Papiers"
    late = desk.post(page, {**WRITTEN, "seen": seen, "keep": "1"}).content.decode()
    assert "pendant que vous écriviez" in late
    gone = desk.post(reverse("association:template-remove", args=[found.id]), follow=True).content.decode()
    assert "Le modèle est supprimé" in gone
    assert desk.post(reverse("association:template-remove", args=[found.id])).status_code == 404


def test_another_association_and_a_referent_see_none(desk: Client, programme: Programme) -> None:
    foreign = template(a_programme().association)
    assert desk.get(reverse("association:template", args=[foreign.id])).status_code == 404
    assert desk.post(reverse("association:template-remove", args=[foreign.id])).status_code == 404
    assert "Ce qu’il reste" not in text_of(desk, "templates")
    referent = TeamMemberFactory.create(association=programme.association, role=Role.REFERENT)
    for one in (sign_in(Client(), referent.user), sign_in(Client(), grant(UserFactory.create(), Role.HR))):
        assert one.get(reverse("association:templates")).status_code == 403
        assert one.get(reverse("association:template-new")).status_code == 403


def test_the_list_costs_the_same_however_long(desk: Client, programme: Programme) -> None:
    template(programme.association)
    text_of(desk, "templates")
    with CaptureQueriesContext(connection) as few:
        text_of(desk, "templates")
    for number in range(6):
        template(programme.association, name=str(number))
    with CaptureQueriesContext(connection) as many:
        text_of(desk, "templates")
    assert len(few) == len(many) <= 12


def test_a_message_to_several_is_read_sent_and_taken_back(desk: Client, programme: Programme) -> None:
    found, at = template(programme.association, subject_en="What is left", text_en="Hello"), clock.now() - timedelta(days=30)
    ids = []
    for name, language in (("Inès", "fr"), ("Karim", "en"), ("Zoé", "fr")):
        volunteer = VolunteerFactory.create(given_name=name, user__language=language)
        ids.append(str(a_candidate_waiting(volunteer, programme, at=at).id))
    volunteer.personal_email = ""
    volunteer.save()
    several = reverse("association:candidates-several")
    asked = desk.post(several, {"chosen": ids, "act": "message"}).content.decode()
    assert "Confirmer" not in asked
    answers = {"chosen": ids, "act": "message", "template": str(found.id), "shown": "1"}
    text = desk.post(several, answers).content.decode()
    assert "en français" in text
    assert "en anglais" in text
    assert "Aucune adresse personnelle" in text
    assert "quart d’heure" in text
    assert "Bonjour Camille" in text
    assert "ne se reprend pas" not in text
    token = text.partition('name="token" value="')[2].partition('"')[0]
    done = desk.post(several, {**answers, "token": token, "confirm": "1"}, follow=True).content.decode()
    assert "C’est fait pour 2 personnes" in done
    waiting = OutboxMessage.objects.filter(kind="engagement.to_several")
    assert waiting.count() == 2
    assert "tout est comme avant" in desk.post(reverse("association:bulk-undo"), follow=True).content.decode()
    assert not waiting.exists()


def test_a_template_changed_by_a_colleague_is_read_again_before_it_leaves(desk: Client, programme: Programme) -> None:
    found = template(programme.association)
    application = a_candidate_waiting(VolunteerFactory.create(), programme, at=clock.now() - timedelta(days=30))
    several = reverse("association:candidates-several")
    answers = {"chosen": [str(application.id)], "act": "message", "template": str(found.id), "shown": "1"}
    token = desk.post(several, answers).content.decode().partition('name="token" value="')[2].partition('"')[0]
    found.text_fr, found.changed_at = "Autre chose", clock.now() + timedelta(seconds=1)
    found.save()
    again = desk.post(several, {**answers, "token": token, "confirm": "1"}).content.decode()
    assert "Quelque chose a changé depuis" in again
    assert "Autre chose" in again
    assert not OutboxMessage.objects.filter(kind="engagement.to_several").exists()


def test_mentors_of_pairs_are_written_to_and_ended_pairs_left_alone(desk: Client, programme: Programme) -> None:
    pair = an_active_pair(programme=programme, at=clock.now() - timedelta(days=45))
    found = template(programme.association, text_fr="{referent} vous attend")
    answers = {"chosen": [str(pair.id)], "act": "message", "template": str(found.id), "shown": "1"}
    found.subject_en, found.text_en = "Only for who reads it", "Hello"
    found.save()
    text = desk.post(reverse("association:pairs-several"), answers).content.decode()
    assert "Pour 1 binôme" in text
    assert "Only for who reads it" not in text
    foreign = template(a_programme().association)
    other = desk.post(reverse("association:pairs-several"), {**answers, "template": str(foreign.id)}).content.decode()
    assert "Confirmer" not in other
