"""Associations and their teams, programmes with their quality sheet, intakes and places, campaigns."""

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.accounts.enums import ASSOCIATION_ROLES, Role
from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record

from . import rules
from .enums import DeskList, LegalScope, Mode, ProgrammeStatus, QualityStepNumber


@personal_data(
    subject="the person who stands in for the safeguarding referents",
    purpose="so that somebody always answers a worry",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("the association", "mentors of its pairs: the phone number"),
    retention="as long as the role",
    erase=Erase.ANONYMISE,
    personal=("safeguarding_backup", "safeguarding_phone"),
    not_personal=(
        "code", "name", "rna", "siren", "email", "phone", "website", "timezone", "safeguarding_hours", "safeguarding_closures",
        "concern_years", "leaving_since", "left_on",
    ),
)  # fmt: skip
class Association(Record):
    """A structure that recruits, trains, follows and evaluates. `safeguarding_hours` maps "mon".."sun" to ["09:00", "18:00"];
    `safeguarding_closures` lists ["2026-08-01", "2026-08-15"]; the back-up is a member of the team or a phone number.
    `concern_years` is how long a concern that is over is kept; `leaving_since` and `left_on`: it says goodbye, it is gone.
    """

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=160)
    rna = models.CharField(max_length=10, blank=True)
    siren = models.CharField(max_length=9, blank=True)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=20, blank=True)
    website = models.URLField(blank=True)
    timezone = models.CharField(max_length=40, default="Europe/Paris")
    safeguarding_hours = models.JSONField(default=dict, blank=True)
    safeguarding_closures = models.JSONField(default=list, blank=True)
    safeguarding_backup = models.ForeignKey("TeamMember", null=True, blank=True, on_delete=models.SET_NULL, related_name="backs_up")
    safeguarding_phone = models.CharField(max_length=20, blank=True)
    concern_years = models.PositiveSmallIntegerField(default=rules.CONCERN_YEARS)
    leaving_since = models.DateField(null=True)
    left_on = models.DateField(null=True)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.CheckConstraint(
                condition=Q(concern_years__gte=rules.LEAST_CONCERN_YEARS, concern_years__lte=rules.MOST_CONCERN_YEARS),
                name="programmes_concern_years",
            ),
            models.CheckConstraint(
                condition=Q(left_on=None) | Q(leaving_since__isnull=False), name="programmes_gone_after_goodbye"
            ),
        )

    def __str__(self) -> str:
        return self.name

    @property
    def safeguarding_ready(self) -> bool:
        """Whether a programme may open here: somebody answers a worry."""
        has_backup = bool(self.safeguarding_backup_id or self.safeguarding_phone)
        return rules.safeguarding_ready(hours=self.safeguarding_hours, has_backup=has_backup)


class AntennaQuerySet(models.QuerySet["Antenna"]):
    """Local branches, in the ways they are looked at."""

    def open(self) -> Self:
        """Those that somebody may be put in."""
        return self.filter(closed_on=None)


@no_personal_data
class Antenna(Record):
    """A local branch of an association; its coordinators see its own people. One that closed keeps its row, its name and where what
    it held went (`closed_into`; None: to the whole association), and may open again.
    """

    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="antennas")
    code = models.SlugField(max_length=60)
    name = models.CharField(max_length=160)
    departements = models.JSONField(default=list)
    closed_on = models.DateField(null=True)
    closed_into = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")

    objects = AntennaQuerySet.as_manager()

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("association", "code"), name="programmes_antenna_code"),
            models.CheckConstraint(
                condition=Q(closed_into=None) | Q(closed_on__isnull=False), name="programmes_antenna_closed_somewhere"
            ),
        )

    def __str__(self) -> str:
        return self.name


