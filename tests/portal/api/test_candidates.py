"""An association's system sees who handed their profile over to it, what they handed over, and nothing else."""

from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.accounts.enums import Scope
from portal.core import clock
from portal.engagement import operations
from portal.engagement.enums import GateKind, SharedField
from portal.engagement.models import GateMet
from tests.factories.api import Partner
from tests.factories.engagement import VolunteerFactory, a_candidate_accepted, a_candidate_waiting, a_programme, person

pytestmark = pytest.mark.django_db
GIVEN = (SharedField.GIVEN_NAME, SharedField.FAMILY_NAME, SharedField.PERSONAL_EMAIL)


def test_the_list_names_nobody_and_the_detail_gives_what_was_handed_over() -> None:
    candidate = a_candidate_waiting(fields=GIVEN, contact_previous=False)
    partner = Partner(candidate.programme.association_id)
    (line,) = partner.get("candidates/").json()["results"]
    assert line["id"] == str(candidate.id)
    assert line["programme"]["code"] == candidate.programme.code
    assert (line["state"], line["gates_met"]) == ("submitted", 0)
    assert line["gates_asked"] > 0
    assert candidate.volunteer.family_name not in partner.get("candidates/").content.decode()
    shown = partner.get(f"candidates/{candidate.id}/").json()
    assert shown["profile"].keys() == {"given_name", "family_name", "personal_email"}
    assert shown["profile"]["personal_email"] == candidate.volunteer.personal_email
    assert shown["may_contact_previous"] is False
    assert {gate["kind"] for gate in shown["gates"]} >= {"charter", "training"}


def test_nothing_of_another_association() -> None:
    theirs = a_candidate_waiting()
    partner = Partner(a_programme().association_id)
    assert partner.get("candidates/").json()["results"] == []
    assert partner.get(f"candidates/{theirs.id}/").status_code == 404
    said = {"kind": "interview", "seen_on": "2026-03-02"}
    assert partner.post(f"candidates/{theirs.id}/gates/", said).json()["code"] == "not_found"
    assert not GateMet.objects.exists()


def test_a_hand_over_taken_back_shows_nothing_more() -> None:
    candidate = a_candidate_waiting()
    partner = Partner(candidate.programme.association_id)
    operations.revoke_handover(application=candidate, by=person(candidate.volunteer), at=clock.now())
    assert partner.get(f"candidates/{candidate.id}/").status_code == 404


def test_a_gate_is_recorded_once() -> None:
    candidate = a_candidate_accepted()
    partner = Partner(candidate.programme.association_id)
    said = {"kind": "interview", "seen_on": clock.today().isoformat()}
    first = partner.post(f"candidates/{candidate.id}/gates/", said, once="the-same-key")
    again = partner.post(f"candidates/{candidate.id}/gates/", said, once="the-same-key")
    assert (first.status_code, again.status_code, first.json()) == (201, 201, again.json())
    assert again.headers["Idempotency-Replayed"] == "true"
    met = GateMet.objects.get(application=candidate, kind=GateKind.INTERVIEW)
    assert met.seen_by == partner.account.id
    other = partner.post(f"candidates/{candidate.id}/gates/", said | {"kind": "references"}, once="the-same-key")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("said", "status", "code"),
    [
        ({"kind": "charter", "seen_on": "2026-03-02"}, 400, "invalid"),
        ({"kind": "interview", "seen_on": "2099-01-01"}, 409, "in_the_future"),
        ({"kind": "honorability_certificate", "seen_on": "2026-03-02"}, 409, "not_asked"),
        ({"kind": "interview"}, 400, "invalid"),
    ],
)
def test_what_the_domain_refuses_is_a_problem(said: dict[str, str], status: int, code: str) -> None:
    candidate = a_candidate_accepted()
    reply = Partner(candidate.programme.association_id).post(f"candidates/{candidate.id}/gates/", said)
    assert (reply.status_code, reply.json()["code"], reply.headers["Content-Type"]) == (status, code, "application/problem+json")


def test_a_key_opens_only_its_scopes() -> None:
    candidate = a_candidate_waiting()
    reader = Partner(candidate.programme.association_id, Scope.CANDIDATES_READ)
    said = {"kind": "interview", "seen_on": "2026-03-02"}
    assert reader.get("candidates/").status_code == 200
    refused = reader.post(f"candidates/{candidate.id}/gates/", said)
    assert (refused.status_code, refused.json()["code"]) == (403, "scope_missing")
    assert reader.get("pairs/").status_code == 403


@pytest.mark.parametrize(
    ("header", "code"),
    [({}, "key_missing"), ({"Authorization": "Bearer bnm_x"}, "key_refused"), ({"Authorization": "Basic eDp5"}, "key_refused")],
)
def test_no_key_or_a_bad_one_is_a_401(header: dict[str, str], code: str) -> None:
    reply = Client().get("/api/v1/candidates/", headers=header)
    assert (reply.status_code, reply.json()["code"]) == (401, code)
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")


def test_pages_follow_one_another(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    programme = a_programme()
    made = [a_candidate_waiting(VolunteerFactory.create(), programme) for _ in range(5)]
    partner = Partner(programme.association_id)
    seen, page = [], partner.get("candidates/?page_size=2").json()
    while True:
        seen += [row["id"] for row in page["results"]]
        if page["next"] is None:
            break
        page = partner.get("candidates/" + page["next"].partition("candidates/")[2]).json()
    assert sorted(seen) == sorted(str(row.id) for row in made)
    with django_assert_max_num_queries(8):
        partner.get("candidates/")


def test_an_answer_that_has_not_changed_is_not_sent_again() -> None:
    partner = Partner(a_candidate_waiting().programme.association_id)
    etag = partner.get("candidates/").headers["ETag"]
    assert partner.get("candidates/", **{"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("query", ["cursor=cD1nYXJiYWdl", "cursor=%00", "cursor=***", "state=draft", "state=%00", "page_size=-3"])
def test_a_strange_query_is_no_server_error(query: str) -> None:
    partner = Partner(a_candidate_waiting().programme.association_id)
    assert partner.get(f"candidates/?{query}").status_code in {200, 400, 404}
    assert partner.get(f"candidates/{uuid4()}/").status_code == 404
