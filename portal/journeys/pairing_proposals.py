"""Who could accompany whom: mentors that are ready, young people who wait, as a proposal. A professional reads it and decides."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.accounts.actors import Actor
from portal.engagement import queries as engagement
from portal.engagement.models import Application
from portal.mentorship import queries as mentorship
from portal.mentorship.models import Mentee
from portal.programmes.enums import Mode
from portal.programmes.models import Programme

MOST_WAIT_POINTS = 30
NEAR_POINTS, AGE_POINTS, READY_POINTS = 40, 20, 10


@dataclass(frozen=True)
class Because:
    """One reason for a pair: its code, its points, in words."""

    code: str
    points: int
    sentence: str


@dataclass(frozen=True)
class Possible:
    """A mentor for a young person: the application, the points and the reasons they sum from."""

    application: Application
    points: int
    reasons: tuple[Because, ...]


@dataclass(frozen=True)
class PairProposal:
    """A young person, the mentor whom the best whole gives them (None: no one is left or fits), and the best three open to them."""

    mentee: Mentee
    proposed: Possible | None
    alternatives: tuple[Possible, ...]


def pair_proposals(*, actor: Actor, on: date, programme_id: UUID | None = None) -> list[PairProposal]:
    """Return a proposal for each young person of the actor's who is in no pair: as many pairs as can be, the best of those.

    Reads what was handed over and what the association noted, nothing else. Three SQL queries and the young people's gates.
    """
    from portal.routing.allocation.pairing import paired  # noqa: PLC0415  scipy loads with the first pairing, not at start-up

    if actor.association_id is None:
        return []
    ready = engagement.ready_applications(association_id=actor.association_id, antenna_ids=actor.antenna_ids)
    mentors = [one for one in ready if programme_id is None or one.programme_id == programme_id]
    mentees = list(mentorship.mentees_without_pair(actor=actor))
    table = [[_possible(mentee, mentor, on) for mentor in mentors] for mentee in mentees]
    choices = paired([[cell.points if cell else None for cell in row] for row in table])
    return [
        PairProposal(
            mentee=mentees[choice.row],
            proposed=None if choice.column is None else table[choice.row][choice.column],
            alternatives=tuple(cell for column in choice.alternatives if (cell := table[choice.row][column])),
        )
        for choice in choices
    ]


def _possible(mentee: Mentee, application: Application, on: date) -> Possible | None:
    """Weigh one pair; None where the programme is not for this age, or meets elsewhere."""
    programme = application.programme
    if not _of_age(mentee, programme) or not _reachable(mentee, programme):
        return None
    waited = max(0, (on - application.state_since.date()).days)
    near = bool(mentee.departement) and programme.mode != Mode.REMOTE
    whole = _band(mentee)[0] >= programme.age_min and _band(mentee)[1] <= programme.age_max
    reasons = (
        Because("near", NEAR_POINTS * near, _("Le programme se vit dans son département")),
        Because("age", AGE_POINTS * whole, _("Le programme est fait pour son âge")),
        Because(
            "waited",
            min(MOST_WAIT_POINTS, waited),
            ngettext("Prêt ou prête depuis %(n)s jour", "Prêt ou prête depuis %(n)s jours", waited) % {"n": waited},
        ),
        Because("agreements", READY_POINTS * (not mentorship.missing_gates(mentee=mentee)), _("Les accords sont réunis")),
    )
    kept = tuple(sorted((one for one in reasons if one.points), key=lambda one: -one.points))
    return Possible(application, sum(one.points for one in kept), kept)


def _band(mentee: Mentee) -> tuple[int, int]:
    low, _dash, high = mentee.age_band.partition("-")
    return int(low), int(high)


def _of_age(mentee: Mentee, programme: Programme) -> bool:
    low, high = _band(mentee)
    return programme.age_min <= high and programme.age_max >= low


def _reachable(mentee: Mentee, programme: Programme) -> bool:
    return programme.mode == Mode.REMOTE or not mentee.departement or mentee.departement in programme.departements
