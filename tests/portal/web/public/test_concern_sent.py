"""After a worry was said without an account: what the page says, what a second reading does, who is counted."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from portal.mentorship import operations
from portal.mentorship.enums import CallWhen, ConcernCategory, RaisedBy, Urgency
from portal.mentorship.errors import ConcernRefused
from portal.mentorship.models import Concern
from portal.programmes.models import Programme
from portal.web.public import concerns
from tests.factories.programmes import AssociationFactory, ProgrammeFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
ANSWERS = {"raised_by": "mentee", "category": "other", "urgency": "standard", "call_when": "any", "text": "", "contact": ""}
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _monday_morning(monkeypatch: pytest.MonkeyPatch) -> None:
    cache.clear()
    monkeypatch.setattr(clock, "now", lambda: MONDAY)


@pytest.fixture
def programme() -> Programme:
    return ProgrammeFactory.create()


def url(programme: Programme, name: str = "concern-public") -> str:
    return reverse(name, args=[programme.code])


def test_nothing_is_needed_but_the_lists(programme: Programme, client: Client) -> None:
    assert client.post(url(programme), ANSWERS).status_code == 302
    concern = Concern.objects.get()
    assert (concern.text, concern.contact, concern.raised_by) == ("", "", RaisedBy.MENTEE)
    entry = AuditEntry.objects.get(action="mentorship.raise_concern")
    assert (entry.actor_id, entry.actor_role, entry.facts) == (None, "anonymous", {})


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("raised_by", RaisedBy.values),
        ("category", ConcernCategory.values),
        ("urgency", Urgency.values),
        ("call_when", CallWhen.values),
    ],
)
def test_every_answer_of_a_list_can_be_given_and_no_other(field: str, values: list[str], programme: Programme) -> None:
    for value in values:
        assert concerns.PublicConcernForm({**ANSWERS, field: value}).is_valid(), value
    for value in ("", "something else"):
        form = concerns.PublicConcernForm({**ANSWERS, field: value})
        assert list(form.errors) == [field]


@pytest.mark.parametrize(("field", "longest"), [("text", 300), ("contact", 120)])
def test_words_are_short(field: str, longest: int) -> None:
    assert concerns.PublicConcernForm({**ANSWERS, field: "é" * longest}).is_valid()
    assert not concerns.PublicConcernForm({**ANSWERS, field: "é" * (longest + 1)}).is_valid()


def test_the_page_after_can_be_read_again_and_nothing_is_sent_twice(programme: Programme, client: Client) -> None:
    TeamMemberFactory.create(association=programme.association, safeguarding=True)
    answer = client.post(url(programme), ANSWERS)
    for _ in range(2):
        page = client.get(answer["Location"])
        assert page.status_code == 200
        assert "119" in page.content.decode()
    assert (Concern.objects.count(), OutboxMessage.objects.count()) == (1, 1)


@pytest.mark.parametrize("name", ["concern-public", "concern-sent", "concern-card"])
def test_every_page_of_a_programme_speaks_both_languages_and_gives_the_numbers(
    name: str, programme: Programme, client: Client
) -> None:
    french = client.get(url(programme, name)).content.decode()
    english = client.get(url(programme, name).replace("/fr/", "/en/")).content.decode()
    assert french != english
    for page in (french, english):
        assert "119" in page
        assert programme.association.name in page
    assert 'lang="en"' in english


@pytest.mark.parametrize("name", ["concern-public", "concern-sent", "concern-card"])
def test_a_programme_that_never_opened_has_none_of_these_pages(name: str, client: Client) -> None:
    assert client.get(url(ProgrammeFactory.create(in_preparation=True), name)).status_code == 404
    assert client.get(reverse(name, args=["no-such-programme"])).status_code == 404


@pytest.mark.parametrize(
    ("at", "open_now"),
    [("2026-03-02T09:00", True), ("2026-03-02T17:30", False), ("2026-03-07T10:00", False), ("2026-05-01T10:00", False)],
)
def test_the_page_says_whether_somebody_is_there(
    at: str, open_now: bool, programme: Programme, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clock, "now", lambda: datetime.fromisoformat(at).replace(tzinfo=UTC))
    context = client.get(url(programme)).context
    assert context["open_now"] is open_now
    assert context["opens_at"] is not None


def test_a_refusal_of_the_domain_loses_nothing_and_still_gives_the_numbers(
    programme: Programme, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(**_: Any) -> None:
        raise ConcernRefused("text_length")

    monkeypatch.setattr(operations, "raise_concern", refuse)
    page = client.post(url(programme), {**ANSWERS, "text": "Elle a peur", "contact": "06 00"}).content.decode()
    for said in ("Elle a peur", "06 00", "119", "n’est pas parti"):
        assert said in page


def test_each_address_is_counted_apart_and_none_is_kept(programme: Programme, settings: Any) -> None:
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    for _ in range(concerns.PER_HOUR):
        Client().post(url(programme), ANSWERS, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9")
    same = Client().post(url(programme), ANSWERS, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.9")
    another = Client().post(url(programme), ANSWERS, REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.10")
    assert (same.status_code, another.status_code) == (429, 302)


def test_a_count_that_ran_out_in_between_lets_the_message_through(
    programme: Programme, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(_key: str) -> int:
        raise ValueError

    monkeypatch.setattr(cache, "incr", gone)
    assert client.post(url(programme), ANSWERS).status_code == 302


def test_a_form_that_is_not_complete_is_not_counted(programme: Programme, client: Client) -> None:
    for _ in range(concerns.PER_HOUR + 2):
        assert client.post(url(programme), {"text": "…"}).status_code == 200
    assert client.post(url(programme), ANSWERS).status_code == 302


def test_the_pages_ask_the_database_little(client: Client) -> None:
    closures = [[f"2026-{month:02d}-01", f"2026-{month:02d}-02"] for month in range(1, 13)]
    programme = ProgrammeFactory.create(association=AssociationFactory.create(safeguarding_closures=closures))
    with CaptureQueriesContext(connection) as seen:
        client.get(url(programme))
    assert len(seen) <= 4
