"""What a run proposes to people, what it cannot, and their question to a person about it."""

from base64 import b32encode
from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.programmes.models import Association, Programme
from portal.routing.enums import LIVE_PROPOSALS, OPEN_PROPOSALS, OverrideReason, ProposalState

from .profiles import VolunteerProfile
from .runs import AllocationRun

_LIVE, _OPEN = (sorted(map(str, states)) for states in (LIVE_PROPOSALS, OPEN_PROPOSALS))
RETENTION = "6 months after the campaign, or on withdrawal"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    """Proposals, in the ways they are looked at."""

    def open(self) -> Self:
        """Those in which somebody is waited for."""
        return self.filter(state__in=OPEN_PROPOSALS)

    def live(self) -> Self:
        """Those that may still come to something, or have."""
        return self.filter(state__in=LIVE_PROPOSALS)

    def within_reach(self, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> Self:
        """Those for the programmes of an association (of these antennas, if any)."""
        rows = self.filter(programme__association_id=association_id)
        return rows.filter(programme__antenna_id__in=antenna_ids) if antenna_ids else rows


@personal_data(
    subject="employee who looks for a place",
    purpose="to propose a place, which people decide on",
    basis=Basis.CONSENT,
    controller=Controller.COMPANY,
    seen_by=("the person, once reviewed", "the association, under a pseudonym until the person agrees"),
    retention=RETENTION,
    erase=Erase.DELETE,
    personal=("profile", "programme", "state", "reasons", "wish_rank", "application_id"),
    not_personal=(
        "run", "score", "kept", "override_reason", "deadline_on", "reminded_on", "late_since", "state_since",
    ),
)  # fmt: skip
class Proposal(Record):
    """A place proposed to one person by one run. `reasons` are {"code", "share", "points"}, summing to `score`.

    `kept`: they held this place before the run. `application_id` is the application that their agreement opened.
    """

    run = models.ForeignKey(AllocationRun, on_delete=models.PROTECT, related_name="proposals")
    profile = models.ForeignKey(VolunteerProfile, on_delete=models.CASCADE, related_name="proposals")
    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="proposals")
    state = models.CharField(max_length=10, choices=ProposalState.choices, default=ProposalState.PROPOSED)
    wish_rank = models.PositiveSmallIntegerField(default=0)
    score = models.PositiveIntegerField()
    reasons = models.JSONField(default=list)
    kept = models.BooleanField(default=False)
    override_reason = models.CharField(max_length=20, choices=OverrideReason.choices, blank=True)
    application_id = models.UUIDField(null=True)
    deadline_on = models.DateField(null=True)
    reminded_on = models.DateField(null=True)
    late_since = models.DateField(null=True)
    state_since = models.DateTimeField()

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ("state_since", "id")
        constraints = (
            models.UniqueConstraint(fields=("profile",), condition=Q(state__in=_LIVE), name="routing_one_live_proposal"),
            models.CheckConstraint(
                condition=~Q(state__in=_OPEN) | Q(deadline_on__isnull=False), name="routing_no_wait_without_deadline"
            ),
            models.CheckConstraint(
                condition=~Q(state=ProposalState.OVERRIDDEN) | ~Q(override_reason=""), name="routing_overridden_for_a_reason"
            ),
            models.CheckConstraint(condition=Q(state__in=ProposalState.values), name="routing_proposal_state"),
        )
        indexes = (models.Index(fields=("programme", "state")), models.Index(fields=("state", "deadline_on")))

    def __str__(self) -> str:
        return f"{self.id}: {self.state}"

    @property
    def pseudonym(self) -> str:
        """How the association calls the person until they agree: drawn for this proposal alone, it joins nothing to anything."""
        letters = b32encode(self.id.bytes[-5:]).decode()
        return f"{letters[:4]}-{letters[4:]}"


@personal_data(
    subject="employee who looks for a place",
    purpose="to say honestly why there is no place yet, and how long the wait may be",
    basis=Basis.CONSENT,
    controller=Controller.COMPANY,
    seen_by=("the person",),
    retention=RETENTION,
    erase=Erase.DELETE,
    personal=("profile", "programme", "binding"),
    not_personal=("run", "position", "likely_days", "late_days", "observed", "since", "left_at"),
)
class WaitingPlace(Record):
    """Somebody a run had no place for: what stood in the way (`binding`: "full", or the code of a hard rule), and their turn.

    `programme` is the one they wait for (None: nothing they could wait for yet). One in two waits at most `likely_days`, four in
    five at most `late_days`: from `observed` places that opened in the last year, None while too few to say.
    """

    run = models.ForeignKey(AllocationRun, on_delete=models.PROTECT, related_name="waiting_places")
    profile = models.ForeignKey(VolunteerProfile, on_delete=models.CASCADE, related_name="waiting_places")
    programme = models.ForeignKey(Programme, null=True, on_delete=models.PROTECT, related_name="waiting_places")
    binding = models.CharField(max_length=20)
    position = models.PositiveIntegerField(null=True)
    likely_days = models.PositiveIntegerField(null=True)
    late_days = models.PositiveIntegerField(null=True)
    observed = models.PositiveIntegerField(default=0)
    since = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("position", "since", "id")
        constraints = (
            models.UniqueConstraint(fields=("profile",), condition=Q(left_at=None), name="routing_waits_once"),
            models.UniqueConstraint(fields=("programme", "position"), condition=Q(left_at=None), name="routing_one_turn_a_place"),
        )

    def __str__(self) -> str:
        return f"{self.position}"


@personal_data(
    subject="employee who looks for a place",
    purpose="to have a person look again at what a calculation proposed (GDPR art. 22)",
    basis=Basis.LEGAL_OBLIGATION,
    controller=Controller.ASSOCIATION,
    seen_by=("the person", "the association asked, under a pseudonym until the person agrees"),
    retention=RETENTION,
    erase=Erase.DELETE,
    personal=("profile", "proposal", "question", "answer", "answered_by"),
    not_personal=("association", "asked_at", "deadline_on", "answered_at"),
)
class Contest(Record):
    """A person's question about a proposal, or about having none (`proposal` None), and a person's answer."""

    profile = models.ForeignKey(VolunteerProfile, on_delete=models.CASCADE, related_name="contests")
    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="contests")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.CASCADE, related_name="contests")
    question = EncryptedTextField(max_length=600)
    asked_at = models.DateTimeField()
    deadline_on = models.DateField()
    answer = EncryptedTextField(max_length=600, blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    class Meta:
        ordering = ("deadline_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("profile",), condition=Q(answered_at=None), name="routing_one_open_question"),
        )

    def __str__(self) -> str:
        return str(self.id)
