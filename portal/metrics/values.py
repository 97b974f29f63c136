"""The value of a cell and what goes with it, rounded (R9): interval, how many answered, the smallest change it could have seen,
and the rung of the ladder of words that it carries. Nothing here decides whether it is shown.
"""

import math
from typing import Any

import numpy as np
import pandas as pd

from .disclosure.rounding import rounded
from .enums import Duration, Measure
from .facts import Facts
from .outcomes import DAYS, cohort, skills
from .rules import FLOOR_K
from .statistics import wording
from .statistics.paired import change, holm, p_unchanged, smallest_detectable
from .statistics.survival import lasting

TENTHS = 10
Detail = dict[str, Any]


def tenths(value: float) -> int:
    """Return a mean or a change to 0.1, as whole tenths, half away from zero."""
    return int(math.copysign(math.floor(abs(round(value, 9)) * TENTHS + 0.5), value))


def to_five(value: float) -> int:
    """Return a count or percentage to 5."""
    return rounded(Measure.COUNT, value)


def survival(facts: Facts, point: str) -> tuple[int, Detail]:
    """Return the share that lasts to a point (Kaplan–Meier) with its interval, in percent to 5, and how many pairs it rests on."""
    seen = cohort(facts)
    day = DAYS[Duration(point)]
    (found,) = lasting(days=seen["days"].to_list(), ended=seen["over"].to_list(), at=[day])
    if found is None:
        return 0, {}
    low, high = 5 * math.floor(20 * found.low), 5 * math.ceil(20 * found.high)
    return rounded(Measure.SHARE, found.value, 1), {"n": to_five(len(seen)), "low": low, "high": high}


def mean(rows: pd.DataFrame, asked: pd.DataFrame | None, k: int) -> tuple[int, Detail]:
    """Return a mean in tenths, with how many answered."""
    answers = rows["answer"]
    detail: Detail = {"n": to_five(len(answers)), **_response(len(answers), asked, k)}
    return (tenths(float(answers.mean())) if len(answers) else 0), detail


def changed(facts: Facts, key: str, rows: pd.DataFrame, asked: pd.DataFrame | None, k: int) -> tuple[int, Detail]:
    """Return a mean change in tenths with its interval, response, effect, smallest detectable effect and what may be said.

    `clear`: it holds beside the other competences too (Holm's steps). `if_silent`: were those who did not answer unchanged.
    """
    answers = rows["answer"].to_numpy()
    if len(answers) < FLOOR_K:  # never shown, and too few to compute with
        return 0, {}
    found = change(before=np.zeros(len(answers)).tolist(), after=answers.tolist())
    detail: Detail = {
        "n": to_five(found.n),
        "low": tenths(found.mean.low),
        "high": tenths(found.mean.high),
        "improved": rounded(Measure.SHARE, found.improved.value, 1),
        "detectable": round(100 * smallest_detectable(to_five(found.n))),
        "rung": int(wording.rung(wording.Evidence(n=found.n, both_waves=True), k=k)),
        "clear": _is_clear(facts, key),
        "names": facts.competences.get(key, {}),
        **_response(found.n, asked, k),
    }
    if "response" in detail:
        detail["if_silent"] = tenths(found.mean.value * detail["response"] / 100)
    if found.effect is not None:
        detail["effect"] = tenths(found.effect.value)
    return tenths(found.mean.value), detail


def _response(answered: int, asked: pd.DataFrame | None, k: int) -> Detail:
    """Return the response rate to 5 %, unless those who did not answer are a group of 1 to k−1 (R4)."""
    count = 0 if asked is None else asked["person"].nunique()
    if not count or 0 < count - answered < k:
        return {}
    return {"response": rounded(Measure.SHARE, answered / count, 1)}


def _is_clear(facts: Facts, key: str) -> bool:
    """Whether the change tells from zero once all competences are tested at once."""
    known = skills(facts)
    found: dict[str, float] = {}
    for code, rows in known.groupby("key")["answer"]:
        if len(rows) >= 2:
            tested = p_unchanged(np.round(rows.to_numpy(), 9))
            found[str(code)] = 1.0 if tested is None else tested
    adjusted = dict(zip(found, holm(list(found.values())), strict=True))
    return adjusted.get(key, 1.0) < 0.05
