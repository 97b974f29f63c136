"""The registry: one volunteer against 2,000 programmes, and everybody at once."""

import gc
import random
import time
from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

import numpy as np

from tests.bench.rows import cpu_seconds, peak_mebibytes

from .generating import PROGRAMMES

ROUNDS = 5


@cache
def _codes() -> dict[str, list[str]]:
    from portal.programmes.data import departements
    from portal.programmes.enums import Cause, Language, Skill, Slot

    areas = [code for code in departements() if len(code) == 2]
    return {"causes": Cause.values, "skills": Skill.values, "slots": Slot.values, "areas": areas, "languages": Language.values}


def _catalogue_rows() -> list[dict[str, Any]]:
    from portal.programmes.enums import LegalScope, Mode

    dice, codes = random.Random(1), _codes()
    return [
        {
            "id": UUID(int=dice.getrandbits(128)),
            "mode": Mode.REMOTE if dice.random() < 0.12 else dice.choice((Mode.IN_PERSON, Mode.HYBRID)),
            "departements": dice.sample(codes["areas"], dice.choice((1, 1, 2))),
            "slots": dice.sample(codes["slots"], 2),
            "languages": dice.sample(codes["languages"], 1) if dice.random() < 0.15 else [],
            "duration_months": dice.choice((3, 6, 9, 12)),
            "hours_per_month": dice.randint(1, 6),
            "causes": dice.sample(codes["causes"], 2),
            "skills": dice.sample(codes["skills"], 3),
            "need": dice.randint(0, 100),
            "legal_scope": dice.choice(LegalScope.values),
        }
        for _ in range(PROGRAMMES)
    ]


def _offers(people: int, seed: int) -> Iterator[Any]:
    from portal.routing.rules import Offer

    dice, codes = random.Random(seed), _codes()
    for _ in range(people):
        yield Offer(
            causes=frozenset(dice.sample(codes["causes"], 2)),
            skills=frozenset(dice.sample(codes["skills"], 3)),
            slots=frozenset(dice.sample(codes["slots"], dice.choice((1, 1, 2)))),
            hours_per_month=dice.randint(1, 6),
            months=dice.choice((4, 6, 9, 12)),
            departements=frozenset([dice.choice(codes["areas"])]),
            remote_ok=dice.random() < 0.3,
            languages=frozenset(dice.sample(codes["languages"], 1) if dice.random() < 0.3 else ()),
        )


def batch(people: int) -> dict[str, float]:
    """Eligibility and points of everyone against 2,000 programmes."""
    from portal.routing.rules.arrays import catalogue_of, day_of
    from portal.routing.rules.batch import arcs_of, offers_of

    catalogue, offers = catalogue_of(_catalogue_rows()), offers_of(_offers(people, 2))
    day = day_of(catalogue, places=np.full(PROGRAMMES, 5, dtype=np.int64))
    wishes = np.random.default_rng(2).integers(0, PROGRAMMES, (3 * people, 3))
    wishes[:, 0], wishes[:, 2] = np.arange(3 * people) // 3, np.arange(3 * people) % 3 + 1
    found: list[Any] = []
    before = peak_mebibytes()
    seconds = cpu_seconds(lambda: found.append(arcs_of(offers, catalogue, day, wishes)))
    return {"seconds": seconds, "peak": peak_mebibytes(), "before": before, "arcs": len(found[0][1])}


def plain(people: int) -> dict[str, float]:
    """The same by the registry's plain-Python oracle, for people × 2,000; and one person's ten best."""
    from portal.routing.rules import HARD_RULES, programme_of, reasons_for

    programmes, offers = [programme_of(row, places=5) for row in _catalogue_rows()], list(_offers(people, 2))

    def one_after_another() -> None:
        for offer in offers:
            for programme in programmes:
                if all(rule.plain(offer, programme) for rule in HARD_RULES):
                    reasons_for(offer, programme)

    return {"seconds": cpu_seconds(one_after_another)}


def top_ten(people: int) -> dict[str, float]:
    """One volunteer after another: rank 2,000, the ten best with their points by criterion, what the others miss; CPU milliseconds.

    `words`: the same with the sentences of why not, as the page shows them. Five rounds, each of people who never came before (no
    cache of ours knows them), without the garbage collector: the middle of the rounds' medians and the least of their p99. What
    else runs on the machine only ever adds to these.
    """
    from portal.routing.rules.arrays import catalogue_of

    catalogue = catalogue_of(_catalogue_rows())
    _round(catalogue, list(_offers(max(20, people // 10), 99)))
    rounds = [_round(catalogue, list(_offers(people, 4 + turn))) for turn in range(ROUNDS)]
    halves, tails, words = (sorted(column) for column in zip(*rounds, strict=True))
    return {"p50": halves[ROUNDS // 2], "p99": tails[0], "words": words[ROUNDS // 2]}


def _round(catalogue: Any, offers: list[Any]) -> tuple[float, float, float]:
    """The median and the 99th percentile of ranking for each of these, and the median with the words of why not."""
    from portal.routing.rules import HARD_RULES
    from portal.routing.rules.ranking import rank
    from portal.routing.rules.why_not import why_not

    places, times, words = np.full(PROGRAMMES, 5, dtype=np.int64), [], []
    gc.collect()
    gc.disable()
    for offer in offers:
        before = time.process_time()
        ranking = rank(offer, catalogue, places=places, wishes=places)
        _ = (ranking.order[:10].tolist(), ranking.points[:, :10].tolist(), ranking.scores[:10].tolist())
        _ = np.bincount(ranking.failures, minlength=1 << len(HARD_RULES))
        times.append(1000 * (time.process_time() - before))
        why_not(catalogue, ranking.failures)
        words.append(1000 * (time.process_time() - before))
    gc.enable()
    return sorted(times)[len(times) // 2], sorted(times)[len(times) * 99 // 100], sorted(words)[len(words) // 2]
