"""The last campaign’s allocation in the demo: a run on its day, then people who read, agree, decline, ask; some have yet to decide.

Only a world that lives through its last campaign has one: equal offers are told apart by ids, and ids are new in every world.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.engagement import operations as engagement
from portal.engagement.enums import SharedField
from portal.engagement.models import Application
from portal.journeys import allocate
from portal.journeys.applying import Handed, starting
from portal.people.models import Employee
from portal.programmes.errors import PlaceRefused
from portal.programmes.models import Campaign
from portal.routing import operations, queries
from portal.routing.enums import OverrideReason
from portal.routing.models import Proposal

from .calendar import later, moment
from .names import plain
from .stage import Desk, Stage
from .workforce_file import DEMO_END

ASKED = {
    True: (
        "C’était mon premier vœu, merci. Puis-je commencer après les vacances de Noël\u202f?",
        "Oui\u00a0: l’accueil se fait en décembre, les rencontres commencent en janvier. Dites oui, et nous fixons la date.",
    ),
    False: (
        "Je pensais avoir mon premier vœu. Est-ce une question de places, ou de conditions\u202f?",
        "De places\u00a0: votre premier vœu avait moins de places que de demandes. "
        "Ce programme remplit vos conditions\u00a0; si vous préférez attendre, vos vœux restent.",
    ),
}
"""A question and its answer, by whether it was the first wish: under a pseudonym nobody can call back or say how far it is."""
CONFIRMED, DECIDED = 3, 6
"""Days after the run: a desk has read by the first, people answer by the second."""


def plan_allocation(stage: Stage) -> None:
    """Plan the run of the last campaign for the day after it closes."""
    if stage.end < DEMO_END or not stage.campaigns:
        return
    campaign = stage.campaigns[-1]
    day = campaign.closes_on + timedelta(days=1)
    if day <= stage.end:
        stage.calendar.plan(moment(day, stage.dice("allocation")), "allocation", lambda at: _run(stage, campaign, at))


def _run(stage: Stage, campaign: Campaign, at: datetime) -> None:
    run = operations.schedule_run(campaign=campaign, on=at.date(), by=stage.csr, at=at)
    allocate.run_now(run=run, by=stage.csr, at=at)
    for desk in sorted(stage.desks.values(), key=lambda row: row.association.code):
        dice = stage.dice("allocation", desk.association.code)
        stage.calendar.plan(later(at, CONFIRMED, dice), f"allocation:{desk.association.code}", Reading(stage, desk).read)


@dataclass(frozen=True)
class Reading:
    """A desk that reads what was proposed for its programmes."""

    stage: Stage
    desk: Desk

    def read(self, at: datetime) -> None:
        """Confirm most, propose something else once, leave some for tomorrow; those confirmed answer a few days later."""
        listed = queries.proposals_for_review(association_id=self.desk.association.id)
        people = {row.user_id: row for row in Employee.objects.filter(user_id__in=[one.profile.user_id for one in listed])}
        here = [(one, people[one.profile.user_id]) for one in listed if one.profile.user_id in people]
        here.sort(key=lambda pair: (pair[0].programme.code, pair[1].external_id))
        confirmed = 0
        for index, (proposal, employee) in enumerate(here):
            if index % 5 == 1:
                operations.override(proposal=proposal, reason=OverrideReason.DATES_MOVED, by=self.desk.coordinator, at=at)
            elif index % 5 != 4:
                operations.confirm(proposal=proposal, by=self.desk.coordinator, at=at)
                self._plan_answer(Answer(self.stage, self.desk, proposal, employee, confirmed), at)
                confirmed += 1
            self.stage.count("proposed")

    def _plan_answer(self, answer: "Answer", at: datetime) -> None:
        dice = self.stage.dice("answer", answer.employee.external_id)
        self.stage.calendar.plan(
            later(at, dice.randint(1, DECIDED - CONFIRMED), dice), f"answer:{answer.employee.external_id}", answer.give
        )


@dataclass(frozen=True)
class Answer:
    """What one person says to a place: by turns yes, a question, no, nothing yet."""

    stage: Stage
    desk: Desk
    proposal: Proposal
    employee: Employee
    turn: int

    def give(self, at: datetime) -> None:
        """Say it, as far as the person is still there to say it."""
        if self.employee.end_date and self.employee.end_date < at.date():
            return
        by = Actor(self.employee.user_id, frozenset({str(Role.EMPLOYEE), str(Role.VOLUNTEER)}))
        if self.turn % 4 == 1:
            self._ask(by, at)
        elif self.turn % 4 == 2:
            operations.decline(proposal=self.proposal, by=by, at=at)
        elif self.turn % 4 == 0:
            application = allocate.agree(proposal=self.proposal, handed=self._handed(by), by=by, at=at)
            if self.turn % 8 == 0:
                self._welcome(application, at)

    def _ask(self, by: Actor, at: datetime) -> None:
        question, answer = ASKED[self.proposal.wish_rank == 1]
        asked = operations.contest(profile=self.proposal.profile, question=question, by=by, at=at, proposal=self.proposal)
        if self.turn % 8 == 1:
            operations.answer_contest(contest=asked, answer=answer, by=self.desk.coordinator, at=at + timedelta(hours=3))

    def _welcome(self, application: Application, at: datetime) -> None:
        engagement.start_review(application=application, by=self.desk.coordinator, at=at + timedelta(hours=2))
        engagement.invite(application=application, by=self.desk.coordinator, at=at + timedelta(hours=2))
        try:
            engagement.accept_candidate(application=application, by=self.desk.coordinator, at=at + timedelta(hours=4))
        except PlaceRefused:
            self.stage.count("proposed_then_full")

    def _handed(self, by: Actor) -> Handed:
        known = starting(by=by, programme=self.proposal.programme).volunteer
        mailbox = f"{plain(self.employee.given_name)}.{plain(self.employee.family_name)}.{self.employee.employee_number}"
        email = known.personal_email if known else f"{mailbox}@perso.example.org"
        return Handed(tuple(SharedField.values), email, "06 00 00 00 00", contact_previous_associations=True)
