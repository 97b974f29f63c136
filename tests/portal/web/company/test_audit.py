"""The trail the company's officer reads: ids and codes, and nothing of a concern."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import ANONYMOUS, SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.core.ids import new_id
from portal.core.models import AuditEntry
from portal.mentorship import operations
from portal.mentorship.enums import (
    ABOUT_PROTECTION,
    ClosedBy,
    CloseReason,
    ConcernCategory,
    ConcernOutcome,
    PairState,
    RaisedBy,
    Urgency,
)
from portal.mentorship.models import Pair
from portal.mentorship.states import REFERRAL
from portal.web.company.audit import ROOMS, _row
from tests.consistency.source import ROOT
from tests.factories.accounts import UserFactory, grant, sign_in
from tests.factories.mentorship import AT, a_closed_pair, a_protector, a_referral_to_its_end, an_active_pair, mentor_of, staff

pytestmark = pytest.mark.django_db
WORRY: dict[str, Any] = {"raised_by": RaisedBy.MENTOR, "category": ConcernCategory.MENTOR_CONDUCT, "urgency": Urgency.CRITICAL}


@pytest.fixture
def officer() -> Client:
    return sign_in(Client(), grant(UserFactory.create(), Role.DPO))


def test_nothing_of_a_concern_reaches_the_company(officer: Client) -> None:
    """A hard rule: not who raised it, not that it was, not what came of it (product.md, rule 4)."""
    pair = a_closed_pair()
    protector = a_protector(pair.programme)
    concern = operations.raise_concern(programme=pair.programme, pair=pair, by=mentor_of(pair), at=AT, **WORRY)
    operations.link_concern(concern=concern, pair=pair, by=protector, at=AT)
    operations.escalate_overdue(by=SYSTEM, at=AT + timedelta(days=3))
    concern.refresh_from_db()
    operations.read_concern(concern_id=concern.id, by=protector, at=AT)
    operations.acknowledge_concern(concern=concern, by=protector, at=AT)
    operations.transmit_concern(concern=concern, authority="crip", sent_on=AT.date(), by=protector, at=AT)
    operations.remind_of_concerns(by=SYSTEM, at=AT + timedelta(days=30))
    operations.close_concern(concern=concern, outcome=ConcernOutcome.AUTHORITIES, by=protector, at=AT)
    a_referral_to_its_end(pair.programme, at=AT)
    Pair.objects.filter(pk=pair.pk).update(state=PairState.ACTIVE, closed_on=None)
    pair.refresh_from_db()
    operations.suspend_pair(pair=pair, by=SYSTEM, at=AT)
    operations.reinstate_pair(pair=pair, by=protector, at=AT)
    operations.purge_concerns(by=SYSTEM, at=AT + timedelta(days=11 * 365))
    written = set(AuditEntry.objects.values_list("action", flat=True))
    assert written >= ABOUT_PROTECTION, "every one of them was written down, for the association"
    for query in ({}, {"room": "mentorship"}, {"page": "2"}):
        page = officer.get(reverse("company:audit"), query).content.decode()
        for hidden in (*ABOUT_PROTECTION, str(concern.id), "authorities", "concern", "suspend", "referral"):
            assert hidden not in page, hidden


@pytest.mark.parametrize("reason", [CloseReason.SAFEGUARDING, CloseReason.MOVED])
def test_a_pair_that_ended_for_protection_reads_as_any_other(officer: Client, reason: CloseReason) -> None:
    pair = an_active_pair()
    by = staff(pair.referent)
    operations.start_closing(pair=pair, reason=reason, closed_by=ClosedBy.ASSOCIATION, by=by, at=AT)
    operations.close_pair(pair=pair, by=by, at=AT, without_review=True)
    page = officer.get(reverse("company:audit"), {"room": "mentorship"})
    ending = [row["action"] for row in page.context["rows"] if "close" in row["action"] or "closing" in row["action"]]
    assert ending == ["mentorship.close_pair", "mentorship.start_closing"]
    assert "certificate" not in page.content.decode()


def test_every_act_on_a_concern_or_a_referral_is_one_of_those_that_are_kept_back() -> None:
    files = ("concerns.py", "concern_clocks.py", "concern_retention.py")
    text = "\n".join((ROOT / "portal/mentorship/operations" / name).read_text(encoding="utf-8") for name in files)
    written = {line.split('"')[1] for line in text.splitlines() if '"mentorship.' in line}
    assert written == {action for action in ABOUT_PROTECTION if action.endswith(("concern", "concerns")) or "overdue" in action}
    text = (ROOT / "portal/mentorship/operations/referrals.py").read_text(encoding="utf-8")
    steps = {f"mentorship.{step.name}_referral" for step in REFERRAL.steps}
    written = {line.split('"')[1] for line in text.splitlines() if '"mentorship.' in line and "{" not in line}
    assert written | steps == {action for action in ABOUT_PROTECTION if "referral" in action}


def test_a_row_is_ids_codes_and_a_role_in_words() -> None:
    entry = audit.record("metrics.publish_release", by=SYSTEM, at=AT, subject=None, period="2026-T1", hidden=4)
    row = _row(entry)
    assert (row["role"], row["facts"], row["actor"]) == ("Le portail", "hidden = 4, period = 2026-T1", None)
    unknown = AuditEntry(action="x", actor_role="somebody", facts={}, at=AT)
    assert _row(unknown)["role"] == "somebody"


@pytest.mark.parametrize("room", ["", "../etc", "people' OR 1=1", "nowhere"])
def test_a_room_that_does_not_exist_is_every_room(room: str, officer: Client) -> None:
    audit.record("people.apply_run", by=SYSTEM, at=AT)
    page = officer.get(reverse("company:audit"), {"room": room})
    assert page.context["room"] == ""
    assert "people.apply_run" in page.content.decode()


@pytest.mark.parametrize("page", ["0", "-1", "999", "two"])
def test_a_page_that_does_not_exist_is_the_nearest(page: str, officer: Client) -> None:
    audit.record("people.apply_run", by=ANONYMOUS, at=AT)
    assert officer.get(reverse("company:audit"), {"page": page}).status_code == 200


def test_every_room_that_writes_can_be_chosen() -> None:
    portal = ROOT / "portal"
    rooms = {path.parent.name for path in (*portal.glob("*/operations.py"), *portal.glob("*/operations/"))}
    assert rooms - set(ROOMS) == set()


@pytest.mark.parametrize("action", ["engagement.meet_gate", "mentorship.log_session", "skills.share", "programmes.release_place"])
def test_of_what_associations_answer_for_the_officer_reads_the_act_and_the_day(action: str, officer: Client) -> None:
    subject = new_id()
    audit.record(action, by=Actor(new_id(), frozenset({Role.COORDINATOR})), at=AT, subject=subject, kind="b3_shown")
    page = officer.get(reverse("company:audit")).content.decode()
    assert action in page
    for hidden in (str(subject), "b3_shown", "Coordination", AT.strftime("%H:%M")):
        assert hidden not in page.split("<tbody>")[1], hidden
