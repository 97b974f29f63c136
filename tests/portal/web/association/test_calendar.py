"""The calendar's screen, and what a calendar outside the desk is given: no name of anybody."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from icalendar import Calendar

from portal.accounts.enums import Role
from portal.core import clock
from portal.mentorship.models import Pair
from portal.programmes.models import CalendarFeed
from portal.web.association.calendar import A_DAY
from tests.factories.accounts import sign_in
from tests.factories.mentorship import AT, an_active_pair
from tests.factories.personas import client_as
from tests.factories.programmes import AssociationFactory, TeamMemberFactory
from tests.portal.journeys.test_calendar import a_mid_term, a_training_date, an_appointment, everything

pytestmark = pytest.mark.django_db
URL = "association:calendar"


@pytest.fixture(autouse=True)
def _then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: AT)
    monkeypatch.setattr(clock, "today", AT.date)


def page(client: Client, **asked: str) -> str:
    answer = client.get(reverse(URL), asked)
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode()


def team_of(pair: Pair, **of: Any) -> Client:
    return sign_in(Client(), TeamMemberFactory.create(association=pair.programme.association, **of).user)


def the_address(client: Client) -> str:
    answer = client.post(reverse("association:calendar-address"))
    assert "no-store" in answer["Cache-Control"]
    text = answer.content.decode()
    start = text.index("<code>") + 6
    return text[start : text.index("</code>", start)]


def read(address: str) -> Any:
    return Client().get("/agenda/" + address.rpartition("/")[2])


def test_nothing_to_come_is_said_and_so_are_filters_that_find_nothing(client: Client) -> None:
    sign_in(client, TeamMemberFactory.create().user)
    assert "apparaîtront ici" in page(client)
    assert "avec ces filtres" in page(client, whose="mine")
    for view in ("week", "list"):  # said once, not on each of seven empty days
        assert page(client, view=view).count("Rien à ces dates") == 1
        assert "Rien ce jour-là" not in page(client, view=view)


def test_a_week_and_a_list_show_the_dates_and_lead_to_them() -> None:
    pair = an_active_pair()
    session, training = an_appointment(pair, days=9), a_training_date(pair, days=10)
    client = team_of(pair)
    for asked in ({"view": "week", "from": session.on.isoformat()}, {"view": "list"}):
        text = page(client, **asked)
        assert reverse("association:pair", args=[pair.id]) in text
        assert reverse("association:training-attendance", args=[training.id]) in text
        assert pair.mentee.alias in text
    assert pair.mentee.alias not in page(client, view="list", kind="training")
    assert pair.mentee.alias not in page(client, view="list", whose="mine")


def test_a_referent_begins_with_their_own_pairs() -> None:
    pair = an_active_pair()
    an_appointment(pair)
    assert pair.mentee.alias in page(sign_in(Client(), pair.referent.user), view="list")
    other = team_of(pair, role=Role.REFERENT)
    assert pair.mentee.alias not in page(other, view="list")
    assert pair.mentee.alias in page(other, view="list", whose="all")


def test_a_full_day_says_how_many_more_there_are() -> None:
    pair = an_active_pair()
    for _more in range(A_DAY + 2):
        a_mid_term(an_active_pair(programme=pair.programme))
    day = clock.local_day(AT) + timedelta(days=5)
    assert "et 2 autres" in page(team_of(pair), **{"view": "week", "from": day.isoformat(), "kind": "review"})
    assert "autres</a>" not in page(team_of(pair), view="list", kind="review")


@pytest.mark.parametrize("given", ["", "hier", "2026-02-31", "9999-12-31", "0001-01-01"])
def test_a_day_that_is_none_is_today(client: Client, given: str) -> None:
    sign_in(client, TeamMemberFactory.create().user)
    monday = AT.date() - timedelta(days=AT.weekday())
    text = page(client, **{"from": given, "view": "bogus", "kind": "bogus", "whose": "bogus"})
    assert f'value="{monday.isoformat()}"' in text
    assert 'aria-current="date"' in text


@pytest.mark.parametrize("role", [Role.SAFEGUARDING, Role.HR, Role.CSR, Role.DPO, Role.PLATFORM_ADMIN, Role.EMPLOYEE])
def test_nobody_else_opens_it(role: Role) -> None:
    client = client_as(role)
    assert client.get(reverse(URL)).status_code == 403
    assert client.post(reverse("association:calendar-address")).status_code == 403
    assert not CalendarFeed.objects.exists()


def test_the_address_is_shown_once_renewed_and_ended(client: Client) -> None:
    sign_in(client, TeamMemberFactory.create().user)
    assert "Créer mon adresse" in page(client)
    old = the_address(client)
    text = page(client)
    assert "Aucun agenda ne l’a encore lue" in text
    assert old.rpartition("/")[2] not in text
    assert read(old).status_code == 200
    assert "Lue pour la dernière fois" in page(client)
    new = the_address(client)
    assert (read(old).status_code, read(new).status_code) == (404, 200)
    assert "ne mène plus à rien" in client.post(reverse("association:calendar-address-end"), follow=True).content.decode()
    assert read(new).status_code == 404


def test_outside_the_desk_a_date_names_nobody() -> None:
    pair = an_active_pair()
    everything(pair)
    a_training_date(pair)
    client = sign_in(Client(), pair.referent.user)
    answer = read(the_address(client))
    assert answer["Content-Type"].startswith("text/calendar")
    assert (answer["X-Robots-Tag"], "private" in answer["Cache-Control"]) == ("noindex, nofollow", True)
    text = answer.content.decode().replace("\r\n ", "")
    people = (pair.mentee.alias, pair.mentee.reference, pair.volunteer.given_name, pair.volunteer.family_name)
    for said in filter(None, (*people, pair.programme.title, "Module du jour", str(pair.id), str(pair.mentee_id))):
        assert str(said) not in text
    events = Calendar.from_ical(answer.content).walk("VEVENT")
    summaries = {str(event["summary"]) for event in events}
    assert {"Rendez-vous d’un binôme", "Formation", "1 bilan attendu"} <= summaries
    assert all(event["class"] == "PRIVATE" for event in events)


def test_what_is_read_again_keeps_its_uid_and_what_moves_says_so() -> None:
    pair = an_active_pair()
    session = an_appointment(pair)
    a_mid_term(pair)
    address = the_address(sign_in(Client(), pair.referent.user))

    def uids() -> dict[str, int]:
        return {str(e["uid"]): int(str(e["sequence"])) for e in Calendar.from_ical(read(address).content).walk("VEVENT")}

    before = uids()
    assert len(before) == 2
    session.sequence, session.starts_at = 1, AT + timedelta(days=4)
    session.on = clock.local_day(session.starts_at)
    session.save(update_fields=["sequence", "starts_at", "on"])
    after = uids()
    assert before.keys() == after.keys()
    assert sorted(after.values()) == [0, 1]


def test_it_speaks_the_language_of_its_person() -> None:
    pair = an_active_pair()
    an_appointment(pair)
    pair.referent.user.language = "en"
    pair.referent.user.save(update_fields=["language"])
    text = read(the_address(sign_in(Client(), pair.referent.user))).content.decode()
    assert "A pair’s appointment" in text
    assert "Rendez-vous" not in text


@pytest.mark.parametrize("key", ["x", "a" * 43, "é" * 10])
def test_a_key_that_was_never_given_opens_nothing(key: str) -> None:
    assert Client().get(f"/agenda/{key}.ics").status_code == 404


def test_a_calendar_reads_and_does_nothing_else() -> None:
    member = TeamMemberFactory.create(association=AssociationFactory.create())
    address = the_address(sign_in(Client(), member.user))
    assert Client().post("/agenda/" + address.rpartition("/")[2]).status_code == 405
    assert date.fromisoformat(str(CalendarFeed.objects.get().made_at.date())) == AT.date()
