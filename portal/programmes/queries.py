"""Reads on programmes."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.db.models import F, Q
from django.utils import translation

from portal.accounts import queries as accounts
from portal.accounts.enums import Role
from portal.core.outbox import Contact

from .enums import ProgrammeStatus, Skill, Slot
from .models import (
    Antenna,
    Association,
    CalendarFeed,
    Campaign,
    CampaignArrival,
    CampaignDay,
    CatalogueVersion,
    Intake,
    Programme,
    QualityTarget,
    SavedFilter,
    TeamMember,
)
from .rules import exchange


@dataclass(frozen=True)
class Team:
    """Somebody's place in an association: roles and antennas (none: the whole association)."""

    association_id: UUID
    roles: frozenset[str]
    antenna_ids: frozenset[UUID]
    association_name: str = ""
    member_id: UUID | None = None


@dataclass(frozen=True)
class Card:
    """A programme as a list shows it, with what is open today: places left, places offered, next start (None: no open intake)."""

    programme: Programme
    association_name: str
    places_left: int
    places_offered: int
    starts_on: date | None


_kept: dict[str, tuple[Programme, ...]] = {}


@dataclass(frozen=True)
class Openings:
    """What a programme's intakes that are open on a day come to."""

    left: int
    offered: int
    starts_on: date


@dataclass(frozen=True)
class Offer:
    """Partner associations, their programmes, the places these offered (also by programme), and the départements they reach."""

    associations: int
    programmes: int
    places: int
    territories: int
    departements: tuple[str, ...] = ()
    by_programme: tuple[tuple[UUID, int], ...] = ()


@dataclass(frozen=True)
class Outlook:
    """Places that a campaign can count on: left and offered, in how many programmes."""

    left: int
    offered: int
    programmes: int


def accounts_of_teams() -> models.QuerySet[TeamMember, UUID]:
    """Return the ids of the accounts that have, had or are offered a place in a team, as a subquery."""
    return TeamMember.objects.order_by().values_list("user_id", flat=True)


def teams_of(*, user_id: UUID) -> list[Team]:
    """Return every team a user is an active member of, by association name."""
    columns = ("association__name", "role", "also_safeguarding", "antenna_id")
    members = TeamMember.objects.filter(user_id=user_id, active=True).select_related("association").only(*columns)
    return [
        Team(
            member.association_id,
            member.roles,
            frozenset({member.antenna_id} if member.antenna_id else ()),
            member.association.name,
            member.id,
        )
        for member in members.order_by("association__name", "id")
    ]


def team_of(*, user_id: UUID, association_id: str | None = None) -> Team | None:
    """Return the team of a user, the one chosen in the session if they are of several, or None."""
    return chosen(teams=teams_of(user_id=user_id), association_id=association_id)


def chosen(*, teams: Sequence[Team], association_id: str | None) -> Team | None:
    """Return the team of this association among somebody's teams, else the first, or None when they are of none."""
    return next((team for team in teams if str(team.association_id) == association_id), teams[0] if teams else None)


