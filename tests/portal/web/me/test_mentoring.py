"""The mentor's screens: next step, one tap, taking it back, a worry, the review, the certificate."""

from datetime import date, timedelta
from io import BytesIO
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from pypdf import PdfReader

from portal.core import clock
from portal.mentorship.enums import ConcernCategory, PairState, RaisedBy, TimeBasis
from portal.mentorship.models import Concern, Pair, Session
from tests.factories.accounts import sign_in
from tests.factories.mentorship import a_closed_pair, a_pair_to_close, a_session, an_active_pair, an_introduced_pair

pytestmark = pytest.mark.django_db
SINCE = timedelta(days=120)


def at_home(client: Client, pair: Pair) -> str:
    assert pair.volunteer.user is not None
    return sign_in(client, pair.volunteer.user, second_factor=False).get(reverse("me:home")).content.decode()


def test_home_shows_the_next_step_the_six_steps_and_the_way_to_say_a_worry(client: Client) -> None:
    pair = an_introduced_pair(at=clock.now())
    page = at_home(client, pair)
    assert f"Rencontrer {pair.mentee.alias} pour la première fois" in page
    assert page.count('class="dot"') == 6
    assert reverse("me:concern", args=[pair.id]) in page
    assert pair.referent.display_name in page
    assert "jamais votre employeur" in page


def test_one_tap_logs_an_hour_today_on_personal_time_and_can_be_taken_back(client: Client) -> None:
    pair = an_introduced_pair(at=clock.now())
    at_home(client, pair)
    url = reverse("me:session-log", args=[pair.id])
    page = client.post(url, {"tap": "1"}, follow=True).content.decode()
    session = Session.objects.get()
    assert (session.minutes, session.on, session.time_basis) == (60, clock.today(), TimeBasis.PERSONAL_TIME)
    assert reverse("me:session-undo", args=[session.id]) in page
    assert "déjà notée" in client.post(url, {"tap": "1"}, follow=True).content.decode()
    client.post(reverse("me:session-undo", args=[session.id]))
    assert not Session.objects.exists()


def test_details_are_kept_when_something_is_refused(client: Client) -> None:
    pair = an_active_pair(at=clock.now() - SINCE)
    at_home(client, pair)
    values = {"outcome": "held", "on": "2100-01-01", "minutes": "75", "modality": "video", "time_basis": "work_time"}
    url = reverse("me:session-log", args=[pair.id])
    page = client.post(url, {**values, "private_line": "Reparler du stage"}).content.decode()
    assert "n’est pas encore passé" in page
    assert "Reparler du stage" in page
    assert client.post(url, {**values, "on": str(clock.today())}).status_code == 302
    assert Session.objects.latest("logged_at").minutes == 75


def test_my_sessions_are_totalled_and_take_as_many_queries_for_ten_times_the_rows(
    client: Client, django_assert_max_num_queries: object
) -> None:
    pair, now = an_active_pair(at=clock.now() - SINCE), clock.now()
    at_home(client, pair)
    for day in range(1, 12):
        a_session(pair, now - timedelta(days=day), minutes=90)
    with django_assert_max_num_queries(15):  # type: ignore[operator]  # pytest-django's fixture has no public type
        page = client.get(reverse("me:sessions")).content.decode()
    assert "17\u00a0h\u00a030" in page


def test_a_worry_reaches_the_association_and_the_screen_says_what_it_does_not_replace(client: Client) -> None:
    pair = an_active_pair(at=clock.now() - SINCE)
    at_home(client, pair)
    url = reverse("me:concern", args=[pair.id])
    page = client.get(url).content.decode()
    for said in ("119", "112", "17", "434-3", "Jamais votre employeur"):
        assert said in page
    assert ConcernCategory.MENTOR_CONDUCT not in page
    answers = {"category": "distress", "urgency": "critical", "call_when": "evening", "text": "Il ne dort plus"}
    assert client.post(url, answers).status_code == 302
    concern = Concern.objects.get()
    assert (concern.pair, concern.raised_by, concern.text) == (pair, RaisedBy.MENTOR, "Il ne dort plus")


def test_somebody_elses_pair_does_not_exist(client: Client) -> None:
    mine, other = an_active_pair(at=clock.now() - SINCE), an_active_pair(at=clock.now() - SINCE)
    at_home(client, mine)
    names = ("session-log", "concern", "review", "certificate-pdf", "pair-pause", "pair-resume")
    for name in names:
        url = reverse(f"me:{name}", args=[other.id])
        assert client.post(url, {"tap": "1"}).status_code == 404, name
    assert client.post(reverse("me:session-undo", args=[Session.objects.filter(pair=other).get().id])).status_code == 404


def test_a_pause_is_one_click_and_so_is_the_return(client: Client) -> None:
    pair = an_active_pair(at=clock.now() - SINCE)
    at_home(client, pair)
    client.post(reverse("me:pair-pause", args=[pair.id]))
    pair.refresh_from_db()
    assert pair.state == PairState.PAUSED
    assert "en pause, à votre demande" in client.get(reverse("me:home")).content.decode()
    client.post(reverse("me:pair-resume", args=[pair.id]))
    assert "Ce n’est pas possible" in client.post(reverse("me:pair-resume", args=[pair.id]), follow=True).content.decode()


def test_the_review_is_asked_once_and_goals_with_it(client: Client) -> None:
    pair = a_pair_to_close(at=clock.now() - SINCE)
    at_home(client, pair)
    url, goal = reverse("me:review", args=[pair.id]), pair.goals.get()
    answers = {"satisfaction": "5", "felt_supported": "4", "next_wish": "stop", f"goal_{goal.id}": "reached"}
    assert client.post(url, {**answers, "satisfaction": "9"}).status_code == 200
    assert client.post(url, answers).status_code == 302
    goal.refresh_from_db()
    assert goal.result == "reached"
    assert "Votre bilan est bien arrivé" in client.get(url).content.decode()
    assert client.post(url, answers).status_code == 200
    assert pair.reviews.count() == 1


def test_the_certificate_is_a_tagged_pdf_with_hours_and_dates_and_no_mentee(client: Client) -> None:
    pair = a_closed_pair(at=clock.now() - SINCE)
    at_home(client, pair)
    assert reverse("me:certificate-pdf", args=[pair.id]) in client.get(reverse("me:certificate")).content.decode()
    answer = client.get(reverse("me:certificate-pdf", args=[pair.id]))
    assert answer["Cache-Control"] == "private, no-store"
    document = PdfReader(BytesIO(answer.content))
    text = "".join(page.extract_text() for page in document.pages).replace("\u00a0", " ")
    assert "1 h" in text
    assert pair.volunteer.family_name in text
    assert str(pair.certificate.code)[:8] in text
    assert pair.mentee.alias not in text
    assert isinstance(pair.introduced_on, date)
    assert str(pair.introduced_on.year) in text


def test_a_running_pair_has_no_certificate_and_no_review_yet(client: Client) -> None:
    pair = an_active_pair(at=clock.now() - SINCE)
    at_home(client, pair)
    assert client.get(reverse("me:certificate-pdf", args=[pair.id])).status_code == 404
    assert "Pas encore d’attestation" in client.get(reverse("me:certificate")).content.decode()
    assert "n’est pas venu" in client.get(reverse("me:review", args=[pair.id])).content.decode()
    assert pair.mentee.alias in client.get(reverse("me:path")).content.decode()
    assert client.get(reverse("me:concern", args=[uuid4()])).status_code == 404
