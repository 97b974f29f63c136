"""Whatever comes in, the answer is a problem, never a server error; so many a minute, and no more."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given
from hypothesis import settings as with_settings
from hypothesis import strategies as st
from pytest_django import Settings

from portal.api.idempotency import KEPT, forget
from portal.api.models import StoredReply
from portal.core import clock
from portal.engagement.enums import GateKind
from tests.factories.accounts import in_days
from tests.factories.api import Partner
from tests.factories.engagement import a_candidate_accepted

pytestmark = pytest.mark.django_db
TEXT = st.text(max_size=20) | st.sampled_from(["interview", "2026-03-02", "9999-12-31", "\x00", "\ud800", "12-15", "held"])
VALUE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
FIELDS = (
    "kind",
    "seen_on",
    "candidate",
    "referent",
    "introduced_on",
    "mentee",
    "on",
    "minutes",
    "modality",
    "topics",
    "time_basis",
)
BODY = st.dictionaries(st.sampled_from(FIELDS), VALUE, max_size=8) | VALUE


@with_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
@given(body=BODY)
def test_no_body_breaks_a_post(body: Any) -> None:
    cache.clear()
    candidate = a_candidate_accepted()
    partner = Partner(candidate.programme.association_id)
    for path in (f"candidates/{candidate.id}/gates/", "pairs/", f"pairs/{candidate.id}/sessions/"):
        reply = partner.post(path, body)
        assert reply.status_code in {201, 400, 404, 409}, reply.content
        assert reply.status_code == 201 or reply.json()["code"]


@pytest.mark.parametrize(
    ("raw", "kind", "status", "code"),
    [
        (b"{", "application/json", 400, "malformed_json"),
        (b"[" * 60_000, "application/json", 400, "malformed_json"),
        (b"NaN", "application/json", 400, "malformed_json"),
        (b"\xff\xfe", "application/json", 400, "malformed_json"),
        (b" " * 70_000, "application/json", 413, "body_too_large"),
        (b"a=1", "application/x-www-form-urlencoded", 415, "unsupported_media_type"),
    ],
)
def test_a_body_that_is_no_small_json_is_a_problem(raw: bytes, kind: str, status: int, code: str) -> None:
    candidate = a_candidate_accepted()
    partner = Partner(candidate.programme.association_id)
    headers = {"Authorization": f"Bearer {partner.key}", "Idempotency-Key": "12345678"}
    reply = partner.http.post(f"/api/v1/candidates/{candidate.id}/gates/", raw, content_type=kind, headers=headers)
    assert (reply.status_code, reply.json()["code"]) == (status, code)


@pytest.mark.parametrize("key", ["", "short", "x" * 101, "clé-à-moi-12"])
def test_a_post_needs_a_usable_idempotency_key(key: str) -> None:
    candidate = a_candidate_accepted()
    partner = Partner(candidate.programme.association_id)
    said = {"kind": GateKind.INTERVIEW, "seen_on": clock.today().isoformat()}
    reply = partner.post(f"candidates/{candidate.id}/gates/", said, **{"Idempotency-Key": key})
    assert (reply.status_code, reply.json()["errors"][0]["pointer"]) == (400, "/Idempotency-Key")
    assert not StoredReply.objects.exists()


def test_a_client_that_calls_too_often_waits(settings: Settings) -> None:
    settings.API_RATE = "3/min"
    cache.clear()
    partner = Partner(a_candidate_accepted().programme.association_id)
    assert [partner.get("candidates/").status_code for _ in range(4)] == [200, 200, 200, 429]
    reply = partner.get("candidates/")
    assert reply.json()["code"] == "throttled"
    assert int(reply.headers["Retry-After"]) > 0
    cache.clear()


def test_replies_are_forgotten_after_a_day() -> None:
    for days in (0, 2):
        StoredReply.objects.create(client_id=uuid4(), key="k" * 8, at=in_days(days))
    assert forget(at=in_days(2)) == 1
    assert KEPT.total_seconds() == 86_400
