"""What an association sees: people who handed their profile over to it, and only what they handed over."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, F, Min

from portal.engagement.enums import ApplicationState, SharedField
from portal.engagement.models import Application, ApplicationQuerySet, ProfileHandover
from portal.engagement.rules import GateStatus
from portal.routing import queries as routing

from .applications import handover_in_force
from .gates import gate_statuses_of_many


@dataclass(frozen=True)
class CandidateRow:
    """One line of the inbox: a name, a programme, where it stands, what is due when, and the gates at the day."""

    application: Application
    name: str
    gates: list[GateStatus]

    @property
    def gates_met(self) -> int:
        """How many gates are met."""
        return sum(gate.met for gate in self.gates)


@dataclass(frozen=True)
class Waiting:
    """How many candidates stand in a state, and the nearest deadline among them, if any has one."""

    number: int
    answer_before: date | None


@dataclass(frozen=True)
class SharedProfile:
    """What was handed over, by field; a field that was not is absent."""

    handover: ProfileHandover
    values: dict[str, str | list[str]]


def candidates(
    *,
    association_id: UUID,
    antenna_ids: frozenset[UUID] = frozenset(),
    states: Iterable[str] = (),
    programme_id: UUID | None = None,
) -> ApplicationQuerySet:
    """Return the applications handed over to an association (and in these antennas, if any), the most urgent first.

    Before a hand-over and after its revocation an application is not there. Ordered by deadline, those without one last.
    """
    rows = Application.objects.within_reach(association_id, antenna_ids).select_related("volunteer", "programme", "intake")
    if wanted := list(states):
        rows = rows.filter(state__in=wanted)
    if programme_id:
        rows = rows.filter(programme_id=programme_id)
    return rows.order_by(F("deadline_on").asc(nulls_last=True), "submitted_at", "id")


def candidate(*, association_id: UUID, application_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> Application | None:
    """Return one application within an association's reach, or None: a foreign one does not exist for it."""
    return candidates(association_id=association_id, antenna_ids=antenna_ids).filter(pk=application_id).first()


def candidate_counts(
    *, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset(), programme_id: UUID | None = None
) -> dict[str, int]:
    """Return how many candidates stand in each state, of one programme if it is given."""
    rows = candidates(association_id=association_id, antenna_ids=antenna_ids, programme_id=programme_id).order_by("state")
    return {row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("id"))}


def candidates_waiting(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> dict[str, Waiting]:
    """Return how many candidates stand in each state, and the nearest deadline among them. One SQL query."""
    rows = candidates(association_id=association_id, antenna_ids=antenna_ids).order_by("state")
    counted = rows.values_list("state").annotate(Count("id"), Min("deadline_on"))
    return {state: Waiting(number, first) for state, number, first in counted}


def candidate_rows(*, applications: Iterable[Application], on: date) -> list[CandidateRow]:
    """Return the lines of an inbox for these applications, gates computed at the day, in a constant number of SQL queries."""
    listed = list(applications)
    gates = gate_statuses_of_many(applications=listed, on=on)
    return [CandidateRow(row, f"{row.volunteer.given_name} {row.volunteer.family_name}", gates[row.id]) for row in listed]


def candidate_names(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> list[tuple[UUID, tuple[str, ...]]]:
    """Return the id and names of everybody who handed an application over to an association (and in these antennas), the latest
    first. One SQL query.
    """
    rows = Application.objects.within_reach(association_id, antenna_ids).order_by("-submitted_at", "id")
    return [(key, tuple(names)) for key, *names in rows.values_list("id", "volunteer__given_name", "volunteer__family_name")]


def ready_applications(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> ApplicationQuerySet:
    """Return the applications that are cleared and wait for a pair, the longest waiting first."""
    rows = candidates(association_id=association_id, antenna_ids=antenna_ids, states=[ApplicationState.READY])
    return rows.select_related("volunteer", "programme", "clearance").order_by("state_since", "id")


def shared_profile(*, application: Application) -> SharedProfile | None:
    """Return what the person handed over for an application, field by field, as it is now; None when nothing is in force."""
    handover = handover_in_force(application_id=application.id)
    if handover is None:
        return None
    volunteer, fields = application.volunteer, set(handover.fields)
    known: dict[str, str | list[str]] = {
        SharedField.GIVEN_NAME: volunteer.given_name,
        SharedField.FAMILY_NAME: volunteer.family_name,
        SharedField.PERSONAL_EMAIL: volunteer.personal_email,
        SharedField.PERSONAL_PHONE: volunteer.personal_phone,
    }
    if volunteer.user_id and fields - known.keys() and (profile := routing.profile_of(user_id=volunteer.user_id)):
        known |= {
            SharedField.CAUSES: profile.causes,
            SharedField.SKILLS: profile.skills,
            SharedField.SLOTS: profile.slots,
            SharedField.TERRITORY: profile.departements,
            SharedField.LANGUAGES: profile.languages,
        }
    return SharedProfile(handover, {str(key): value for key, value in known.items() if key in fields and value})
