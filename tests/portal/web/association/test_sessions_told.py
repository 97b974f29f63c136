"""Sessions of a mentor who keeps a paper log, noted by the association: one on the pair's page, many from a file."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship import operations, queries
from portal.mentorship.models import Pair, Session
from tests.factories.accounts import sign_in
from tests.factories.mentorship import AT, DAY, a_closed_pair, a_session, an_active_pair, an_introduced_pair, user_of
from tests.factories.programmes import TeamMemberFactory

from .test_files import confirmed, downloaded, sent

pytestmark = pytest.mark.django_db
NOW = AT + timedelta(days=20)
FILE, SHEET = "association:sessions-file", "association:sessions-sheet"
HEADING = "Référence;Mentor;Jeune;Jour;Minutes;Résultat;Comment;Temps\r\n"
TOLD = {"outcome": "held", "on": "2026-03-12", "minutes": "90", "modality": "phone", "time_basis": "personal_time"}


@pytest.fixture(autouse=True)
def _later(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)


@pytest.fixture
def pair() -> Pair:
    return an_active_pair()


@pytest.fixture
def desk(pair: Pair) -> Client:
    return sign_in(Client(), TeamMemberFactory.create(association=pair.programme.association).user)


def note(desk: Client, pair: Pair, **changed: str) -> str:
    return desk.post(reverse("association:pair-session", args=[pair.id]), TOLD | changed, follow=True).content.decode()


class TestOne:
    def test_it_is_the_mentors_session_like_any_other(self, desk: Client, pair: Pair) -> None:
        assert "La séance est notée" in note(desk, pair)
        session = queries.sessions_of_user(user_id=user_of(pair)).get(on=date(2026, 3, 12))
        assert (session.minutes, session.modality, session.private_line, session.topics) == (90, "phone", "", [])
        assert "Tenue" in desk.get(reverse("association:pair", args=[pair.id])).content.decode()

    def test_the_first_one_makes_the_pair_active(self, desk: Client, pair: Pair) -> None:
        first = an_introduced_pair(programme=pair.programme)
        note(desk, first)
        assert Pair.objects.get(pk=first.pk).state == "active"

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"minutes": "2"}, "entre 5 minutes et 10 heures"),
            ({"on": "2026-03-30"}, "pas encore passée"),
            ({"on": "2026-02-01"}, "avant la présentation"),
            ({"on": f"{DAY + timedelta(days=3)}"}, "déjà notée ce jour-là"),
            ({"on": "demain"}, "Rien n’est noté"),
            ({"outcome": "planned"}, "Rien n’est noté"),
        ],
    )
    def test_what_cannot_be_is_said(self, desk: Client, pair: Pair, changed: dict[str, str], said: str) -> None:
        before = Session.objects.count()
        assert said in note(desk, pair, **changed)
        assert Session.objects.count() == before

    def test_who_noted_it_takes_it_back_for_a_quarter_of_an_hour(
        self, desk: Client, pair: Pair, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        note(desk, pair)
        undo, page = reverse("association:pair-session-undo", args=[pair.id]), reverse("association:pair", args=[pair.id])
        assert undo in desk.get(page).content.decode()
        colleague = sign_in(Client(), TeamMemberFactory.create(association=pair.programme.association).user)
        assert undo not in colleague.get(page).content.decode()
        assert colleague.post(undo).status_code == 404
        assert "C’est repris" in desk.post(undo, follow=True).content.decode()
        assert not Session.objects.filter(on=date(2026, 3, 12)).exists()
        note(desk, pair)
        monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(minutes=16))
        assert desk.post(undo).status_code == 404

    def test_the_association_does_not_speak_as_the_mentor(self, desk: Client, pair: Pair) -> None:
        a_session(pair, AT + timedelta(days=10), outcome="missed_mentor")
        page = desk.get(reverse("association:pair", args=[pair.id])).content.decode()
        assert "Le mentor ou la mentore n’a pas pu venir" in page
        assert "Je n’ai pas pu venir" not in page

    @pytest.mark.parametrize("role", [Role.SAFEGUARDING])
    def test_who_follows_pairs_notes(self, pair: Pair, role: Role) -> None:
        other = sign_in(Client(), TeamMemberFactory.create(association=pair.programme.association, role=role).user)
        assert other.post(reverse("association:pair-session", args=[pair.id]), TOLD).status_code == 403
        assert other.get(reverse(FILE)).status_code == 403

    def test_no_pair_of_another_association_nor_one_that_does_not_meet(self, desk: Client, pair: Pair) -> None:
        foreign, closed = an_active_pair(), a_closed_pair(programme=pair.programme)
        assert desk.post(reverse("association:pair-session", args=[foreign.id]), TOLD).status_code == 404
        assert "Ce binôme n’est pas ouvert aux séances" in note(desk, closed)
        operations.suspend_pair(pair=pair, by=SYSTEM, at=NOW)
        page = desk.get(reverse("association:pair", args=[pair.id])).content.decode()
        assert reverse("association:pair-session", args=[pair.id]) not in page


class TestMany:
    def test_a_line_a_meeting_pair_and_filled_it_is_read_once(self, desk: Client, pair: Pair) -> None:
        a_closed_pair(programme=pair.programme)
        an_active_pair()
        sheet = downloaded(desk, SHEET)
        assert sheet.splitlines()[0] == f"\ufeff{HEADING.strip()}"
        [line] = sheet.splitlines()[1:]
        assert line == f"{pair.id};{pair.volunteer.given_name};{pair.mentee.alias};;;Tenue;En personne;Sur mon temps personnel"
        assert "Rien de nouveau" in sent(desk, FILE, sheet)
        again = line.replace(";;;Tenue", ";13/03/2026;;Annulée ensemble")
        filled = HEADING + line.replace(";;;", ";12/03/2026;45;") + "\r\n" + again + "\r\n"
        assert "2 lignes vont entrer" in sent(desk, FILE, filled)
        before = Session.objects.count()
        assert "2 lignes sont entrées" in confirmed(desk, FILE, filled)
        assert Session.objects.count() == before + 2
        assert Session.objects.get(on=date(2026, 3, 12)).minutes == 45
        assert Session.objects.get(on=date(2026, 3, 13)).outcome == "cancelled"
        assert "Rien de nouveau" in sent(desk, FILE, filled)

    @pytest.mark.parametrize(
        ("cells", "said"),
        [
            ("hier;60;;;", "n’est pas un jour"),
            ("12/03/2026;une heure;;;", "Écrivez un nombre de minutes"),
            ("12/03/2026;60;peut-être;;", "Écrivez l’un de ces mots"),
            ("12/03/2026;60;;par pigeon;", "En personne"),
            ("12/03/2026;60;;;le soir", "Sur mon temps de travail"),
        ],
    )
    def test_each_wrong_cell_is_named(self, desk: Client, pair: Pair, cells: str, said: str) -> None:
        page = sent(desk, FILE, f"{HEADING}{pair.id};A;B;{cells}\r\n")
        assert "1 case à corriger" in page
        assert said in page

    def test_codes_are_read_as_well_as_words(self, desk: Client, pair: Pair) -> None:
        confirmed(desk, FILE, f"{HEADING}{pair.id};;;2026-03-12;30;held;VIDEO;work_time\r\n")
        session = Session.objects.get(on=date(2026, 3, 12))
        assert (session.modality, session.time_basis, session.minutes) == ("video", "work_time", 30)

    def test_a_foreign_pair_is_wrong_and_one_refused_by_the_domain_stays(self, desk: Client, pair: Pair) -> None:
        foreign = an_active_pair()
        text = f"{HEADING}{foreign.id};;;2026-03-12;30;;;\r\nrien;;;2026-03-12;30;;;\r\n{pair.id};;;2026-03-30;30;;;\r\n"
        page = sent(desk, FILE, text)
        assert "2 cases à corriger" in page
        assert foreign.mentee.alias not in page
        assert "1 reste comme avant" in page
        assert "pas encore passée" in page
