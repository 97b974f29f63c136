"""One employee's path, from a first look to a pair, in the demo: each step is an operation at its time."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.engagement import operations, queries
from portal.engagement.enums import DESK_KINDS, NEEDED_FIELDS, GateKind, SharedField
from portal.engagement.models import Application
from portal.journeys.applying import Handed, apply_to
from portal.journeys.sign_in import VerifiedIdentity, sign_in_employee
from portal.people.models import Employee
from portal.programmes import operations as programmes
from portal.programmes.enums import Cause, Language, Skill, Slot
from portal.programmes.errors import PlaceRefused
from portal.programmes.models import Campaign, Programme
from portal.routing import operations as routing
from portal.routing import queries as advice
from portal.routing.models import VolunteerProfile

from . import rates
from .calendar import Happening, later, moment
from .dice import Dice
from .names import plain
from .pair import begin_pair
from .stage import Desk, Stage

SLOT_WEIGHTS = {Slot.EVENING: 6, Slot.LUNCH: 4, Slot.SATURDAY: 3, Slot.WEDNESDAY: 2, Slot.AFTERNOON: 1, Slot.HOLIDAYS: 1}


@dataclass
class Path:
    """One employee on the way; steps are methods that a calendar calls."""

    stage: Stage
    employee: Employee
    dice: Dice
    provider: str
    user: Actor = SYSTEM
    tries: int = 0
    campaign: Campaign | None = None

    @property
    def name(self) -> str:
        """What orders this path's steps among others at the same instant."""
        return f"path:{self.employee.external_id}"

    def plan_first_look(self) -> None:
        """Plan when this person signs in for the first time, if ever."""
        if not self.employee.sso or not self.dice.happens(rates.SIGNS_IN):
            return
        day = self._first_day()
        if self._employed(day):
            self.stage.calendar.plan(moment(day, self.dice), self.name, self.sign_in)

    def sign_in(self, at: datetime) -> None:
        """Sign in with the company account; perhaps more follows a few days later."""
        identity = VerifiedIdentity(self.provider, self.employee.external_id, "", self.employee.employee_number, {})
        entity = self.employee.legal_entity
        assert entity is not None  # noqa: S101  the staff list gives everyone one
        user = sign_in_employee(identity=identity, entity_codes=[entity.code], roles=(), by=SYSTEM, at=at).user
        self.user = Actor(user.id, frozenset({str(Role.EMPLOYEE), str(Role.VOLUNTEER)}))
        self.stage.count("signed_in")
        campaign = self.stage.campaign_on(at.date())
        if campaign and campaign is self.campaign:
            programmes.record_arrival(campaign=campaign, by=self.user, at=at)
        if self.dice.happens(rates.APPLIES):
            self._soon(at, self.declare, 2, 12)

    def declare(self, at: datetime) -> None:
        """Say what one has to offer, read the recommendations, make wishes, apply to the first."""
        if not self._employed(at.date()):
            return
        profile = self._profile(at)
        found = advice.recommend(profile=profile, on=at.date(), limit=10)
        fitting = sorted((row for row in found.items if row.places), key=lambda row: (-row.score, row.programme.code))
        if not fitting:
            self.stage.count("nothing_fits")
            return
        wishes = self.dice.some(fitting[:6], 1, 3)
        routing.set_wishes(profile=profile, programme_ids=[row.programme.id for row in wishes], by=self.user, at=at)
        first = wishes[0]
        reasons = [{"code": reason.code, "share": reason.share} for reason in first.reasons]
        campaign = self.stage.campaign_on(at.date())
        routing.record_decision(profile=profile, programme=first.programme, reasons=reasons, campaign=campaign, by=self.user, at=at)
        self._soon(at, lambda then: self.apply(first.programme, then), 3, 15)

    def apply(self, programme: Programme, at: datetime) -> None:
        """Hand the profile over and send the application."""
        applied = Application.objects.filter(volunteer__employee=self.employee, programme=programme)
        if not self._employed(at.date()) or applied.exists():  # as one of the newcomers of the last days
            return
        fields = tuple(SharedField.values) if self.dice.happens(rates.SHARES_ALL) else tuple(sorted(NEEDED_FIELDS))
        mailbox = f"{plain(self.employee.given_name)}.{plain(self.employee.family_name)}.{self.employee.employee_number}"
        handed = Handed(fields, f"{mailbox}@perso.example.org", "06 00 00 00 00", self.dice.happens(0.7))
        campaign = self.stage.campaign_on(at.date())
        reference = campaign.reference if campaign else ""
        application = apply_to(programme=programme, handed=handed, by=self.user, at=at, campaign_reference=reference)
        application.programme = self.stage.programmes[programme.id]
        self.stage.count("applied")
        self.tries += 1
        Candidacy(self, application, self.stage.desks[programme.association_id]).begin(at)

    def try_again(self, at: datetime) -> None:
        """Go on to the next wish, if there is one and the heart for it."""
        profile = advice.profile_of(user_id=self.user.id) if self.user.id else None
        if profile is None or self.tries > 1 or not self.dice.happens(rates.SECOND_TRY):
            return
        tried = set(queries.applications_of(volunteer_id=self._volunteer_id()).values_list("programme_id", flat=True))
        wish = next((wish for wish in advice.wishes_of(profile=profile) if wish.programme_id not in tried), None)
        if wish is not None and self._employed(at.date()):
            self._soon(at, lambda then: self.apply(wish.programme, then), 6, 20)

    def _volunteer_id(self) -> UUID:
        assert self.user.id is not None  # noqa: S101  signed in by then
        volunteer = queries.volunteer_of(user_id=self.user.id)
        assert volunteer is not None  # noqa: S101  applied by then
        return volunteer.id

    def _profile(self, at: datetime) -> VolunteerProfile:
        assert self.user.id is not None  # noqa: S101  signed in by then
        dice, site = self.dice, self.employee.site
        slots = {dice.pick(SLOT_WEIGHTS), dice.pick(SLOT_WEIGHTS)}
        return routing.declare_profile(
            user_id=self.user.id,
            causes=dice.some(list(Cause.values), 2, 4),
            skills=dice.some(list(Skill.values), 2, 5),
            slots=sorted(str(slot) for slot in slots),
            hours_per_month=dice.pick({3: 2, 4: 4, 5: 2, 6: 2, 8: 1}),
            months=dice.pick({6: 2, 9: 2, 12: 4, 18: 1, 24: 1}),
            departements=[site.departement] if site and site.departement else [],
            remote_ok=dice.happens(0.75),
            languages=dice.some(list(Language.values), 0, 1),
            by=self.user,
            at=at,
        )

    def _first_day(self) -> date:
        stage, dice = self.stage, self.dice
        if stage.campaigns and dice.happens(rates.IN_A_CAMPAIGN):
            self.campaign = campaign = dice.choice(stage.campaigns)
            return date.fromordinal(campaign.opens_on.toordinal() + dice.days(11, 44))
        return date.fromordinal(stage.start.toordinal() + dice.randrange(3, (stage.end - stage.start).days))

    def _employed(self, day: date) -> bool:
        start, end = self.employee.start_date, self.employee.end_date
        return (start is None or start <= day) and (end is None or day <= end)

    def _soon(self, at: datetime, step: Happening, typical: float, most: int) -> None:
        when = later(at, self.dice.days(typical, most), self.dice, hours=(8, 21))
        self.stage.calendar.plan(when, self.name, step)


