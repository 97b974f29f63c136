"""How places are proposed in a campaign, and what an association puts first: kept, refused, and felt in a run."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry
from portal.journeys import allocate
from portal.programmes.enums import LegalScope
from portal.programmes.models import Campaign, Programme
from portal.routing import operations, queries
from portal.routing.allocation.gathering import PRIORITY_POINTS
from portal.routing.enums import Method, PriorityCriterion
from portal.routing.errors import PolicyRefused
from portal.routing.models import AllocationRun, PriorityClass, Proposal, RoutingPolicy, VolunteerProfile, WaitingPlace
from portal.routing.queries.instances import gathered
from portal.routing.rules import CRITERIA, WISHES
from tests.factories.engagement import a_programme, coordinator
from tests.factories.programmes import CampaignFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
OWN = {one.code: one.weight for one in CRITERIA}
P = PriorityCriterion
pytestmark = pytest.mark.django_db


@pytest.fixture
def campaign() -> Campaign:
    made: Campaign = CampaignFactory.create()
    return made


def keep(campaign: Campaign, **values: Any) -> RoutingPolicy:
    return operations.set_policy(**{"campaign": campaign, "weights": OWN, "by": SYSTEM, "at": AT, **values})


def test_a_campaign_begins_with_the_registrys_points_and_nothing_stored(campaign: Campaign) -> None:
    policy = queries.policy_of(campaign=campaign)
    assert (queries.weights_of(policy=policy), policy.method, policy.tiers) == (OWN, Method.FLOW, [])
    assert (policy.review_days, policy.consent_days, policy.min_account_days) == (10, 10, 0)
    assert not RoutingPolicy.objects.exists()


def test_what_is_kept_is_read_again_and_leaves_one_audit_row_each_time(campaign: Campaign) -> None:
    weights = {**OWN, "causes": 10, "need": 40, WISHES: 0}
    days = {"lead_days": {LegalScope.NONE: 21}, "min_account_days": 30, "review_days": 4, "consent_days": 6}
    keep(campaign, weights=weights, method="deferred", tiers=[[25, 8], [50, 3]], **days)
    policy = queries.policy_of(campaign=campaign)
    assert queries.weights_of(policy=policy) == weights
    assert (policy.method, policy.tiers, policy.min_account_days) == ("deferred", [[25, 8], [50, 3]], 30)
    assert (policy.review_days, policy.consent_days, policy.lead_days) == (4, 6, {LegalScope.NONE: 21})
    keep(campaign)
    assert RoutingPolicy.objects.count() == 1
    assert queries.policy_of(campaign=campaign).method == Method.FLOW
    assert AuditEntry.objects.filter(action="routing.set_policy").count() == 2


REFUSED: dict[str, tuple[dict[str, Any], str]] = {
    "a criterion nobody knows": ({"weights": {**OWN, "age": 0}}, "unknown_criterion"),
    "a criterion left out": ({"weights": {code: points for code, points in OWN.items() if code != "need"}}, "unknown_criterion"),
    "points that do not sum to 100": ({"weights": {**OWN, "causes": 29}}, "weights_do_not_sum"),
    "points below nothing": ({"weights": {**OWN, "causes": -10, "skills": 60}}, "out_of_bounds"),
    "wishes beyond measure": ({"weights": {**OWN, WISHES: 201}}, "out_of_bounds"),
    "points that are no number": ({"weights": {**OWN, "causes": "30"}}, "out_of_bounds"),
    "a method nobody knows": ({"method": "lottery"}, "out_of_bounds"),
    "a scope nobody knows": ({"lead_days": {"moon": 3}}, "out_of_bounds"),
    "a welcome of years": ({"lead_days": {LegalScope.NONE: 400}}, "out_of_bounds"),
    "an account before it exists": ({"min_account_days": -1}, "out_of_bounds"),
    "no time to review": ({"review_days": 0}, "out_of_bounds"),
    "no time to answer": ({"consent_days": 0}, "out_of_bounds"),
    "a fill beyond all": ({"tiers": [[120, 5]]}, "out_of_bounds"),
    "a bonus below nothing": ({"tiers": [[50, -5]]}, "out_of_bounds"),
    "half a tier": ({"tiers": [[50]]}, "out_of_bounds"),
    "a fill that falls": ({"tiers": [[50, 5], [25, 2]]}, "tiers_not_falling"),
    "a bonus that rises": ({"tiers": [[25, 5], [50, 9]]}, "tiers_not_falling"),
}


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_kept_is_refused_and_changes_nothing(campaign: Campaign, what: str) -> None:
    keep(campaign, review_days=7)
    changes, code = REFUSED[what]
    with pytest.raises(PolicyRefused) as refused:
        keep(campaign, **changes)
    assert refused.value.code == code
    policy = queries.policy_of(campaign=campaign)
    assert (policy.review_days, queries.weights_of(policy=policy), policy.method, policy.tiers) == (7, OWN, Method.FLOW, [])


def test_the_sum_that_is_missing_is_said(campaign: Campaign) -> None:
    with pytest.raises(PolicyRefused) as refused:
        keep(campaign, weights={**OWN, "causes": 45})
    assert refused.value.facts["total"] == 115


def wishing(programme: Programme, rank: int = 1, **declared: Any) -> VolunteerProfile:
    profile: VolunteerProfile = VolunteerProfileFactory.create(**declared)
    WishFactory.create(profile=profile, programme=programme, rank=rank)
    return profile


def ran(campaign: Campaign, at: datetime = AT) -> AllocationRun:
    run = operations.schedule_run(campaign=campaign, on=at.date(), by=SYSTEM, at=at)
    return allocate.run_now(run=run, by=SYSTEM, at=at)


def points(campaign: Campaign, at: datetime = AT) -> dict[Any, int]:
    """What the wish of each person is worth in a run."""
    run = operations.drafted_run(campaign=campaign, on=at.date(), by=SYSTEM, at=at)
    found = gathered(run=run, around=allocate.around(at=at), at=at)
    wished = [arc for arc, rank in enumerate(found.sides.wish.tolist()) if rank]
    return {found.profiles[found.instance.rows[arc]]: int(found.instance.w[arc]) for arc in wished}


def test_a_campaigns_points_decide_its_run(campaign: Campaign) -> None:
    programme = a_programme(places=1, causes=["orientation"], skills=["interview", "cv"])
    by_cause = wishing(programme, causes=["orientation"], skills=[])
    by_skill = wishing(programme, causes=["culture"], skills=["interview", "cv"])
    others = {"need": 0, "area": 0, "rhythm": 0, WISHES: 0}
    keep(campaign, weights=OWN | others | {"causes": 100, "skills": 0})
    ran(campaign)
    assert Proposal.objects.get().profile_id == by_cause.pk
    keep(campaign, weights=OWN | others | {"causes": 0, "skills": 100})
    run = ran(campaign, AT + timedelta(days=1))
    assert Proposal.objects.get(run=run).profile_id == by_skill.pk
    assert run.weights["skills"] == 100


def test_an_account_too_young_waits_and_learns_the_rule(campaign: Campaign) -> None:
    profile = wishing(a_programme())
    created = profile.user.created_at
    days = (AT - created).days
    keep(campaign, min_account_days=days)
    assert points(campaign)
    keep(campaign, min_account_days=days + 1)
    ran(campaign)
    waiting = WaitingPlace.objects.get(left_at=None)
    assert (waiting.binding, waiting.programme) == ("seniority", None)


def test_a_welcome_that_would_come_too_late_is_said(campaign: Campaign) -> None:
    programme = a_programme()
    starts_in = 90
    programme.intakes.update(starts_on=AT.date() + timedelta(days=starts_in))
    wishing(programme)
    keep(campaign, lead_days={programme.legal_scope: starts_in})
    assert points(campaign)
    keep(campaign, lead_days={programme.legal_scope: starts_in + 1})
    ran(campaign)
    assert WaitingPlace.objects.get(left_at=None).binding == "vetting"


def test_the_method_of_the_campaign_is_that_of_its_run_unless_another_is_named(campaign: Campaign) -> None:
    wishing(a_programme())
    keep(campaign, method="deferred")
    assert ran(campaign).certificate["method"] == "deferred"
    named = operations.schedule_run(campaign=campaign, on=AT.date(), by=SYSTEM, at=AT, method="flow")
    assert named.method == "flow"


@pytest.mark.parametrize("place", [0, 1, 2])
def test_each_class_of_an_association_adds_its_points_and_the_first_that_is_met_counts(campaign: Campaign, place: int) -> None:
    programme = a_programme(languages=[])
    profile = wishing(programme)
    plain = points(campaign)[profile.pk]
    order: list[str] = [*[P.NEEDED_LANGUAGE, P.WAITED][:place], P.FIRST_WISH]
    operations.set_priorities(association_id=programme.association_id, criteria=order, by=coordinator(programme.association), at=AT)
    assert points(campaign)[profile.pk] == plain + PRIORITY_POINTS[place]


def _met(criterion: str, programme: Programme) -> VolunteerProfile:
    if criterion == P.NEEDED_LANGUAGE:
        return wishing(programme, rank=2, languages=["en"])
    if criterion == P.NEEDED_SKILLS:
        return wishing(programme, rank=2, skills=["interview", "cv"])
    profile = wishing(programme, rank=1 if criterion == P.FIRST_WISH else 2)
    if criterion == P.WAITED:
        WaitingPlace.objects.create(
            run=AllocationRun.objects.create(campaign=CampaignFactory.create(), scheduled_on=AT.date(), seed=1, created_at=AT),
            profile=profile, programme=programme, binding="full", position=1, since=AT,
        )  # fmt: skip
    return profile


@pytest.mark.parametrize("criterion", list(P))
def test_every_criterion_puts_first_whom_it_names_and_nobody_else(campaign: Campaign, criterion: str) -> None:
    programme = a_programme(languages=["en", "es"], skills=["interview", "cv"])
    both = {"languages": ["es"]}
    first = _met(criterion, programme)
    other = wishing(programme, rank=2, **both)
    if criterion != P.NEEDED_LANGUAGE:
        VolunteerProfile.objects.filter(pk=first.pk).update(languages=["es"])
    before = points(campaign)
    operations.set_priorities(
        association_id=programme.association_id, criteria=[criterion], by=coordinator(programme.association), at=AT
    )
    after = points(campaign)
    assert after[first.pk] - before[first.pk] == PRIORITY_POINTS[0]
    assert after[other.pk] - before[other.pk] == (PRIORITY_POINTS[0] if criterion == P.NEEDED_LANGUAGE else 0)


def test_priorities_of_one_association_leave_the_others_alone(campaign: Campaign) -> None:
    mine, theirs = a_programme(), a_programme()
    here, there = wishing(mine, rank=1), wishing(theirs, rank=1)
    before = points(campaign)
    operations.set_priorities(association_id=mine.association_id, criteria=[P.FIRST_WISH], by=coordinator(mine.association), at=AT)
    after = points(campaign)
    assert after[there.pk] == before[there.pk]
    assert after[here.pk] == before[here.pk] + PRIORITY_POINTS[0]


def test_by_wishes_first_a_class_goes_before_points() -> None:
    campaign, programme = CampaignFactory.create(), a_programme(places=1, causes=["orientation"], skills=["interview", "cv"])
    first = wishing(programme, rank=1, causes=["culture"], skills=["interview"])
    wishing(programme, rank=1, causes=["orientation"], skills=["interview"])
    VolunteerProfile.objects.filter(pk=first.pk).update(skills=["interview", "cv"])
    operations.set_priorities(
        association_id=programme.association_id, criteria=[P.NEEDED_SKILLS], by=coordinator(programme.association), at=AT
    )
    keep(campaign, method="deferred")
    run = ran(campaign)
    assert Proposal.objects.get().profile_id == first.pk
    assert run.report["methods"]["deferred"]["envy"] == {"0": 0, "3": 0}


BAD: dict[str, tuple[list[str], str]] = {
    "four": ([*P, P.WAITED][:4], "too_many_priorities"),
    "twice": ([P.WAITED, P.WAITED], "priority_twice"),
    "unknown": (["age"], "unknown_criterion"),
}


@pytest.mark.parametrize("what", BAD)
def test_priorities_that_cannot_be_are_refused(what: str) -> None:
    association = a_programme().association
    by = coordinator(association)
    operations.set_priorities(association_id=association.pk, criteria=[P.WAITED], by=by, at=AT)
    criteria, code = BAD[what]
    with pytest.raises(PolicyRefused) as refused:
        operations.set_priorities(association_id=association.pk, criteria=criteria, by=by, at=AT)
    assert refused.value.code == code
    assert [one.criterion for one in queries.priorities_of(association_id=association.pk)] == [P.WAITED]


def test_an_association_orders_its_own_only_and_a_new_order_takes_the_place_of_the_old() -> None:
    association, by = (programme := a_programme()).association, coordinator(programme.association)
    with pytest.raises(PolicyRefused) as refused:
        operations.set_priorities(association_id=a_programme().association_id, criteria=[P.WAITED], by=by, at=AT)
    assert refused.value.code == "not_yours"
    operations.set_priorities(association_id=association.pk, criteria=[P.WAITED, P.FIRST_WISH], by=by, at=AT)
    operations.set_priorities(association_id=association.pk, criteria=[P.FIRST_WISH, P.NEEDED_SKILLS], by=by, at=AT)
    kept = PriorityClass.objects.filter(association=association).order_by("rank").values_list("rank", "criterion")
    assert list(kept) == [(1, P.FIRST_WISH), (2, P.NEEDED_SKILLS)]
    operations.set_priorities(association_id=association.pk, criteria=[], by=by, at=AT)
    assert not PriorityClass.objects.exists()