@personal_data(
    subject="professionals and volunteers of an association's team",
    purpose="to act for the association, and to stand behind pairs by name",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association", "mentors of their pairs"),
    retention="as long as the role, then with the pairs they stood behind",
    erase=Erase.ANONYMISE,
    personal=("user", "display_name", "role", "also_safeguarding"),
    not_personal=("association", "antenna", "capacity", "active", "joined_at", "left_at"),
)
class TeamMember(Record):
    """Somebody's one place in an association: a role, perhaps safeguarding beside it, an antenna or all of them.

    `capacity` is how many pairs they carry at most (0: they carry none). A place that is not active was left, or waits for its
    person, who has an account already, to say yes.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="team_memberships")
    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="team")
    antenna = models.ForeignKey(Antenna, null=True, blank=True, on_delete=models.PROTECT, related_name="team")
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in Role if role in ASSOCIATION_ROLES])
    also_safeguarding = models.BooleanField(default=False)
    display_name = models.CharField(max_length=160)
    capacity = models.PositiveSmallIntegerField(default=0)
    active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("display_name", "id")
        constraints = (
            models.UniqueConstraint(fields=("user", "association"), name="programmes_one_place_in_a_team"),
            models.CheckConstraint(condition=Q(active=False) | Q(left_at=None), name="programmes_who_left_is_not_active"),
        )

    def __str__(self) -> str:
        return self.display_name

    @property
    def roles(self) -> frozenset[str]:
        """The roles held here."""
        return frozenset({self.role, str(Role.SAFEGUARDING)} if self.also_safeguarding else {self.role})


@personal_data(
    subject="professionals and volunteers of an association's team",
    purpose="to open a list of the desk again as somebody likes it",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("the person",),
    retention="as long as the role",
    erase=Erase.DELETE,
    personal=("member", "name"),
    not_personal=("list", "choices"),
)
class SavedFilter(Record):
    """A filter that somebody of a team keeps under a name of theirs. `choices` hold codes and ids of programmes or colleagues,
    never what was searched for.
    """

    member = models.ForeignKey(TeamMember, on_delete=models.CASCADE, related_name="filters")
    list = models.CharField(max_length=10, choices=DeskList.choices)
    name = models.CharField(max_length=40)
    choices = models.JSONField(default=dict)

    class Meta:
        ordering = ("name", "id")
        constraints = (
            models.UniqueConstraint(fields=("member", "list", "name"), name="programmes_filter_name_once"),
            models.CheckConstraint(condition=Q(list__in=DeskList.values), name="programmes_filter_list_known"),
        )

    def __str__(self) -> str:
        return self.name


@personal_data(
    subject="professionals and volunteers of an association's team",
    purpose="to see the dates of the desk in one's own calendar",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("the person",),
    retention="until it is ended, or the role is",
    erase=Erase.DELETE,
    personal=("member", "key_hash"),
    not_personal=("made_at", "last_read_on"),
)
class CalendarFeed(Record):
    """The address at which somebody's calendar reads the dates of the desk. Its key is known by its hash alone (SHA-256)."""

    member = models.OneToOneField(TeamMember, on_delete=models.CASCADE, related_name="calendar_feed")
    key_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    last_read_on = models.DateField(null=True)

    def __str__(self) -> str:
        return str(self.id)


@no_personal_data
class Campaign(Record):
    """A call to employees over a period; applications keep its reference."""

    reference = models.SlugField(max_length=40, unique=True)
    title = models.CharField(max_length=160)
    opens_on = models.DateField()
    closes_on = models.DateField()
    goal_pairs = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("-opens_on", "id")
        constraints = (models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="programmes_campaign_dates"),)

    def __str__(self) -> str:
        return self.title

    def runs_on(self, on: date) -> bool:
        """Whether the campaign runs on this day."""
        return self.opens_on <= on <= self.closes_on


@no_personal_data
class CampaignDay(Record):
    """How often a campaign's page was opened, and its call followed, on one day: two numbers, about nobody."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    seen = models.PositiveIntegerField(default=0)
    called = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("on", "id")
        constraints = (models.UniqueConstraint(fields=("campaign", "on"), name="programmes_one_count_a_day"),)

    def __str__(self) -> str:
        return f"{self.on}: {self.seen}, {self.called}"


@personal_data(
    subject="employee",
    purpose="to count, in published figures alone, how many of those who signed in came by a campaign",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("nobody",),
    retention="6 months",
    erase=Erase.DELETE,
    personal=("user", "on"),
    not_personal=("campaign",),
)
class CampaignArrival(Record):
    """The first day somebody signed in came by a campaign's link, once a person and campaign."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="arrivals")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    on = models.DateField()

    class Meta:
        ordering = ("on", "id")
        constraints = (models.UniqueConstraint(fields=("campaign", "user"), name="programmes_one_arrival_a_campaign"),)
        indexes = (models.Index(fields=("on",)),)

    def __str__(self) -> str:
        return f"{self.on}"


