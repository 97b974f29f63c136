"""Associations, their antennas and their teams."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.accounts.enums import ASSOCIATION_ROLES, Role
from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record
from portal.programmes import rules


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
