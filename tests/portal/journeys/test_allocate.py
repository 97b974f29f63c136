"""A run from its day to its proposals, and a proposal from the association's eyes to a place: people decide, and nobody is lost."""

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.errors import StepRefused
from portal.core.models import OutboxMessage
from portal.engagement import operations as engagement
from portal.engagement.models import Application
from portal.journeys import allocate
from portal.journeys.applying import Handed
from portal.programmes.models import Campaign, Programme
from portal.routing import operations, queries
from portal.routing.enums import ProposalState, RunState
from portal.routing.errors import RunRefused
from portal.routing.models import AllocationRun, Proposal, RunInput, VolunteerProfile, WaitingPlace
from tests.factories.engagement import a_programme, coordinator
from tests.factories.programmes import CampaignFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
HANDED = Handed(("given_name", "family_name", "personal_email"), "a@perso.example.org", "", False, "Amina", "Exemple")
pytestmark = pytest.mark.django_db


def wishing(*programmes: Programme, **declared: Any) -> VolunteerProfile:
    profile = VolunteerProfileFactory.create(**declared)
    for rank, programme in enumerate(programmes, start=1):
        WishFactory.create(profile=profile, programme=programme, rank=rank)
    return profile


def person(profile: VolunteerProfile) -> Actor:
    return Actor(profile.user_id, frozenset({Role.EMPLOYEE}))


def ran(campaign: Campaign | None = None, at: datetime = AT) -> AllocationRun:
    run = operations.schedule_run(campaign=campaign or CampaignFactory.create(), on=at.date(), by=SYSTEM, at=at)
    return allocate.run_now(run=run, by=SYSTEM, at=at)


def test_two_on_the_last_place_one_is_proposed_and_the_other_waits_in_turn() -> None:
    programme = a_programme(places=1)
    people = [wishing(programme), wishing(programme)]
    run = ran()
    assert (run.state, run.objective) == (RunState.DONE, run.bound)
    proposal, waiting = Proposal.objects.get(), WaitingPlace.objects.get()
    assert {proposal.profile_id, waiting.profile_id} == {one.pk for one in people}
    assert (waiting.binding, waiting.position, waiting.programme_id, waiting.likely_days) == ("full", 1, programme.pk, None)
    assert (proposal.wish_rank, proposal.deadline_on) == (1, date(2026, 3, 12))
    assert sum(reason["points"] for reason in proposal.reasons) == proposal.score
    kinds = sorted(OutboxMessage.objects.values_list("kind", flat=True))
    assert kinds == ["routing.news_of_wishes", "routing.proposals_to_review"]


def test_who_fits_nothing_learns_the_rule_of_the_first_wish() -> None:
    wishing(a_programme(slots=["saturday"]))
    ran()
    waiting = WaitingPlace.objects.get()
    assert (waiting.binding, waiting.programme, waiting.position) == ("slots", None, None)


def test_the_association_sees_a_pseudonym_until_the_person_agrees() -> None:
    programme = a_programme()
    profile = wishing(programme)
    ran()
    by, home = coordinator(programme.association), programme.association_id
    [row] = queries.proposal_rows(proposals=queries.proposals_for_review(association_id=home))
    seen = repr(row)
    assert str(profile.user_id) not in seen
    assert profile.user.handle not in seen
    assert (row.wish_rank, row.slots, sum(reason.points for reason in row.reasons)) == (1, ["evening"], row.score)
    assert queries.proposals_for_person(user_id=profile.user_id).count() == 0
    proposal = queries.proposal_for_review(association_id=home, proposal_id=row.proposal_id)
    assert proposal is not None
    operations.confirm(proposal=proposal, by=by, at=AT)
    own = queries.proposal_for_person(user_id=profile.user_id, proposal_id=proposal.id)
    assert own is not None
    assert not Application.objects.exists()
    application = allocate.agree(proposal=own, handed=HANDED, by=person(profile), at=AT)
    assert (Proposal.objects.get().state, application.handovers.count()) == (ProposalState.CONSENTED, 1)
    engagement.invite(application=application, by=by, at=AT)
    engagement.accept_candidate(application=application, by=by, at=AT)
    assert Proposal.objects.get().state == ProposalState.ACCEPTED


