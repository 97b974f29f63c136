"""What a step would do, before it is confirmed; how long a waiting list is."""

from dataclasses import dataclass
from datetime import date, datetime

from portal.accounts.actors import Actor
from portal.core.clock import local_day
from portal.core.transitions import Step
from portal.engagement.enums import WITH_PLACE, ApplicationState
from portal.engagement.models import Application
from portal.engagement.reach import within_reach
from portal.engagement.rules import deadline_of, missing
from portal.engagement.states import APPLICATION, TO_TEAM
from portal.programmes import queries as programmes

from .gates import gate_statuses
from .training import dates_held_by

PROOFS = frozenset({"clear", "renew"})
"""Steps that prove every gate."""


@dataclass(frozen=True)
class Effects:
    """What a step would do. `place`: "taken", "given_back" or none; `missing`: kinds of gates that stand in the way; `dates`: how
    many places at dates of training would be free again.
    """

    step: Step
    refusal: str | None
    tells_volunteer: bool
    tells_team: bool
    place: str
    deadline_on: date | None
    missing: tuple[str, ...]
    dates: int = 0


def preview_step(*, application: Application, step: str, by: Actor, at: datetime) -> Effects:
    """Say what a step would do at a moment and whether it would be refused; nothing changes. Raises KeyError: an unknown step."""
    on = local_day(at)
    left = missing(gate_statuses(application=application, on=on)) if step in PROOFS else []
    facts = {"within_reach": within_reach(application, by), "missing": left, "handed_over": True}
    preview = APPLICATION.preview(application, step, by=by, **facts)
    holds, held = preview.to_state in WITH_PLACE, application.state in WITH_PLACE
    full = _no_place(application, on) if holds and not held else None
    return Effects(
        step=preview.step,
        refusal=preview.refusal or full,
        tells_volunteer=any(kind not in TO_TEAM for kind in preview.mails),
        tells_team=any(kind in TO_TEAM for kind in preview.mails),
        place="" if holds == held else ("taken" if holds else "given_back"),
        deadline_on=deadline_of(preview.to_state, on),
        missing=tuple(left),
        dates=dates_held_by(application=application, at=at).count() if held and not holds else 0,
    )


def _no_place(application: Application, on: date) -> str | None:
    intake = programmes.open_intake(programme_id=application.programme_id, on=on) or application.intake
    if intake is None:
        return "no_open_intake"
    return None if intake.places_left else "no_place_left"


def open_steps(*, application: Application, by: Actor, on: date) -> list[Step]:
    """Return the steps this actor may make now; clearing is listed only once every gate is met on the day, clearing again only once
    the clearance has ended.
    """
    found = APPLICATION.open_steps(application, by=by, within_reach=within_reach(application, by), missing=[], handed_over=True)
    proofs = {step.name for step in found} & PROOFS
    needless = "renew" in proofs and application.clearance.valid_until >= on
    if proofs and (needless or missing(gate_statuses(application=application, on=on))):
        found = [step for step in found if step.name not in PROOFS]
    return found


def waiting_position(*, application: Application) -> int:
    """Return the place of an application on its programme's waiting list, from 1."""
    ahead = Application.objects.filter(programme_id=application.programme_id, state=ApplicationState.WAITING_LIST)
    return ahead.filter(state_since__lt=application.state_since).count() + 1
