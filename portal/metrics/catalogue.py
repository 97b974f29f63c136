"""The catalogue of figures (R1): metric × at most one dimension × closed quarter, as data with a version.

Each definition says which persons are behind each of its cells: a frame with `person` and `key` (and `minutes` where hours are
summed). A change of meaning is a new version.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from unicodedata import combining, normalize

import pandas as pd

from . import outcomes
from .enums import (
    ACTIONS,
    ACTIVE,
    ANSWERS,
    BASES,
    COSTS,
    DURATION,
    FUNNEL,
    HOURS,
    OFFER,
    OPENED,
    PARTICIPATION,
    PROGRAMME_HOURS,
    PROGRAMME_PAIRS,
    PROGRAMME_PLACES,
    SATISFACTION,
    SKILLS,
    TALLIES,
    TRAINING,
    YEAR_HOURS,
    YEAR_PAIRED,
    YEAR_SIGNED_IN,
    ActionKind,
    Band,
    CostKind,
    Duration,
    Measure,
    Nature,
    OfferKind,
    Step,
)
from .facts import Facts
from .periods import Period, Year

MONTHS = {Step.ACTIVE_3: 3, Step.ACTIVE_6: 6, Step.ACTIVE_12: 12}


@dataclass(frozen=True)
class Definition:
    """A figure: `keys` are its cells in order with their labels, `has_total` adds one for all; `population` makes it a share.

    `tallies` are cells that count pages opened and no person: they stand first, and no set is behind them. `asked` is who could
    have answered, where answers are averaged. `tier`: which figures come first where not all can be shown. `bands`: a share
    that may leave as a band (R4). `together`: all of its cells or none (R4).
    """

    code: str
    measure: Measure
    nature: Nature
    behind: Callable[[Facts], pd.DataFrame]
    keys: Callable[[Facts], list[tuple[str, str]]]
    has_total: bool = False
    population: Callable[[Facts], pd.DataFrame] | None = None
    tallies: Callable[[Facts], list[tuple[str, int]]] = lambda _: []
    asked: Callable[[Facts], pd.DataFrame] | None = None
    tier: int = 0
    bands: bool = False
    together: bool = False


def participants(facts: Facts) -> pd.DataFrame:
    """Employed on the last day, with an application under way or a pair open at some time in the quarter."""
    start = pd.Timestamp(facts.quarter.start)
    applications = facts.applications[~(facts.applications["over"] < start)]
    pairs = facts.pairs[~(facts.pairs["closed"] < start)]
    under_way = pd.concat([applications["person"], pairs["person"]])
    everyone = eligible(facts)
    return everyone.loc[everyone["person"].isin(under_way)]


def eligible(facts: Facts) -> pd.DataFrame:
    """Employed on the last day, by site group."""
    return facts.members.rename(columns={"site_group": "key"})[["person", "key"]]


def employed(facts: Facts) -> pd.DataFrame:
    """Employed on the last day, by legal entity: a count beside a headcount is a share of it (R4)."""
    return facts.members.rename(columns={"entity": "key"})[["person", "key"]]


def funnel(facts: Facts) -> pd.DataFrame:
    """Who made each step in the quarter; a step is counted in the quarter it happens, once a person."""
    steps = [facts.signed_in.assign(key=str(Step.SIGNED_IN)), _steps(facts.applications, facts.pairs, facts.quarter)]
    return pd.concat(steps, ignore_index=True)[["person", "key"]].drop_duplicates()


def funnel_of(reference: str) -> Callable[[Facts], pd.DataFrame]:
    """Return the same for those who came by a campaign's link, and the applications that carry its reference."""

    def behind(facts: Facts) -> pd.DataFrame:
        arrivals, applications, pairs = (
            frame[frame["campaign"] == reference] for frame in (facts.arrivals, facts.applications, facts.pairs)
        )
        signed_in = arrivals[["person"]].assign(key=str(Step.SIGNED_IN))
        steps = [signed_in, _steps(applications, pairs, facts.quarter)]
        return pd.concat(steps, ignore_index=True)[["person", "key"]].drop_duplicates()

    return behind


def pairs_active(facts: Facts) -> pd.DataFrame:
    """Employees with a pair open on the last day, by legal entity. Mentors who left the company are the association's: the few of
    them would stand between the total and its parts, and one of these could not be shown.
    """
    everyone = employed(facts)
    return everyone.loc[everyone["person"].isin(facts.pairs.loc[facts.pairs["closed"].isna(), "person"])]


