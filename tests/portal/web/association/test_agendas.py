"""Agendas on the screens: written by an association, read by its mentors and referents, never in a calendar."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import operations
from portal.mentorship.enums import AgendaMoment, Modality
from portal.mentorship.models import Agenda, Pair, Session
from portal.programmes.models import Programme
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.mentorship import MenteeFactory, an_active_pair, mentor_of
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
SAID = {"fr": "Se présenter\n\n- Convenir du rythme", "en": "Introduce yourselves\nAgree on the rhythm"}


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory.create(title="Grandir à deux")


@pytest.fixture
def desk(client: Client, programme: Programme) -> Client:
    return sign_in(client, TeamMemberFactory.create(association=programme.association).user)


def page(programme: Programme, moment: str = AgendaMoment.FIRST) -> str:
    return reverse("association:agenda", args=[programme.id, moment])


def read(client: Client, address: str) -> str:
    return client.get(address).content.decode()


@pytest.fixture
def pair() -> Pair:
    return an_active_pair(at=clock.now() - timedelta(days=45))


def test_it_is_read_before_it_is_published(desk: Client, programme: Programme) -> None:
    assert "celui de Binôme" in read(desk, reverse("association:agendas"))
    assert "Proposé par Binôme" in read(desk, page(programme))
    shown = desk.post(page(programme), SAID).content.decode()
    assert "<li>Convenir du rythme</li>" in shown
    assert not Agenda.objects.exists()
    done = desk.post(page(programme), {**SAID, "publish": "1"}, follow=True).content.decode()
    assert "C’est publié" in done
    assert "Version 1" in done
    assert Agenda.objects.get().lines[1] == {"fr": "Convenir du rythme", "en": "Agree on the rhythm"}
    assert "version 1" in read(desk, reverse("association:agendas"))
    desk.post(page(programme), {"fr": "Une seule ligne", "en": "", "publish": "1"})
    assert "Versions d’avant" in read(desk, page(programme))


def test_a_published_practice_is_a_start(desk: Client, programme: Programme) -> None:
    text = read(desk, page(programme))
    assert "?from=balance" in text
    assert "doi.org" in text
    begun = read(desk, f"{page(programme)}?from=balance")
    assert "Parler de ce que chacun aime faire" in begun
    desk.post(f"{page(programme)}?from=balance", {**SAID, "publish": "1"})
    assert Agenda.objects.get().source == "balance"


@pytest.mark.parametrize("publish", [{}, {"publish": "1"}], ids=["preview", "publish"])
@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"fr": "", "en": ""}, "au moins une ligne"),
        ({"fr": "x\n" * 7, "en": ""}, "Six lignes au plus"),
        ({"fr": "bien\n" + "x" * 121, "en": ""}, "La ligne 2 est trop longue"),
        ({"fr": "Sa religion", "en": ""}, "personne ne peut demander"),
        ({"fr": "un\ndeux", "en": "one"}, "2 lignes en français et 1 en anglais"),
    ],
    ids=["empty", "too many", "too long", "protected", "half translated"],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(
    desk: Client, programme: Programme, wrong: dict[str, str], said: str, publish: dict[str, str]
) -> None:
    text = desk.post(page(programme), {**wrong, **publish}).content.decode()
    assert said in text
    assert wrong["fr"].split("\n")[0] in text
    assert not Agenda.objects.exists()


def test_a_young_person_is_never_named(desk: Client, programme: Programme) -> None:
    MenteeFactory.create(association=programme.association, alias="Léo")
    text = desk.post(page(programme), {"fr": "Écouter Léo", "en": "", "publish": "1"}).content.decode()
    assert "alias ou la référence" in text
    desk.post(page(programme), {**SAID, "publish": "1"})
    again = desk.post(page(programme), {**SAID, "publish": "1"}).content.decode()
    assert "Rien n’a changé depuis la dernière version" in again


def test_a_referent_reads_and_nobody_else_comes_in(programme: Programme) -> None:
    referent = sign_in(Client(), TeamMemberFactory.create(association=programme.association, role=Role.REFERENT).user)
    text = read(referent, page(programme))
    assert "Proposé par Binôme" in text
    assert "Préparer la version suivante" not in text
    assert referent.post(page(programme), {**SAID, "publish": "1"}).status_code == 403
    foreign = sign_in(Client(), TeamMemberFactory.create().user)
    assert foreign.get(page(programme)).status_code == 404
    assert foreign.get(page(programme, "never")).status_code == 404
    assert "Pas encore de programme" in read(foreign, reverse("association:agendas"))
    company = sign_in(Client(), grant(UserFactory.create(), Role.HR))
    assert company.get(reverse("association:agendas")).status_code == 403


def test_the_list_costs_the_same_however_many_programmes(desk: Client, programme: Programme) -> None:
    address = reverse("association:agendas")
    read(desk, address)
    with CaptureQueriesContext(connection) as few:
        read(desk, address)
    for _ in range(4):
        desk.post(page(ProgrammeFactory.create(association=programme.association)), {**SAID, "publish": "1"})
    with CaptureQueriesContext(connection) as many:
        read(desk, address)
    assert len(few) == len(many) <= 12


def test_the_mentor_finds_it_when_planning_and_the_referent_in_the_follow_up(pair: Pair) -> None:
    mentor = sign_in(Client(), UserFactory._meta.model.objects.get(pk=pair.volunteer.user_id))
    plan = reverse("me:session-plan", args=[pair.id])
    assert "Prendre des nouvelles avant tout le reste" in read(mentor, plan)
    assert "Introduce yourselves" not in read(mentor, plan.replace("/fr/", "/en/"))
    Agenda.objects.create(
        programme=pair.programme, moment=AgendaMoment.NEXT, version=1, lines=[{"fr": "Un pas de plus", "en": "One more step"}],
        published_at=clock.now(),
    )  # fmt: skip
    assert "Un pas de plus" in read(mentor, plan)
    assert "One more step" in read(mentor, plan.replace("/fr/", "/en/"))
    referent = sign_in(Client(), pair.referent.user)
    assert "Un pas de plus" in read(referent, reverse("association:pair", args=[pair.id]).replace("/en/", "/fr/"))


def test_an_agenda_is_never_in_a_calendar(pair: Pair) -> None:
    starts = clock.now() + timedelta(days=2)
    by = mentor_of(pair)
    operations.plan_session(pair=pair, starts_at=starts, minutes=60, modality=Modality.IN_PERSON, by=by, at=clock.now())
    mentor = sign_in(Client(), UserFactory._meta.model.objects.get(pk=pair.volunteer.user_id))
    session = Session.objects.get(starts_at__isnull=False)
    assert "Prendre des nouvelles" in read(mentor, reverse("me:session-move", args=[session.id]))
    entry = read(mentor, reverse("me:session-calendar", args=[session.id]))
    assert "Rendez-vous personnel" in entry
    assert "Prendre des nouvelles" not in entry
    assert "DESCRIPTION" not in entry