@no_personal_data
class Programme(Record):
    """A mentoring programme: everything an employee reads before choosing, everything routing may compare."""

    association = models.ForeignKey(Association, on_delete=models.PROTECT, related_name="programmes")
    antenna = models.ForeignKey(Antenna, null=True, blank=True, on_delete=models.PROTECT, related_name="programmes")
    code = models.SlugField(max_length=60, unique=True)
    title = models.CharField(max_length=120)
    summary = models.CharField(max_length=280)
    description = models.TextField()
    audience = models.CharField(max_length=160)
    requirements = models.CharField(max_length=280, blank=True)
    mode = models.CharField(max_length=10, choices=Mode.choices)
    departements = models.JSONField(default=list, blank=True)
    age_min = models.PositiveSmallIntegerField()
    age_max = models.PositiveSmallIntegerField()
    duration_months = models.PositiveSmallIntegerField()
    hours_per_month = models.PositiveSmallIntegerField()
    slots = models.JSONField(default=list)
    causes = models.JSONField(default=list)
    skills = models.JSONField(default=list, blank=True)
    languages = models.JSONField(default=list, blank=True)
    legal_scope = models.CharField(max_length=20, choices=LegalScope.choices, default=LegalScope.NONE)
    need = models.PositiveSmallIntegerField(default=50)
    labels = models.JSONField(default=list, blank=True)
    status = models.CharField(max_length=10, choices=ProgrammeStatus.choices, default=ProgrammeStatus.DRAFT)

    class Meta:
        ordering = ("title", "id")
        constraints = (
            models.CheckConstraint(condition=Q(age_max__gte=F("age_min")), name="programmes_ages"),
            models.CheckConstraint(condition=Q(need__lte=100), name="programmes_need"),
            models.CheckConstraint(condition=Q(duration_months__gte=1, hours_per_month__gte=1), name="programmes_rhythm"),
        )

    def __str__(self) -> str:
        return self.title


@no_personal_data
class QualityStep(Record):
    """How a programme does one of the six steps."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="quality_steps")
    step = models.PositiveSmallIntegerField(choices=QualityStepNumber.choices)
    text = models.TextField()

    class Meta:
        ordering = ("step", "id")
        constraints = (
            models.UniqueConstraint(fields=("programme", "step"), name="programmes_one_text_a_step"),
            models.CheckConstraint(condition=Q(step__gte=1, step__lte=6), name="programmes_six_steps"),
        )

    def __str__(self) -> str:
        return f"{self.step}"


@no_personal_data
class QualityTarget(Record):
    """What a programme aims at for one indicator of its quality sheet, where it is not the usual target (rules.quality)."""

    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="quality_targets")
    indicator = models.CharField(max_length=40)
    value = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("indicator", "id")
        constraints = (models.UniqueConstraint(fields=("programme", "indicator"), name="programmes_one_target_an_indicator"),)

    def __str__(self) -> str:
        return self.indicator


@no_personal_data
class Intake(Record):
    """A session d'entrée: places offered never exceed those funded nor what the staff can carry; taken never exceed offered."""

    programme = models.ForeignKey(Programme, on_delete=models.PROTECT, related_name="intakes")
    opens_on = models.DateField()
    closes_on = models.DateField()
    starts_on = models.DateField()
    places_funded = models.PositiveIntegerField()
    staff_capacity = models.PositiveIntegerField()
    places_offered = models.PositiveIntegerField()
    places_taken = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ("starts_on", "id")
        constraints = (
            models.UniqueConstraint(fields=("programme", "starts_on"), name="programmes_one_intake_a_start"),
            models.CheckConstraint(condition=Q(closes_on__gte=F("opens_on")), name="programmes_intake_dates"),
            models.CheckConstraint(condition=Q(places_offered__lte=F("places_funded")), name="programmes_offered_are_funded"),
            models.CheckConstraint(condition=Q(places_offered__lte=F("staff_capacity")), name="programmes_offered_are_carried"),
            models.CheckConstraint(condition=Q(places_taken__lte=F("places_offered")), name="programmes_taken_were_offered"),
        )

    def __str__(self) -> str:
        return f"{self.starts_on}"

    @property
    def places_left(self) -> int:
        """Places that can still be taken."""
        return self.places_offered - self.places_taken


@no_personal_data
class CatalogueVersion(Record):
    """One row whose token changes with the catalogue (not with places), so that what is computed from it can be cached."""

    single = models.BooleanField(default=True, unique=True)
    token = models.UUIDField()

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(single=True), name="programmes_one_version"),)

    def __str__(self) -> str:
        return str(self.token)
