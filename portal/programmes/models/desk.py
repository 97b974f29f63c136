"""What a coordinator keeps for themselves: filters and the address of a calendar."""

from django.db import models
from django.db.models import Q

from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record
from portal.programmes.enums import DeskList

from .associations import TeamMember


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
