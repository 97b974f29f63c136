"""The pair, which the database refuses to introduce without its clearance, and its goals."""

from typing import TYPE_CHECKING
from uuid import UUID

from django.db import models
from django.db.models import F, Q

from portal.accounts.actors import Actor
from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.mentorship.enums import BEFORE_INTRODUCTION, LIVE, GoalCode, GoalResult, PairState

from .mentee import Mentee

if TYPE_CHECKING:
    from .closing import EngagementCertificate, PairClosure
    from .review import MidTerm

CLEARED_AND_IN_TIME = Q(
    clearance__isnull=False,
    cleared_on__isnull=False,
    clearance_valid_until__isnull=False,
    introduced_on__isnull=False,
    introduced_on__gte=F("cleared_on"),
    introduced_on__lte=F("clearance_valid_until"),
)


class PairQuerySet(models.QuerySet["Pair"]):
    """Pairs, bounded by who looks."""

    def seen_by(self, actor: Actor) -> "PairQuerySet":
        """Keep those of the actor's association and antennas."""
        if actor.association_id is None:
            return self.none()
        rows = self.filter(mentee__association_id=actor.association_id)
        if not actor.antenna_ids:
            return rows
        ours = actor.antenna_ids
        return rows.filter(
            Q(programme__antenna=None, mentee__antenna=None) | Q(programme__antenna_id__in=ours) | Q(mentee__antenna_id__in=ours)
        )

    def of_user(self, user_id: UUID) -> "PairQuerySet":
        """Keep those in which the user is the mentor."""
        return self.filter(volunteer__user_id=user_id)


@personal_data(
    subject="volunteer, young person, professional",
    purpose="to follow a mentoring pair from proposal to closing",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association", "the mentor"),
    retention="closing + 3 years; its dates, as long as its certificate; a declined one, 1 year",
    erase=Erase.KEEP,
    personal=("volunteer", "mentee", "referent", "clearance"),
    not_personal=(
        "programme",
        "cleared_on",
        "clearance_valid_until",
        "introduced_on",
        "back_on",
        "state",
        "proposed_at",
        "closed_on",
        "nudged_on",
        "state_since",
        "reminded_on",
    ),
)
class Pair(Record):
    """One mentor and one mentee, with a named referent behind them. `back_on`: when they last came back from a pause."""

    volunteer = models.ForeignKey("engagement.Volunteer", models.PROTECT, related_name="pairs")
    programme = models.ForeignKey("programmes.Programme", models.PROTECT, related_name="pairs")
    mentee = models.ForeignKey(Mentee, models.PROTECT, related_name="pairs")
    referent = models.ForeignKey("programmes.TeamMember", models.PROTECT, related_name="pairs")
    clearance = models.OneToOneField("engagement.Clearance", models.PROTECT, null=True, related_name="pair")
    cleared_on = models.DateField(null=True)
    clearance_valid_until = models.DateField(null=True)
    introduced_on = models.DateField(null=True)
    back_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    state = models.CharField(max_length=10, choices=PairState.choices, default=PairState.PROPOSED)
    proposed_at = models.DateTimeField()
    nudged_on = models.DateField(null=True)
    state_since = models.DateTimeField(null=True)
    reminded_on = models.DateField(null=True)

    objects = PairQuerySet.as_manager()

    if TYPE_CHECKING:
        closure: PairClosure
        certificate: EngagementCertificate
        mid_term: MidTerm

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(state__in=PairState.values), name="mentorship_pair_state_known"),
            models.CheckConstraint(
                condition=Q(state__in=BEFORE_INTRODUCTION) | CLEARED_AND_IN_TIME, name="mentorship_no_pair_without_clearance"
            ),
            models.CheckConstraint(
                condition=Q(state=PairState.CLOSED, closed_on__isnull=False, closed_on__gte=F("introduced_on"))
                | (~Q(state=PairState.CLOSED) & Q(closed_on=None)),
                name="mentorship_closed_on_when_closed",
            ),
            models.UniqueConstraint(
                fields=("volunteer", "programme"), condition=Q(state__in=LIVE), name="mentorship_one_live_pair_per_mentor"
            ),
            models.UniqueConstraint(fields=("mentee",), condition=Q(state__in=LIVE), name="mentorship_one_live_pair_per_mentee"),
        )
        indexes = (models.Index(fields=("programme", "state")), models.Index(fields=("referent", "state")))

    def __str__(self) -> str:
        return str(self.id)


class GoalQuerySet(models.QuerySet["Goal"]):
    """Goals, those of today apart from those they took the place of."""

    def current(self) -> "GoalQuerySet":
        """Keep what the pair works towards now."""
        return self.filter(ended_on=None)


@personal_data(
    subject="young person, volunteer",
    purpose="to know what the pair works towards",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association", "the mentor"),
    retention="closing + 1 year",
    erase=Erase.DELETE,
    personal=("pair", "detail"),
    not_personal=("code", "result", "set_on", "ended_on", "replaces"),
)
class Goal(Record):
    """What a pair works towards: a code and, if it helps, a few words. Goals evolve: a new one takes the place of another
    (`replaces`, which ended that day), so that the review shows the way.
    """

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="goals")
    code = models.CharField(max_length=20, choices=GoalCode.choices)
    detail = EncryptedTextField(max_length=80, blank=True)
    result = models.CharField(max_length=12, choices=GoalResult.choices, default=GoalResult.OPEN)
    set_on = models.DateField()
    ended_on = models.DateField(null=True)
    replaces = models.OneToOneField("self", models.SET_NULL, null=True, related_name="replaced_by")

    objects = GoalQuerySet.as_manager()

    class Meta:
        ordering = ("set_on", "id")
        constraints = (
            models.CheckConstraint(condition=Q(ended_on=None) | Q(ended_on__gte=F("set_on")), name="mentorship_goal_dates"),
        )

    def __str__(self) -> str:
        return self.code
