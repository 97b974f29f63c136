"""Looking back, at mid-term and at the end, on both sides: what is asked (by version), what was answered, what is not sent yet."""

from django.db import models
from django.db.models import Q

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record
from portal.mentorship.enums import MidTermNext, ReviewMoment, ReviewNext, ReviewSide

from .pair import Pair


@no_personal_data
class ReviewForm(Record):
    """One version of what a programme asks one side at one moment. Never changed once published: an older review is read
    with the questions it answers. `questions`: those of `rules.review_forms.Question`, in order; `source`: the recipe it began
    from.
    """

    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="review_forms")
    moment = models.CharField(max_length=5, choices=ReviewMoment.choices)
    side = models.CharField(max_length=6, choices=ReviewSide.choices)
    version = models.PositiveSmallIntegerField()
    questions = models.JSONField(default=list)
    source = models.SlugField(max_length=40, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-version", "id")
        constraints = (
            models.UniqueConstraint(fields=("programme", "moment", "side", "version"), name="mentorship_review_form_version"),
        )

    def __str__(self) -> str:
        return f"{self.moment}/{self.side}/{self.version}"


@personal_data(
    subject="volunteer, young person",
    purpose="to know what the pair brought, on each side",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association", "the mentor (own side)"),
    retention="closing + 3 years; answers to the programme’s own questions: closing + 1 year",
    erase=Erase.KEEP,
    personal=("pair", "recorded_by", "answers"),
    not_personal=("side", "moment", "form", "satisfaction", "felt_supported", "next_wish", "recorded_on"),
)
class Review(Record):
    """One side's review at one moment: two answers from 1 to 5, what comes next, and under `form` the programme's own questions.

    `answers` is JSON, encrypted: {"own": {question: answer}, "goals": [[goal, result], …]}. `form` is empty where the
    programme asked nothing of its own.
    """

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="reviews")
    moment = models.CharField(max_length=5, choices=ReviewMoment.choices, default=ReviewMoment.FINAL)
    side = models.CharField(max_length=6, choices=ReviewSide.choices)
    form = models.ForeignKey(ReviewForm, models.PROTECT, null=True, related_name="reviews")
    satisfaction = models.PositiveSmallIntegerField()
    felt_supported = models.PositiveSmallIntegerField()
    next_wish = models.CharField(max_length=15, choices=(*ReviewNext.choices, *MidTermNext.choices))
    answers = EncryptedTextField(blank=True, default="")
    recorded_on = models.DateField()
    recorded_by = models.UUIDField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("pair", "moment", "side"), name="mentorship_one_review_a_side_and_moment"),
            models.CheckConstraint(
                condition=Q(satisfaction__range=(1, 5), felt_supported__range=(1, 5)), name="mentorship_review_from_1_to_5"
            ),
            models.CheckConstraint(condition=Q(moment__in=ReviewMoment.values), name="mentorship_review_moment_known"),
        )

    def __str__(self) -> str:
        return self.side


@personal_data(
    subject="volunteer, young person",
    purpose="to keep what was begun until it is sent",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("who writes it: the mentor, or the own association for the young person’s side",),
    retention="until it is sent, or the pair ends",
    erase=Erase.DELETE,
    personal=("pair", "answers"),
    not_personal=("side", "moment", "form", "saved_at"),
)
class ReviewDraft(Record):
    """A review that was begun: answered under the version that was open then, even if a newer one is published meanwhile."""

    pair = models.ForeignKey(Pair, models.CASCADE, related_name="review_drafts")
    moment = models.CharField(max_length=5, choices=ReviewMoment.choices)
    side = models.CharField(max_length=6, choices=ReviewSide.choices)
    form = models.ForeignKey(ReviewForm, models.CASCADE, null=True, related_name="drafts")
    answers = EncryptedTextField(blank=True, default="")
    saved_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("pair", "moment", "side"), name="mentorship_one_draft_a_side_and_moment"),)

    def __str__(self) -> str:
        return self.side


@personal_data(
    subject="volunteer, young person",
    purpose="to ask both sides half-way, and to remind without haste",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association", "the mentor"),
    retention="closing + 1 year",
    erase=Erase.KEEP,
    personal=("pair",),
    not_personal=("asked_at", "due_on", "reminded_on", "elsewhere_on"),
)
class MidTerm(Record):
    """The mid-term review of a pair was asked for. It is over once both sides are in, or the association did it elsewhere."""

    pair = models.OneToOneField(Pair, models.CASCADE, related_name="mid_term")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    reminded_on = models.DateField(null=True)
    elsewhere_on = models.DateField(null=True)

    def __str__(self) -> str:
        return f"{self.due_on}"
