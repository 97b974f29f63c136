"""The local branches of an association: made, renamed, their people and programmes moved, closed, opened again."""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from portal.accounts.actors import Actor
from portal.core import audit
from portal.core.clock import local_day
from portal.programmes.errors import NotYours, ProgrammeRefused
from portal.programmes.models import Antenna, Association, Programme, TeamMember


@transaction.atomic
def add_antenna(*, association: Association, code: str, name: str, departements: Sequence[str], by: Actor, at: datetime) -> Antenna:
    """Add a local branch. Raises ProgrammeRefused "code_taken" for a code or a name that another branch has, "name_of_closed" for
    that of one that closed, which is opened again instead.
    """
    same = Antenna.objects.filter(Q(code=code) | Q(name__iexact=name.strip()), association=association)
    if same.exists():
        raise ProgrammeRefused("code_taken" if same.open().exists() else "name_of_closed", antenna=code)
    made = Antenna.objects.create(association=association, code=code, name=name, departements=list(departements))
    audit.record("programmes.add_antenna", by=by, at=at, subject=made.id, association=association.id)
    return made


@transaction.atomic
def change_antenna(*, antenna: Antenna, name: str, departements: Sequence[str], by: Actor, at: datetime) -> Antenna:
    """Rename a branch, or say that it works elsewhere; its code, which systems know, stays.

    Raises NotYours, ProgrammeRefused "code_taken" for a name that another branch has.
    """
    _whole_house(antenna, by)
    if _named(antenna.association, name).exclude(pk=antenna.pk).exists():
        raise ProgrammeRefused("code_taken", antenna=antenna.code)
    antenna.name, antenna.departements = name, list(departements)
    antenna.save(update_fields=("name", "departements"))
    audit.record("programmes.change_antenna", by=by, at=at, subject=antenna.id, association=antenna.association_id)
    return antenna


@transaction.atomic
def move_antenna(*, antenna: Antenna, to: Antenna | None, by: Actor, at: datetime) -> None:
    """Move a branch's team, invitations and programmes to another branch, or to the whole association (None).

    `journeys.antennas` moves what other rooms hold. Raises NotYours, ProgrammeRefused "same_antenna", "antenna_closed".
    """
    _whole_house(antenna, by)
    if to is not None:
        _whole_house(to, by)
        if to.association_id != antenna.association_id:
            raise NotYours(antenna=str(to.id))
        if not Antenna.objects.open().filter(pk=to.pk).exists():
            raise ProgrammeRefused("antenna_closed", antenna=to.code)
    if to == antenna:
        raise ProgrammeRefused("same_antenna", antenna=antenna.code)
    people = TeamMember.objects.filter(antenna=antenna).update(antenna=to)
    programmes = Programme.objects.filter(antenna=antenna).update(antenna=to)
    audit.record(
        "programmes.move_antenna",
        by=by,
        at=at,
        subject=antenna.id,
        association=antenna.association_id,
        to=str(to.id) if to else "",
        people=people,
        programmes=programmes,
    )


@transaction.atomic
def place_programmes(*, antenna: Antenna, programmes: Collection[Programme], by: Actor, at: datetime) -> int:
    """Have a branch carry these programmes and no others: one that it carries no more is the whole association's again. Returns how
    many changed place.

    Raises NotYours (another association's too), ProgrammeRefused "antenna_closed", "programme_elsewhere" (another branch's:
    `move_antenna` takes everything of a branch along).
    """
    _whole_house(antenna, by)
    if not Antenna.objects.open().filter(pk=antenna.pk).exists():
        raise ProgrammeRefused("antenna_closed", antenna=antenna.code)
    ours = Programme.objects.select_for_update().filter(association=antenna.association_id)
    held = {one.pk: one.antenna_id for one in ours.order_by("pk")}
    wanted = {one.pk for one in programmes}
    if not wanted <= held.keys():
        raise NotYours(antenna=str(antenna.id))
    if any(held[one] not in {None, antenna.pk} for one in wanted):
        raise ProgrammeRefused("programme_elsewhere", antenna=antenna.code)
    going = ours.filter(antenna=antenna).exclude(pk__in=wanted).update(antenna=None)
    coming = ours.filter(pk__in=wanted, antenna=None).update(antenna=antenna)
    audit.record(
        "programmes.place_programmes",
        by=by,
        at=at,
        subject=antenna.id,
        association=antenna.association_id,
        coming=coming,
        going=going,
    )
    return coming + going


@transaction.atomic
def close_antenna(*, antenna: Antenna, by: Actor, at: datetime, into: Antenna | None = None) -> Antenna:
    """Close a branch that holds nothing any more: nobody can be put in it, and what it was stays; `into` is where all of it went.

    Raises NotYours, ProgrammeRefused "antenna_closed" (already), "antenna_in_use".
    """
    _whole_house(antenna, by)
    found = Antenna.objects.select_for_update().get(pk=antenna.pk)
    if found.closed_on is not None:
        raise ProgrammeRefused("antenna_closed", antenna=antenna.code)
    held = (antenna.team, antenna.programmes, antenna.mentees)
    if any(each.exists() for each in held):
        raise ProgrammeRefused("antenna_in_use", antenna=antenna.code)
    found.closed_on, found.closed_into = local_day(at), into
    found.save(update_fields=("closed_on", "closed_into"))
    audit.record(
        "programmes.close_antenna", by=by, at=at, subject=antenna.id, association=antenna.association_id, code=antenna.code
    )
    return found


@transaction.atomic
def reopen_antenna(*, antenna: Antenna, by: Actor, at: datetime) -> Antenna:
    """Open a closed branch again, empty: what it held stays where it went. Raises NotYours, ProgrammeRefused "antenna_open"."""
    _whole_house(antenna, by)
    found = Antenna.objects.select_for_update().get(pk=antenna.pk)
    if found.closed_on is None:
        raise ProgrammeRefused("antenna_open", antenna=antenna.code)
    found.closed_on = found.closed_into = None
    found.save(update_fields=("closed_on", "closed_into"))
    audit.record(
        "programmes.reopen_antenna", by=by, at=at, subject=antenna.id, association=antenna.association_id, code=antenna.code
    )
    return found


def _named(association: Association, name: str) -> QuerySet[Antenna]:
    return Antenna.objects.filter(association=association, name__iexact=name.strip())


def _whole_house(antenna: Antenna, by: Actor) -> None:
    """Only whoever acts for the whole association orders its branches. Raises NotYours."""
    if by.association_id not in {None, antenna.association_id} or by.antenna_ids:
        raise NotYours(antenna=str(antenna.id))
