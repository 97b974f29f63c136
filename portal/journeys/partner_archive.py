"""What an association takes with it when it leaves: its own records, table by table, in the codes of the portal.

Theirs are the candidates as they handed themselves over, conditions (kind and dates: there is nothing else), young people by their
alias, pairs with all that follows them, training. Not theirs: a mentor's private line, skills and certificate number, anything of
the company. Concerns and their words stay with its safeguarding referents, who are asked for nothing here.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from portal.accounts.actors import Actor
from portal.core import audit
from portal.engagement.enums import SharedField
from portal.engagement.models import Application, GateExemption, GateMet, ProfileHandover, TrainingAttendance, TrainingSession
from portal.mentorship.models import (
    CheckIn,
    FollowUp,
    Goal,
    Mentee,
    MenteeGate,
    NetworkContact,
    Pair,
    Review,
    Session,
    SpecialistReferral,
)
from portal.programmes.errors import NotYours, ProgrammeRefused
from portal.programmes.models import Association, Programme

TAKEN = "journeys.take_archive"
SLICE = 2000
"""Rows read at a time: what is held in memory, whatever the association's size."""


CONTACT = (SharedField.GIVEN_NAME, SharedField.FAMILY_NAME, SharedField.PERSONAL_EMAIL, SharedField.PERSONAL_PHONE)
PATH = ("id", "volunteer_id", "programme_id", "rank", "state", "submitted_at", "state_since")


def _as_it_is(row: tuple[Any, ...]) -> tuple[Any, ...]:
    return row


@dataclass(frozen=True)
class Table:
    """One table of the archive: its file's name, its columns, where its rows are read from (`fields`: their names there, where they
    are others), and what is done to each.
    """

    name: str
    columns: tuple[str, ...]
    source: QuerySet[Any]
    fields: tuple[str, ...] = ()
    shape: Callable[[tuple[Any, ...]], tuple[Any, ...]] = _as_it_is

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """Yield the rows, a slice at a time."""
        yield from map(self.shape, self.source.order_by("pk").values_list(*(self.fields or self.columns)).iterator(SLICE))


def take_archive(*, association: Association, by: Actor, at: datetime) -> list[Table]:
    """Return the tables of an association that leaves, to be read by whoever acts for all of it; that they were is written down.

    Raises NotYours, ProgrammeRefused "not_leaving" (announced first, and not gone yet).
    """
    if by.association_id != association.id or by.antenna_ids:
        raise NotYours(association=str(association.id))
    if association.leaving_since is None or association.left_on is not None:
        raise ProgrammeRefused("not_leaving", association=association.code)
    tables = [*_engagement(association.id), *_mentorship(association.id)]
    audit.record(TAKEN, by=by, at=at, subject=association.id, association=association.id, tables=len(tables))
    return tables


def taken_at(*, association: Association) -> datetime | None:
    """Return when the archive of an association was last taken, or None. One SQL query."""
    return audit.trail().filter(action=TAKEN, association_id=association.id).values_list("at", flat=True).first()


def _engagement(home: UUID) -> list[Table]:
    reached = Application.objects.within_reach(home)
    dates = TrainingSession.objects.filter(module__association=home)
    came = TrainingAttendance.objects.filter(session__module__association=home)
    met, exempt = GateMet.objects.filter(application__in=reached), GateExemption.objects.filter(application__in=reached)
    return [
        Table("programmes", ("id", "code", "title", "status"), Programme.objects.filter(association=home)),
        _candidates(reached, home),
        Table("conditions", ("application_id", "kind", "seen_on", "valid_until"), met),
        Table("exemptions", ("application_id", "kind", "granted_on", "valid_until"), exempt),
        Table("training_dates", ("id", "module__title", "starts_at", "mode", "called_off_at"), dates),
        Table("training_attended", ("session_id", "volunteer_id", "held_on", "minutes"), came),
    ]


def _candidates(reached: QuerySet[Application], home: UUID) -> Table:
    """Return the candidates with what each of them handed over, a field that was not left empty."""
    in_force = ProfileHandover.objects.filter(application=OuterRef("pk"), association=home, revoked_at=None)
    rows = reached.annotate(handed=Subquery(in_force.values("fields")[:1]))
    fields = (*PATH, "handed", *(f"volunteer__{name}" for name in CONTACT))

    def only_handed(row: tuple[Any, ...]) -> tuple[Any, ...]:
        path, handed, contact = row[: len(PATH)], row[len(PATH)], row[len(PATH) + 1 :]
        return (*path, *(value if name in handed else "" for name, value in zip(CONTACT, contact, strict=True)))

    return Table("candidates", (*PATH, *CONTACT), rows, fields, only_handed)


def _mentorship(home: UUID) -> list[Table]:
    young, pairs = Mentee.objects.filter(association=home), Pair.objects.filter(mentee__association=home)
    of_pairs, of_young = Q(pair__in=pairs), Q(mentee__in=young)
    pair = ("id", "mentee_id", "programme_id", "volunteer_id", "state", "proposed_at", "introduced_on", "closed_on")
    end = ("referent__display_name", "closure__closed_by", "closure__reason", "closure__interviewed_on")
    held = ("pair_id", "on", "outcome", "minutes", "modality", "topics", "time_basis")
    seen = ("pair_id", "moment", "side", "satisfaction", "felt_supported", "next_wish", "recorded_on", "answers")
    way = ("pair_id", "state", "proposed_on", "agreed_on", "transmitted_on", "acknowledged_on", "closed_on")
    asked = ("pair_id", "side", "due_on", "answered_at", "satisfaction", "needs_help", "help_topic")
    return [
        Table("young_people", ("id", "alias", "reference", "age_band", "departement", "created_at"), young),
        Table("young_people_conditions", ("mentee_id", "kind", "seen_on"), MenteeGate.objects.filter(of_young)),
        Table("young_people_network", ("mentee_id", "role", "structure"), NetworkContact.objects.filter(of_young)),
        Table("pairs", (*pair, *end, "agreement__signed_on", "agreement__reviewed_on"), pairs),
        Table("goals", ("pair_id", "code", "detail", "result", "set_on", "ended_on"), Goal.objects.filter(of_pairs)),
        Table("sessions", held, Session.objects.filter(of_pairs)),
        Table("check_ins", asked, CheckIn.objects.filter(of_pairs)),
        Table("contacts", ("pair_id", "on", "way", "with_whom"), FollowUp.objects.filter(of_pairs)),
        Table("referrals", way, SpecialistReferral.objects.filter(of_pairs)),
        Table("reviews", seen, Review.objects.filter(of_pairs)),
    ]