def pairs_opened(facts: Facts) -> pd.DataFrame:
    """Mentors who met their young person in the quarter."""
    return facts.pairs.loc[_within(facts.pairs["introduced"], facts.quarter), ["person"]].drop_duplicates().assign(key="")


def hours(facts: Facts) -> pd.DataFrame:
    """Minutes of the sessions held in the quarter, a person and a time basis a row."""
    summed: pd.Series[int] = facts.hours.groupby(["person", "basis"])["minutes"].sum()
    return summed.rename_axis(["person", "key"]).reset_index()


def definitions(facts: Facts) -> list[Definition]:
    """Return the figures of a quarter: those of every quarter, and a funnel for each campaign that ran in it."""
    campaigns = [
        Definition(
            f"{FUNNEL}.{reference}", Measure.COUNT, Nature.FLOW, funnel_of(reference), _step_keys, tallies=_views_of(reference)
        )
        for reference in sorted(facts.campaigns)
    ]
    return [
        Definition(
            PARTICIPATION, Measure.SHARE, Nature.STOCK, participants, _site_groups, has_total=True, population=eligible, bands=True
        ),
        Definition(FUNNEL, Measure.COUNT, Nature.FLOW, funnel, _step_keys),
        *campaigns,
        Definition(ACTIVE, Measure.COUNT, Nature.STOCK, pairs_active, _entities, has_total=True, population=employed),
        Definition(OPENED, Measure.COUNT, Nature.FLOW, pairs_opened, lambda _: [], has_total=True),
        Definition(HOURS, Measure.HOURS, Nature.FLOW, hours, lambda _: [(basis, "") for basis in BASES]),
        *_outcomes(facts),
        Definition(PROGRAMME_PAIRS, Measure.COUNT, Nature.STOCK, programme_pairs, _programmes_with_pairs, tier=2),
        Definition(PROGRAMME_HOURS, Measure.HOURS, Nature.FLOW, programme_hours, _programmes_with_hours, tier=2),
        *_things(),
    ]


def definitions_of(facts: Facts) -> list[Definition]:
    """Return the figures of a period: of a year, those of a small company."""
    return small_definitions() if isinstance(facts.quarter, Year) else definitions(facts)


def small_definitions() -> list[Definition]:
    """Return what a small company publishes: three totals of a closed year without any dimension, and what counts no person."""
    return [
        Definition(YEAR_SIGNED_IN, Measure.COUNT, Nature.FLOW, signed_in, _none, has_total=True),
        Definition(YEAR_PAIRED, Measure.COUNT, Nature.FLOW, pairs_opened, _none, has_total=True),
        Definition(YEAR_HOURS, Measure.HOURS, Nature.FLOW, all_hours, _none, has_total=True),
        *_things(),
    ]


def programme_pairs(facts: Facts) -> pd.DataFrame:
    """Mentors with a pair open on the last day, by programme; who accompanies in two counts in both."""
    open_ones = facts.pairs.loc[facts.pairs["closed"].isna(), ["person", "programme"]].drop_duplicates()
    return open_ones.rename(columns={"programme": "key"})


def programme_hours(facts: Facts) -> pd.DataFrame:
    """Minutes of the sessions held in the period, a person and a programme a row, whosever time they took."""
    minutes: pd.Series[int] = facts.hours.groupby(["person", "programme"])["minutes"].sum()
    return minutes.rename_axis(["person", "key"]).reset_index()


def signed_in(facts: Facts) -> pd.DataFrame:
    """Employees who signed in during the period."""
    return facts.signed_in.assign(key="")


def all_hours(facts: Facts) -> pd.DataFrame:
    """Minutes of the sessions held in the period, a person a row, whosever time they took."""
    minutes: pd.Series[int] = facts.hours.groupby("person")["minutes"].sum()
    return minutes.rename_axis("person").reset_index().assign(key="")


def _outcomes(facts: Facts) -> list[Definition]:
    """Return what mentoring gives; skills once a year, in the fourth quarter, so that few answers come together (R7)."""
    found = [
        Definition(DURATION, Measure.SURVIVAL, Nature.STOCK, outcomes.lasted, _points, population=outcomes.decided, bands=True),
        Definition(TRAINING, Measure.HOURS, Nature.FLOW, outcomes.training, outcomes.staff_categories, has_total=True),
        Definition(SATISFACTION, Measure.MEAN, Nature.FLOW, outcomes.ratings, _none, has_total=True, asked=outcomes.asked_to_rate),
        Definition(ANSWERS, Measure.SHARE, Nature.FLOW, outcomes.rating_bands, _bands, population=outcomes.rated, together=True),
    ]
    if facts.competences:
        changes = (outcomes.skills, outcomes.competences)
        found.append(Definition(SKILLS, Measure.CHANGE, Nature.FLOW, *changes, asked=outcomes.asked_about_skills))
    return [replace(one, tier=1) for one in found]