@pytest.mark.parametrize("how", ["override", "decline", "lapse", "withdraw"])
def test_a_place_given_back_is_proposed_to_whoever_waits_first(how: str) -> None:
    programme, other = a_programme(places=1), a_programme(slots=["saturday"])
    for _ in range(3):
        wishing(programme, other)
    ran()
    by, proposal = coordinator(programme.association), Proposal.objects.get()
    first = WaitingPlace.objects.get(position=1)
    if how == "override":
        operations.override(proposal=proposal, reason="dates_moved", by=by, at=AT)
        again = WaitingPlace.objects.get(profile=proposal.profile, left_at=None)
        assert (again.programme, again.position) == (other, 1)
    else:
        operations.confirm(proposal=proposal, by=by, at=AT)
    if how == "decline":
        operations.decline(proposal=proposal, by=person(proposal.profile), at=AT)
    if how == "withdraw":
        application = allocate.agree(proposal=proposal, handed=HANDED, by=person(proposal.profile), at=AT)
        engagement.withdraw(application=application, by=person(proposal.profile), at=AT)
    if how == "lapse":
        assert [operations.follow_proposals(by=SYSTEM, at=AT + timedelta(days=days)) for days in (8, 8, 11, 14, 17)] == [
            1,
            0,
            1,
            1,
            1,
        ]
    passed_on = Proposal.objects.get(state=ProposalState.PROPOSED)
    assert passed_on.profile_id == first.profile_id
    assert not WaitingPlace.objects.filter(profile=first.profile, left_at=None).exists()


def test_an_association_that_is_silent_gets_more_time_and_ends_nothing() -> None:
    wishing(a_programme())
    ran()
    for days in (11, 17, 23, 60):
        operations.follow_proposals(by=SYSTEM, at=AT + timedelta(days=days))
    proposal = Proposal.objects.get()
    assert (proposal.state, proposal.late_since) == (ProposalState.PROPOSED, date(2026, 3, 12))


def test_steps_are_refused_to_others() -> None:
    programme = a_programme()
    profile = wishing(programme)
    ran()
    proposal, stranger = Proposal.objects.select_related("profile", "programme", "run__campaign").get(), wishing(programme)
    foreign = coordinator(a_programme().association)
    for code, refused in (
        ("not_yours", lambda: operations.confirm(proposal=proposal, by=foreign, at=AT)),
        ("not_allowed", lambda: operations.confirm(proposal=proposal, by=person(profile), at=AT)),
        ("wrong_state", lambda: operations.decline(proposal=proposal, by=person(profile), at=AT)),
        ("reason_missing", lambda: operations.override(proposal=proposal, reason="", by=coordinator(programme.association), at=AT)),
    ):
        with pytest.raises(StepRefused) as error:
            refused()
        assert error.value.code == code
    operations.confirm(proposal=proposal, by=coordinator(programme.association), at=AT)
    with pytest.raises(StepRefused) as error:
        allocate.agree(proposal=proposal, handed=HANDED, by=person(stranger), at=AT)
    assert error.value.code == "not_yours"
    assert not Application.objects.exists()


def test_a_second_run_leaves_what_people_decided_and_replaces_the_rest() -> None:
    programme, campaign = a_programme(places=2), CampaignFactory.create()
    for _ in range(3):
        wishing(programme)
    ran(campaign)
    confirmed = Proposal.objects.earliest("id")
    operations.confirm(proposal=confirmed, by=coordinator(programme.association), at=AT)
    later = ran(campaign, AT + timedelta(days=1))
    states = sorted(Proposal.objects.values_list("state", flat=True))
    assert states == [ProposalState.PROPOSED, ProposalState.REVIEWED, ProposalState.SUPERSEDED]
    assert later.counts["people"] == 2
    assert later.counts["places"] == 1


def test_who_holds_a_place_keeps_it_and_who_is_in_a_pair_takes_no_part() -> None:
    programme = a_programme(places=1)
    profile, other = wishing(programme), wishing(programme)
    ran()
    proposal = Proposal.objects.get()
    operations.confirm(proposal=proposal, by=coordinator(programme.association), at=AT)
    application = allocate.agree(proposal=proposal, handed=HANDED, by=person(proposal.profile), at=AT)
    engagement.invite(application=application, by=coordinator(programme.association), at=AT)
    engagement.accept_candidate(application=application, by=coordinator(programme.association), at=AT)
    run = ran(at=AT + timedelta(days=2))
    assert Proposal.objects.filter(run=run).count() == 0
    assert WaitingPlace.objects.get(left_at=None).profile_id == ({profile.pk, other.pk} - {proposal.profile_id}).pop()


