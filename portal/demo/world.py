"""Builds the demo: 24 months of a company and twelve associations, told by calling the operations that people would call."""

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from django.db import transaction

from cms.lessons import install_lessons
from cms.starter import install_starter_content
from integrations.messaging import operations as messaging
from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core import clock
from portal.core.months import add_months
from portal.engagement import operations as engagement
from portal.journeys.workforce import pass_day
from portal.mentorship import operations as mentorship
from portal.metrics import operations as metrics
from portal.metrics.enums import CostKind
from portal.metrics.periods import Quarter, quarter_of
from portal.people import queries as people
from portal.programmes import operations as programmes
from portal.programmes.rules import files
from portal.skills import operations as skills

from . import associations, casting, desk_life, last_days, personas
from .allocation import plan_allocation
from .calendar import moment
from .idp.registration import SLUG, register
from .models import World
from .papers import renew_papers
from .path import Path as Way
from .skills import answer_some as people_answer
from .stage import Stage
from .workforce import bring_in, give_time, note_a_long_leave
from .workforce_file import DEMO_END, DEMO_START

CATALOGUE = Path(__file__).parent / "data" / "catalogue.json"
TEAMS_THAT_SIGN_IN = 3
"""The third has the programmes of child protection: individual agreements, and their yearly review."""
LIVES_ON_MONTHS = 6
COSTS = {CostKind.AGREEMENTS: 18_000, CostKind.STAFF: 9_500, CostKind.CAMPAIGNS: 2_400, CostKind.TOOLS: 1_200}
"""Invented: what the demo's company puts in, a quarter."""
Progress = Callable[[date], object]


@dataclass(frozen=True)
class Recipe:
    """What a world is made from. `people` takes the first so many of the staff list only (tests).

    A world of all its months may live on `until` a later day, six months at most, so that whoever opens it finds people in the
    middle of what they do and not everybody a month late.
    """

    seed: int = 7
    months: int = 24
    people: int | None = None
    until: date | None = None

    @property
    def start(self) -> date:
        """The first day."""
        return DEMO_START

    @property
    def end(self) -> date:
        """The last day."""
        told = min(DEMO_END, add_months(DEMO_START, self.months) - timedelta(days=1))
        if self.until is None or told < DEMO_END:
            return told
        return max(told, min(self.until, add_months(DEMO_END, LIVES_ON_MONTHS)))


@transaction.atomic
def build(recipe: Recipe, *, progress: Progress) -> World:
    """Build a world in an empty database: whole, or not at all when it is interrupted."""
    began = time.perf_counter()
    stage = Stage(seed=recipe.seed, start=recipe.start, end=recipe.end)
    employees = bring_in(stage, limit=recipe.people)
    give_time(stage)
    rows = files.read(CATALOGUE.read_text(encoding="utf-8"), suffix=".json")
    programmes.import_catalogue(rows=rows, by=SYSTEM, at=stage.opening)
    register(legal_entities=[row.code for row in people.legal_entities()], by=SYSTEM, at=stage.opening)
    holders = casting.company_roles(stage, employees, provider=SLUG)
    associations.set_up(stage, with_password=TEAMS_THAT_SIGN_IN)
    desk_life.furnish(stage)
    associations.plan_the_years(stage)
    for employee in employees:
        if employee in holders.values():
            continue
        Way(stage, employee, stage.dice("path", employee.external_id), SLUG).plan_first_look()
    _plan_what_the_portal_does(stage)
    last_days.plan_the_last_days(stage)
    stage.calendar.live(stage.closing, progress)
    install_starter_content(at=stage.closing, with_invented_quotes=True)
    stage.counts["lessons"] = install_lessons(lessons=associations.lessons(stage), at=stage.closing)
    messaging.write_off(before=stage.closing, by=SYSTEM, at=stage.closing)
    seconds = round(time.perf_counter() - began, 1)
    return World.objects.create(
        seed=recipe.seed,
        months=recipe.months,
        until=stage.end,
        seconds=seconds,
        counts=json.loads(json.dumps(stage.counts, sort_keys=True)),
        cast=personas.chosen_now(),
        built_at=clock.now(),
    )


def _plan_what_the_portal_does(stage: Stage) -> None:
    """Plan the weekly round, the allocation of the last campaign, and a release after each quarter that is over."""
    day = stage.start + timedelta(days=7 - stage.start.weekday())
    while day <= stage.end:
        stage.calendar.plan(moment(day, stage.dice("round", str(day)), hours=(5, 5)), "round", lambda at: weekly_round(stage, at))
        day += timedelta(days=7)
    plan_allocation(stage)
    leave = stage.end - timedelta(days=6)
    stage.calendar.plan(moment(leave, stage.dice("leave"), hours=(6, 7)), "leave", lambda at: note_a_long_leave(stage, at))
    quarter = quarter_of(stage.start)
    while quarter.end + timedelta(days=1) < stage.end:
        _plan_release(stage, quarter)
        quarter = quarter.next


def _plan_release(stage: Stage, quarter: Quarter) -> None:
    publisher = Actor(stage.csr.id, frozenset({str(Role.CSR)}))
    day = min(quarter.end + timedelta(days=12), stage.end)

    def publish(at: datetime) -> None:
        for kind, euros in COSTS.items():
            metrics.set_cost(period=quarter, kind=kind, euros=euros, by=publisher, at=at)
        metrics.publish_release(period=quarter, by=publisher, at=at)
        stage.count("releases")

    stage.calendar.plan(moment(day, stage.dice("release", str(quarter))), "release", publish)


def weekly_round(stage: Stage, at: datetime) -> None:
    """What `run_scheduled` does each day, once a week here; people who were asked about their skills answer beside it."""
    pass_day(on=clock.local_day(at), by=SYSTEM, at=at)
    engagement.expire_overdue(by=SYSTEM, at=at)
    engagement.remind(by=SYSTEM, at=at)
    engagement.remind_of_gates(by=SYSTEM, at=at)
    mentorship.escalate_overdue(by=SYSTEM, at=at)
    mentorship.ask_check_ins(by=SYSTEM, at=at)
    mentorship.remind_of_check_ins(by=SYSTEM, at=at)
    mentorship.escalate_help(by=SYSTEM, at=at)
    people_answer(stage, at)
    skills.ask_waves(by=SYSTEM, at=at)
    skills.remind(by=SYSTEM, at=at)
    mentorship.remind_of_referrals(by=SYSTEM, at=at)
    if at.isocalendar().week % 2:
        renew_papers(stage, at)
        mentorship.ask_mid_terms(by=SYSTEM, at=at)
        mentorship.remind_of_mid_terms(by=SYSTEM, at=at)
        mentorship.remind_of_agreements(by=SYSTEM, at=at)
