"""Tables in and out of the desk: what leaves opens in a spreadsheet, what comes in is read before it is written."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from portal.core import clock
from portal.engagement.enums import GateKind
from portal.engagement.models import Application, GateMet, TrainingAttendance
from portal.mentorship.models import Mentee
from portal.programmes.models import Programme
from tests.factories.accounts import sign_in
from tests.factories.engagement import VolunteerFactory, a_candidate_accepted, a_candidate_waiting, a_programme, a_session_held
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
GATES, MENTEES = "association:candidates-file", "association:mentees-file"


@pytest.fixture
def programme() -> Programme:
    return a_programme(at=clock.now() - timedelta(days=60))


def named(name: str, programme: Programme) -> Application:
    volunteer = VolunteerFactory.create(given_name=name, family_name="Exemple")
    return a_candidate_waiting(volunteer, programme, at=clock.now() - timedelta(days=30))


def desk(client: Client, programme: Programme, **member: bool) -> Client:
    return sign_in(client, TeamMemberFactory.create(association=programme.association, **member).user)


def downloaded(client: Client, name: str, *args: object, **query: str) -> str:
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]  # a streaming answer


def sent(client: Client, name: str, text: str | bytes, *args: object) -> str:
    content = text.encode() if isinstance(text, str) else text
    file = SimpleUploadedFile("table.csv", content, content_type="text/csv")
    return client.post(reverse(name, args=args), {"file": file}).content.decode()


def confirmed(client: Client, name: str, text: str, *args: object) -> str:
    token = sent(client, name, text, *args).partition('name="token" value="')[2].partition('"')[0]
    answers: dict[str, Any] = {"content": text, "token": token, "confirm": "1"}
    return client.post(reverse(name, args=args), answers, follow=True).content.decode()


def test_candidates_leave_with_a_column_a_condition_and_no_formula(client: Client, programme: Programme) -> None:
    named("=1+1", programme)
    named("Zoé", a_programme(at=clock.now() - timedelta(days=60)))
    text = downloaded(desk(client, programme), "association:candidates-export")
    assert text.startswith("\ufeffRéférence;Prénom;Nom de famille;Programme")
    assert str(GateKind.INTERVIEW.label) in text
    assert "'=1+1" in text
    assert "Zoé" not in text
    assert "@" not in text
    assert "=1+1" not in downloaded(client, "association:candidates-export", tab="ready")


def test_a_day_written_into_the_sheet_is_read_then_noted_once(client: Client, programme: Programme) -> None:
    application = named("Inès", programme)
    sheet = downloaded(desk(client, programme), "association:candidates-export")
    heading = sheet.splitlines()[0].split(";")
    cells = sheet.splitlines()[1].split(";")
    cells[heading.index(str(GateKind.INTERVIEW.label))] = f"{clock.today():%d/%m/%Y}"
    filled = f"{sheet.splitlines()[0]}\r\n{';'.join(cells)}\r\n"
    page = sent(client, GATES, filled)
    assert "1 ligne va entrer" in page
    assert "Inès Exemple · Entretien" in page
    assert not GateMet.objects.exists()
    assert "1 ligne est entrée" in confirmed(client, GATES, filled)
    assert GateMet.objects.get().application_id == application.id
    assert "Rien de nouveau" in sent(client, GATES, filled)


def test_each_wrong_cell_is_named_and_the_good_rows_still_enter(client: Client, programme: Programme) -> None:
    application = named("Inès", programme)
    foreign = named("Zoé", a_programme(at=clock.now() - timedelta(days=60)))
    desk(client, programme)
    later = clock.today() + timedelta(days=2)
    text = (
        f"Référence;Entretien;Pièce d’identité vue\r\n{application.id};{clock.today()};{later}\r\n"
        f"{foreign.id};{clock.today()};\r\nrien;hier;\r\n{uuid4()};;\r\n"
    )
    page = sent(client, GATES, text)
    assert "4 cases à corriger" in page
    assert "Zoé" not in page
    assert "n’est pas un jour passé" in page
    confirmed(client, GATES, text)
    assert [met.kind for met in GateMet.objects.all()] == [GateKind.INTERVIEW]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (b"PK\0\0", "n’est pas un CSV"),
        (b"Nom\nX\n", "Il manque la colonne"),
        (b"R\xc3\xa9f\xc3\xa9rence\n", "pas de ligne remplie"),
        (b"a" * 300_002, "trop lourd"),
    ],
    ids=["workbook", "no reference", "no rows", "too large"],
)
def test_what_is_no_table_says_what_to_do(client: Client, programme: Programme, text: bytes, said: str) -> None:
    assert said in sent(desk(client, programme), GATES, text)


def test_young_people_come_in_by_their_reference_once(client: Client, programme: Programme) -> None:
    desk(client, programme)
    example = downloaded(client, "association:mentees-sheet")
    assert "Alias;Âge;Département;Référence" in example
    assert "1 ligne est entrée" in confirmed(client, MENTEES, example)
    mentee = Mentee.objects.get()
    assert (mentee.alias, mentee.reference, mentee.gates.count()) == ("Camille", "DOS-001", 3)
    assert "déjà prise" in sent(client, MENTEES, example)
    text = (
        "Alias;Âge;Département;Référence;Autorisation parentale\r\nLéo;12-15;69;;\r\n"
        "Léa;douze;abc;D2;\r\nLou;12-15;2a;D3;hier\r\nLulu;18-25;2a;D4;\r\n"
    )
    page = sent(client, MENTEES, text)
    assert "4 cases à corriger" in page
    confirmed(client, MENTEES, text)
    assert set(Mentee.objects.values_list("alias", "departement")) == {("Camille", "69"), ("Lulu", "2A")}


def test_who_came_is_read_from_the_sheet_and_an_absence_is_written_nowhere(client: Client, programme: Programme) -> None:
    people = [
        a_candidate_accepted(VolunteerFactory.create(given_name=name), programme, at=clock.now() - timedelta(days=40))
        for name in ("Inès", "Karim")
    ]
    session = a_session_held(programme.association, clock.now() - timedelta(days=2))
    sheet = downloaded(desk(client, programme), "association:attendance-sheet", session.id)
    assert len(sheet.splitlines()) == 3
    text = f"Référence;Venu\r\n{people[0].volunteer_id};oui\r\n{people[1].volunteer_id};non\r\n{uuid4()};oui\r\n"
    assert "1 case à corriger" in sent(client, "association:attendance-file", text, session.id)
    confirmed(client, "association:attendance-file", text, session.id)
    assert [one.volunteer_id for one in TrainingAttendance.objects.all()] == [people[0].volunteer_id]
    assert "Rien de nouveau" in sent(client, "association:attendance-file", text, session.id)
    foreign = a_session_held(a_programme().association)
    assert client.get(reverse("association:attendance-file", args=[foreign.id])).status_code == 404


def test_a_file_that_changed_under_the_reader_is_read_again(client: Client, programme: Programme) -> None:
    application = named("Inès", programme)
    desk(client, programme)
    text = f"Référence;Entretien\r\n{application.id};{clock.today()}\r\n"
    answers = {"content": text, "token": "another", "confirm": "1"}
    assert "Quelque chose a changé" in client.post(reverse(GATES), answers).content.decode()
    assert not GateMet.objects.exists()


def test_a_referent_takes_no_candidates_out(client: Client, programme: Programme) -> None:
    desk(client, programme, referent=True)
    assert client.get(reverse("association:candidates-export")).status_code == 403
    assert client.get(reverse(GATES)).status_code == 403
    assert client.get(reverse(MENTEES)).status_code == 200