def team_members(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> models.QuerySet[TeamMember]:
    """Return the active members of an association's team, by name; with antennas: theirs and those of the whole association."""
    members = TeamMember.objects.filter(association_id=association_id, active=True).select_related("antenna")
    if antenna_ids:
        members = members.filter(Q(antenna_id__in=antenna_ids) | Q(antenna=None))
    return members.order_by("display_name", "id")


def member(*, member_id: UUID) -> TeamMember | None:
    """Return an active member of a team by the id of their place in it, or None."""
    return TeamMember.objects.select_related("user").filter(pk=member_id, active=True).first()


def members_with_a_role(*, roles: Iterable[str]) -> list[TeamMember]:
    """Return the active members of every team whose main role is one of these."""
    return list(TeamMember.objects.filter(active=True, role__in=list(roles)).order_by("id"))


def places_in_team(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> models.QuerySet[TeamMember]:
    """Return the places of a team that are held or wait for an answer, by name; with antennas: as `team_members`."""
    places = TeamMember.objects.filter(Q(active=True) | Q(left_at=None), association_id=association_id)
    if antenna_ids:
        places = places.filter(Q(antenna_id__in=antenna_ids) | Q(antenna=None))
    return places.select_related("antenna", "association", "user").order_by("display_name", "id")


def place_of(*, user_id: UUID, association_id: UUID) -> TeamMember | None:
    """Return somebody's active place in a team, or None."""
    places = TeamMember.objects.filter(user_id=user_id, association_id=association_id, active=True)
    return places.select_related("association", "user").first()


def places_waiting(*, user_id: UUID) -> list[TeamMember]:
    """Return the places that wait for somebody to say yes or no, by association."""
    waiting = TeamMember.objects.filter(user_id=user_id, active=False, left_at=None)
    return list(waiting.select_related("association", "antenna").order_by("association__name", "id"))


def place_state(*, member: TeamMember) -> str:
    """Return "here", "invited" (the account was never opened) or "waits" (for its person to say yes)."""
    if not member.active:
        return "waits"
    return "here" if accounts.has_been_opened(user=member.user) else "invited"


def administrators_of(*, association_id: UUID) -> models.QuerySet[TeamMember]:
    """Return the administrators of an association, by name."""
    return team_members(association_id=association_id).filter(role=Role.ASSOCIATION_ADMIN)


@dataclass(frozen=True)
class AntennaTree:
    """Who works where: names for the whole association, each open antenna with the names of its people, and those that closed."""

    whole: tuple[str, ...]
    antennas: tuple[tuple[Antenna, tuple[str, ...]], ...]
    closed: tuple[Antenna, ...]


def antenna_tree(*, association_id: UUID) -> AntennaTree:
    """Return the tree of an association. Two SQL queries."""
    people: dict[UUID | None, list[str]] = {}
    for antenna_id, name in team_members(association_id=association_id).values_list("antenna_id", "display_name"):
        people.setdefault(antenna_id, []).append(name)
    every = Antenna.objects.filter(association_id=association_id).select_related("closed_into")
    antennas = ((one, tuple(people.get(one.id, ()))) for one in every if one.closed_on is None)
    return AntennaTree(tuple(people.get(None, ())), tuple(antennas), tuple(one for one in every if one.closed_on))


@dataclass(frozen=True)
class AntennaHoldings:
    """What a branch holds in this room: names of its team, titles of its programmes, how many of their intakes are not over."""

    people: tuple[str, ...]
    programmes: tuple[str, ...]
    intakes: int


def held_by_antenna(*, antenna: Antenna, on: date) -> AntennaHoldings:
    """Return what a branch holds: places in the team that are held or wait, every programme, intakes that have not started."""
    team = TeamMember.objects.filter(antenna=antenna, left_at=None).order_by("display_name", "id")
    titles = antenna.programmes.order_by("title", "id").values_list("title", flat=True)
    intakes = Intake.objects.filter(programme__antenna=antenna, starts_on__gt=on).count()
    return AntennaHoldings(tuple(team.values_list("display_name", flat=True)), tuple(titles), intakes)


def contact_of_member(*, recipient_id: UUID) -> Contact | None:
    """Return how to reach a member of a team, by the id of their place in it; None once they left or without an address."""
    member = TeamMember.objects.select_related("user").filter(pk=recipient_id, active=True).first()
    if member is None or not member.user.email:
        return None
    return Contact(member.user.email, member.display_name.partition(" ")[0], member.user.language)


def filters_of(*, member_id: UUID, of_list: str) -> models.QuerySet[SavedFilter]:
    """Return the filters that somebody keeps for a list of the desk, by name."""
    return SavedFilter.objects.filter(member_id=member_id, list=of_list).order_by("name", "id")


def feed_of(*, member_id: UUID) -> CalendarFeed | None:
    """Return somebody's own calendar address (not its key, which nobody has but them), or None."""
    return CalendarFeed.objects.filter(member_id=member_id).first()


def safeguarding_members(*, association_id: UUID) -> models.QuerySet[TeamMember]:
    """Return the named safeguarding referents of an association, by name."""
    return team_members(association_id=association_id).filter(Q(role=Role.SAFEGUARDING) | Q(also_safeguarding=True))


def associations() -> models.QuerySet[Association]:
    """Return every association, by name."""
    return Association.objects.order_by("name", "id")


def association(*, association_id: UUID) -> Association | None:
    """Return an association with its back-up, or None."""
    return Association.objects.select_related("safeguarding_backup").filter(pk=association_id).first()


def programme(*, programme_id: UUID) -> Programme | None:
    """Return a programme with its association and the six texts of its quality sheet, whatever its status, or None."""
    found = Programme.objects.select_related("association", "antenna").prefetch_related("quality_steps")
    return found.filter(pk=programme_id).first()


def quality_targets(*, programme_id: UUID) -> dict[str, int]:
    """Return the targets a programme set for itself, by indicator; the others are the usual ones."""
    return dict(QualityTarget.objects.filter(programme_id=programme_id).values_list("indicator", "value"))


def programmes_of(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> models.QuerySet[Programme]:
    """Return the programmes of an association (of these antennas, if any), by title."""
    mine = Programme.objects.filter(association_id=association_id)
    if antenna_ids:
        mine = mine.filter(antenna_id__in=antenna_ids)
    return mine.select_related("antenna").order_by("title", "id")


def catalogue(*, on: date) -> list[Card]:
    """Return every programme that employees may read about, by title, with its places on this day. Two SQL queries."""
    openings = openings_by_programme(on=on)
    return [_card(programme, openings.get(programme.id)) for programme in open_programmes()]


def open_programmes() -> Sequence[Programme]:
    """Return the programmes that employees may read about, by title, with their associations: the same rows, to be read only, until
    the catalogue's version changes. One SQL query.
    """
    version = catalogue_version()
    if version is not None and (kept := _kept.get(version)):
        return kept
    found = Programme.objects.filter(status=ProgrammeStatus.OPEN).select_related("association").order_by("title", "id")
    listed = tuple(found)
    if version is not None:
        _kept.clear()
        _kept[version] = listed
    return listed


def card(*, programme_id: UUID, on: date) -> Card | None:
    """Return one programme that employees may read about, with its quality steps and its places on this day, or None."""
    found = programme(programme_id=programme_id)
    if found is None or found.status != ProgrammeStatus.OPEN:
        return None
    return _card(found, openings_by_programme(on=on, programme_ids=[programme_id]).get(programme_id))


def openings_by_programme(*, on: date, programme_ids: Iterable[UUID] | None = None) -> dict[UUID, Openings]:
    """Return, for each programme with an intake open on this day, its places left and offered and its next start. One SQL query."""
    intakes = Intake.objects.filter(opens_on__lte=on, closes_on__gte=on)
    if programme_ids is not None:
        intakes = intakes.filter(programme_id__in=list(programme_ids))
    rows = (
        intakes.order_by("programme_id")
        .values("programme_id")
        .annotate(
            left=models.Sum(F("places_offered") - F("places_taken")),
            offered=models.Sum("places_offered"),
            starts_on=models.Min("starts_on"),
        )
    )
    return {row["programme_id"]: Openings(row["left"], row["offered"], row["starts_on"]) for row in rows}


def open_intake(*, programme_id: UUID, on: date) -> Intake | None:
    """Return the intake that a new application joins on this day: the next to start with a place left, or the next at all."""
    intakes = Intake.objects.filter(programme_id=programme_id, opens_on__lte=on, closes_on__gte=on).order_by("starts_on", "id")
    return next((intake for intake in intakes if intake.places_left), intakes.first())


def intakes(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> models.QuerySet[Intake]:
    """Return the intakes of an association (of these antennas, if any), the next to start last."""
    mine = Intake.objects.filter(programme__association_id=association_id)
    if antenna_ids:
        mine = mine.filter(programme__antenna_id__in=antenna_ids)
    return mine.select_related("programme").order_by("-starts_on", "programme__title", "id")


def campaigns() -> models.QuerySet[Campaign]:
    """Return every campaign, the latest first."""
    return Campaign.objects.order_by("-opens_on", "id")


def campaign(*, reference: str) -> Campaign | None:
    """Return a campaign by its reference, or None."""
    return Campaign.objects.filter(reference=reference).first()


def campaign_counts(*, start: date, end: date) -> dict[UUID, tuple[int, int]]:
    """Return, by campaign, how often its page was opened and its call followed from the first day to the last. One SQL query."""
    days = CampaignDay.objects.filter(on__range=(start, end)).order_by().values("campaign_id")
    rows = days.annotate(seen_then=models.Sum("seen"), called_then=models.Sum("called"))
    return {row["campaign_id"]: (row["seen_then"], row["called_then"]) for row in rows}


def offer(*, start: date, end: date) -> Offer:
    """Return what the intakes open at some time from `start` to `end` offered: counts of things, no person. One SQL query."""
    rows = Intake.objects.filter(opens_on__lte=end, closes_on__gte=start).order_by()
    listed = rows.values_list("programme_id", "programme__association_id", "programme__departements", "places_offered")
    found = list(listed)
    places = {departement for _, _, departements, _ in found for departement in departements}
    offered: Counter[UUID] = Counter()
    for programme, _, _, number in found:
        offered[programme] += number
    return Offer(
        len({row[1] for row in found}),
        len({row[0] for row in found}),
        sum(row[3] for row in found),
        len(places),
        tuple(sorted(places)),
        tuple(sorted(offered.items())),
    )


def titles() -> dict[UUID, str]:
    """Return what every programme is called: its title, with its association where two share one. One SQL query."""
    rows = list(Programme.objects.order_by("id").values_list("id", "title", "association__name"))
    times = Counter(title for _, title, _ in rows)
    return {pk: title if times[title] == 1 else f"{title} ({association})"[:160] for pk, title, association in rows}


def campaign_arrivals(*, start: date, end: date) -> list[tuple[UUID, UUID]]:
    """Return campaign and user of each first arrival from the first day to the last (for figures alone). One SQL query."""
    return list(CampaignArrival.objects.filter(on__range=(start, end)).values_list("campaign_id", "user_id"))


def outlook(*, on: date) -> Outlook:
    """Return what the intakes still to come offer from this day on: those that close on it or later. One SQL query."""
    total = Intake.objects.filter(closes_on__gte=on).aggregate(
        offered=models.Sum("places_offered", default=0),
        taken=models.Sum("places_taken", default=0),
        programmes=models.Count("programme", distinct=True),
    )
    return Outlook(total["offered"] - total["taken"], total["offered"], total["programmes"])


def catalogue_version() -> str | None:
    """Return a text that changes with the open programmes (places apart), or None before the first change."""
    listed = Programme.objects.filter(status=ProgrammeStatus.OPEN).order_by().values("status")
    counted = models.Subquery(listed.annotate(count=models.Count("id")).values("count"))
    row = CatalogueVersion.objects.annotate(programmes=counted).values_list("token", "programmes").first()
    return f"{row[0]}:{row[1]}" if row else None


def _card(found: Programme, open_now: Openings | None) -> Card:
    if open_now is None:
        return Card(found, found.association.name, 0, 0, None)
    return Card(found, found.association.name, open_now.left, open_now.offered, open_now.starts_on)


def catalogue_rows(*, on: date) -> list[dict[str, Any]]:
    """Return every programme as a flat row of a catalogue file (`rules.files.write`), with its next intake open on this day."""
    upcoming = Intake.objects.filter(closes_on__gte=on).order_by("-starts_on", "-id")
    next_intake = {intake.programme_id: intake for intake in upcoming}
    listed = Programme.objects.select_related("association").prefetch_related("quality_steps").order_by("association__code", "code")
    return [_file_row(one, next_intake.get(one.id)) for one in listed]


def _file_row(programme: Programme, intake: Intake | None) -> dict[str, Any]:
    """Return a programme as a flat row in API Engagement's field names."""
    flat = {field.name: getattr(programme, field.key) for field in exchange.PROGRAMME}
    flat["remote"] = next(name for name, mode in exchange.REMOTE.items() if mode == programme.mode)
    flat |= {field.name: getattr(programme.association, field.key) for field in exchange.ASSOCIATION}
    flat |= {f"binome.step{step.step}": step.text for step in programme.quality_steps.all()}
    if intake:
        values = {field.name: getattr(intake, field.key) for field in exchange.INTAKE}
        flat |= {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
    with translation.override("fr"):
        flat["softSkills"] = [str(Skill(code).label) for code in programme.skills]
        flat["schedule"] = ", ".join(str(Slot(code).label) for code in programme.slots)
    return flat | {"openToMinors": "no", "activity": exchange.ACTIVITY}