def _things() -> list[Definition]:
    """Return what counts no person, always publishable whatever the size of the company."""
    tallies = (
        (OFFER, Measure.NUMBER, _offered),
        (ACTIONS, Measure.NUMBER, _done),
        (PROGRAMME_PLACES, Measure.NUMBER, _places),
        (COSTS, Measure.EUROS, _spent),
    )
    return [Definition(code, measure, Nature.FLOW, nobody, _none, tallies=tally) for code, measure, tally in tallies]


def nobody(_facts: Facts) -> pd.DataFrame:
    """Nobody: what counts things."""
    return pd.DataFrame({"person": pd.Series(dtype="uint64"), "key": pd.Series(dtype="str")})


def _steps(applications: pd.DataFrame, pairs: pd.DataFrame, quarter: Period) -> pd.DataFrame:
    reached = [
        (Step.APPLIED, applications, applications["submitted"]),
        (Step.READY, applications, applications["ready"]),
        (Step.PAIRED, pairs, pairs["introduced"]),
    ]
    for step, months in MONTHS.items():
        day = pairs["introduced"] + pd.DateOffset(months=months)
        reached.append((step, pairs, day.where(pairs["closed"].isna() | (pairs["closed"] >= day))))
    rows = [frame.loc[_within(day, quarter), ["person"]].assign(key=str(step)) for step, frame, day in reached]
    steps: pd.DataFrame = pd.concat(rows, ignore_index=True)
    return steps


def _within(days: "pd.Series[pd.Timestamp]", quarter: Period) -> "pd.Series[bool]":
    return days.between(pd.Timestamp(quarter.start), pd.Timestamp(quarter.end))


def alphabetical(name: str) -> str:
    """Sort as a reader does: without accents and case."""
    return "".join(sign for sign in normalize("NFD", name.casefold()) if not combining(sign))


def _step_keys(_facts: Facts) -> list[tuple[str, str]]:
    return [(step.value, "") for step in Step if step not in TALLIES]


def _views_of(reference: str) -> Callable[[Facts], list[tuple[str, int]]]:
    return lambda facts: [(str(step), times) for step, times in zip(TALLIES, facts.views.get(reference, (0, 0)), strict=True)]


def _none(_facts: Facts) -> list[tuple[str, str]]:
    return []


def _points(_facts: Facts) -> list[tuple[str, str]]:
    return [(str(point), "") for point in Duration]


def _bands(_facts: Facts) -> list[tuple[str, str]]:
    return [(str(band), "") for band in Band]


def _offered(facts: Facts) -> list[tuple[str, int]]:
    return [(kind.value, getattr(facts.offer, kind.value)) for kind in OfferKind]


def _done(facts: Facts) -> list[tuple[str, int]]:
    return [(kind.value, facts.actions[kind.value]) for kind in ActionKind]


def _spent(facts: Facts) -> list[tuple[str, int]]:
    return [(kind.value, facts.costs[kind.value]) for kind in CostKind if kind.value in facts.costs]


def _places(facts: Facts) -> list[tuple[str, int]]:
    return [(key, facts.places[key]) for key, _ in _by_title(facts, facts.places)]


def _programmes_with_pairs(facts: Facts) -> list[tuple[str, str]]:
    return _by_title(facts, programme_pairs(facts)["key"])


def _programmes_with_hours(facts: Facts) -> list[tuple[str, str]]:
    return _by_title(facts, facts.hours["programme"])


def _by_title(facts: Facts, keys: Iterable[str]) -> list[tuple[str, str]]:
    return sorted(((key, facts.programmes.get(key, "")) for key in set(keys)), key=lambda one: (alphabetical(one[1]), one[0]))


def _site_groups(facts: Facts) -> list[tuple[str, str]]:
    return [(name, name) for name in sorted(facts.members["site_group"].unique(), key=alphabetical)]


def _entities(facts: Facts) -> list[tuple[str, str]]:
    return sorted(
        ((code, facts.entities.get(code, "")) for code in facts.members["entity"].unique()),
        key=lambda one: (alphabetical(one[1]), one[0]),
    )