@dataclass
class Candidacy:
    """One application, from its sending to the day the person is ready for a pair."""

    path: Path
    application: Application
    desk: Desk

    @property
    def dice(self) -> Dice:
        """The person's own chance."""
        return self.path.dice

    def begin(self, at: datetime) -> None:
        """Plan how the association answers."""
        if self.dice.happens(rates.GOES_SILENT):
            return  # nobody answers in time: the deadline speaks (expire_overdue)
        if self.dice.happens(rates.WITHDRAWS_EARLY):
            self._then(at, self.withdraw, 5, 12)
        self._then(at, self.review, 3, 9)

    def withdraw(self, at: datetime) -> None:
        """Change one's mind."""
        operations.withdraw(application=self.application, by=self.path.user, at=at)

    def review(self, at: datetime) -> None:
        """Take the candidate up."""
        operations.start_review(application=self.application, by=self.desk.coordinator, at=at)
        self._then(at, self.invite, 4, 14)

    def invite(self, at: datetime) -> None:
        """Invite to an interview, or do not go on."""
        if self.dice.happens(rates.NOT_CONTINUED):
            operations.do_not_continue(application=self.application, by=self.desk.coordinator, at=at)
            self._then(at, self.path.try_again, 5, 20)
            return
        operations.invite(application=self.application, by=self.desk.coordinator, at=at)
        self._then(at, self.accept, 6, 18)

    def accept(self, at: datetime) -> None:
        """Meet, and accept while there is a place; otherwise the waiting list, then the next wish."""
        self._see(GateKind.INTERVIEW, at)
        try:
            operations.accept_candidate(application=self.application, by=self.desk.coordinator, at=at)
        except PlaceRefused:
            self.application.refresh_from_db()
            operations.put_on_waiting_list(application=self.application, by=self.desk.coordinator, at=at)
            self._then(at, self.redirect, 20, 45)
            return
        self.desk.trainees.append(self.application.volunteer_id)
        self._then(at, self.sign_charter, 4, 15)
        self._then(at, self.show_papers, 8, 30)
        if self.dice.happens(rates.FALLS_OUT_BEFORE_READY):
            self._then(at, self.withdraw, 15, 40)

    def redirect(self, at: datetime) -> None:
        """Send on to the next wish: no place came free."""
        operations.redirect(application=self.application, by=self.desk.coordinator, at=at)
        self._then(at, self.path.try_again, 3, 10)

    def sign_charter(self, at: datetime) -> None:
        """Read and accept the charter."""
        operations.accept_charter(application=self.application, by=self.path.user, at=at)

    def show_papers(self, at: datetime) -> None:
        """Everything else that the desk has to see."""
        for gate in queries.gate_statuses(application=self.application, on=at.date()):
            if gate.kind in DESK_KINDS and not gate.met:
                for _ in range(gate.needed - gate.done):
                    self._see(gate.kind, at)
        self._then(at, self.clear, 6, 20)

    def clear(self, at: datetime) -> None:
        """Declare ready, once training is done too."""
        left = [gate.kind for gate in queries.gate_statuses(application=self.application, on=at.date()) if not gate.met]
        if left:
            self._then(at, self.clear, 7, 15)
            return
        operations.clear(application=self.application, by=self.desk.coordinator, at=at)
        self.path.stage.count("ready")
        self._then(at, self.pair, 9, 40)

    def pair(self, at: datetime) -> None:
        """Meet a young person, unless a paper ran out meanwhile: it is shown again first."""
        if self.application.clearance.valid_until < at.date():
            self.clear(at)
            return
        begin_pair(self.path.stage, self.path.employee, self.path.user, self.application, self.desk, at)

    def _see(self, kind: str, at: datetime) -> None:
        operations.record_gate(application=self.application, kind=kind, seen_on=at.date(), by=self.desk.coordinator, at=at)

    def _then(self, at: datetime, step: Happening, typical: float, most: int) -> None:
        """Plan a step; it is made only if the application still stands where it stood."""
        when, state = later(at, self.dice.days(typical, most), self.dice), self.application.state

        def if_still_there(then: datetime) -> None:
            self.application.refresh_from_db(fields=["state", "intake"])
            if self.application.state == state:
                step(then)

        self.path.stage.calendar.plan(when, self.path.name, if_still_there)