def test_a_run_of_nobody_fails_and_says_why_and_a_second_one_cannot_be_scheduled_beside() -> None:
    campaign = CampaignFactory.create()
    run = ran(campaign)
    assert (run.state, run.failure) == (RunState.FAILED, "nobody_takes_part")
    operations.schedule_run(campaign=campaign, on=AT.date(), by=SYSTEM, at=AT)
    with pytest.raises(RunRefused) as refused:
        operations.schedule_run(campaign=campaign, on=AT.date(), by=SYSTEM, at=AT)
    assert refused.value.code == "already_scheduled"


def test_one_run_of_a_campaign_at_a_time() -> None:
    campaign = CampaignFactory.create()
    first, second = (operations.drafted_run(campaign=campaign, on=AT.date(), by=SYSTEM, at=AT) for _ in range(2))
    first.save(force_insert=True)
    second.save(force_insert=True)
    operations.start_run(run=first, by=SYSTEM, at=AT)
    with pytest.raises(RunRefused) as refused:
        operations.start_run(run=second, by=SYSTEM, at=AT)
    assert refused.value.code == "running"


def test_the_company_reads_no_count_that_could_point_at_somebody() -> None:
    programme = a_programme(places=10)
    for _ in range(4):
        wishing(programme)
    assert set(ran().released.values()) == {None}
    Proposal.objects.all().delete()
    for _ in range(18):
        wishing(programme)
    released = ran(at=AT + timedelta(days=1)).released
    assert [released[name] for name in ("people", "placed", "first_wish", "waiting")] == [20, 10, 10, 10]
    assert released["welfare_percent"] == 100.0


def test_from_the_command_line_a_run_is_made_verified_and_reported(capsys: Any) -> None:
    campaign, programme = CampaignFactory.create(), a_programme(places=1)
    wishing(programme), wishing(programme)
    call_command("routing", "allocate", campaign.reference, "--dry-run")
    assert "Nothing was written." in capsys.readouterr().out
    assert not AllocationRun.objects.exists()
    call_command("routing", "allocate", campaign.reference, "--method", "deferred")
    call_command("routing", "verify", campaign.reference)
    call_command("routing", "report", str(AllocationRun.objects.get().pk))
    out = capsys.readouterr().out
    assert "Verified" in out
    assert "deferred *" in out
    for broken in (["allocate", "nothing"], ["verify", "nothing"], ["report", str(campaign.pk)]):
        with pytest.raises(CommandError, match="There is no"):
            call_command("routing", *broken)


@pytest.mark.parametrize("what", ["objective", "sealed", "purged", "seed"])
def test_a_stored_run_that_was_changed_is_found_out(what: str) -> None:
    wishing(a_programme())
    run = ran()
    assert queries.verified(run=run) == []
    if what == "objective":
        AllocationRun.objects.filter(pk=run.pk).update(objective=run.objective - 1 if run.objective else 0)
    if what == "seed":
        AllocationRun.objects.filter(pk=run.pk).update(seed=run.seed - 1)
    if what == "sealed":
        RunInput.objects.update(sealed=b"nonsense")
    if what == "purged":
        assert operations.purge_inputs(on=date(2026, 8, 6), by=SYSTEM, at=AT) == 0
        assert operations.purge_inputs(on=date(2026, 8, 7), by=SYSTEM, at=AT) == 1
        assert not RunInput.objects.exists()
        assert not Proposal.objects.exists()
    fresh = queries.run(run_id=run.pk)
    assert fresh is not None
    [problem, *_] = queries.verified(run=fresh)
    assert {"objective": "objective", "sealed": "cannot be opened", "purged": "purged", "seed": "seed"}[what] in problem


def test_a_run_starts_by_itself_on_its_day() -> None:
    wishing(a_programme(), declared_at=clock.now())
    operations.schedule_run(campaign=CampaignFactory.create(), on=clock.today() + timedelta(days=1), by=SYSTEM, at=clock.now())
    call_command("run_scheduled", stdout=StringIO())
    assert AllocationRun.objects.get().state == RunState.SCHEDULED
    assert allocate.run_due(by=SYSTEM, at=clock.now() + timedelta(days=1)) == 1
    assert AllocationRun.objects.get().state == RunState.DONE
