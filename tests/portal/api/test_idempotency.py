"""A POST sent twice acts once: whose key it is, what counts as the same request, what a refusal leaves, when it is free again."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError

from portal.api import idempotency
from portal.api.models import StoredReply
from portal.core import clock
from portal.engagement.models import Application, GateMet
from tests.factories.api import Partner
from tests.factories.engagement import a_candidate_accepted

pytestmark = pytest.mark.django_db
KEY = "une-cle-de-ce-jour"


@pytest.fixture
def candidate() -> Application:
    return a_candidate_accepted()


def interview(partner: Partner, candidate: Application, once: str = KEY, **changed: Any) -> Any:
    said = {"kind": "interview", "seen_on": clock.today().isoformat()} | changed
    return partner.post(f"candidates/{candidate.id}/gates/", said, once=once)


def test_a_key_is_its_clients_own(candidate: Application) -> None:
    mine, theirs = (Partner(candidate.programme.association_id) for _ in range(2))
    assert interview(mine, candidate).status_code == 201
    second = interview(theirs, candidate)
    assert "Idempotency-Replayed" not in second.headers
    assert StoredReply.objects.count() == 2
    assert set(GateMet.objects.filter(kind="interview").values_list("seen_by", flat=True)) == {mine.account.id, theirs.account.id}


def test_the_order_of_the_fields_makes_no_other_request(candidate: Application) -> None:
    partner, today = Partner(candidate.programme.association_id), clock.today().isoformat()
    path = f"candidates/{candidate.id}/gates/"
    first = partner.post(path, {"kind": "interview", "seen_on": today}, once=KEY)
    again = partner.post(path, {"seen_on": today, "kind": "interview"}, once=KEY)
    assert (first.status_code, again.headers["Idempotency-Replayed"]) == (201, "true")


def test_another_request_under_the_same_key_is_told_so_and_does_nothing(candidate: Application) -> None:
    partner = Partner(candidate.programme.association_id)
    interview(partner, candidate)
    answer = interview(partner, candidate, kind="references")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert not GateMet.objects.filter(application=candidate, kind="references").exists()


@pytest.mark.parametrize("wrong", [{"kind": "no-such-gate"}, {"seen_on": "2099-01-01"}, {"kind": "honorability_certificate"}])
def test_a_refusal_is_not_kept_so_that_the_same_key_puts_it_right(wrong: dict[str, str], candidate: Application) -> None:
    partner = Partner(candidate.programme.association_id)
    assert interview(partner, candidate, **wrong).status_code in {400, 409}
    assert not StoredReply.objects.exists()
    assert interview(partner, candidate).status_code == 201


def test_a_key_is_free_again_after_a_day(candidate: Application) -> None:
    partner = Partner(candidate.programme.association_id)
    interview(partner, candidate)
    assert idempotency.forget(at=clock.now() + idempotency.KEPT - timedelta(minutes=1)) == 0
    assert idempotency.forget(at=clock.now() + idempotency.KEPT + timedelta(minutes=1)) == 1
    assert "Idempotency-Replayed" not in interview(partner, candidate, kind="references").headers


def test_while_the_first_still_runs_the_second_is_told_to_come_back(
    candidate: Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its row is not there for others to read yet, and no second one may be written."""

    def taken(**_: Any) -> None:
        raise IntegrityError

    monkeypatch.setattr(StoredReply.objects, "create", taken)
    answer = interview(Partner(candidate.programme.association_id), candidate)
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert not GateMet.objects.filter(application=candidate, kind="interview").exists()


def test_nothing_is_kept_of_what_was_sent_but_a_digest(candidate: Application) -> None:
    interview(Partner(candidate.programme.association_id), candidate)
    kept = StoredReply.objects.get()
    assert len(kept.request_digest) == 64
    assert candidate.volunteer.family_name not in str(kept.__dict__)
