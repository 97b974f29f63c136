"""The rule registry: SQL = numpy = plain Python, weights that sum, and nothing read beyond the allow-list."""

import ast
import json
import random
from dataclasses import asdict, fields, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from django.conf import settings

from portal.core.ids import new_id
from portal.people.models import Employee
from portal.programmes.data import departements
from portal.programmes.enums import Cause, Language, LegalScope, Mode, Skill, Slot
from portal.programmes.models import Programme as ProgrammeRow
from portal.routing.models import VolunteerProfile
from portal.routing.queries import eligible
from portal.routing.rules import CRITERIA, HARD_RULES, WISHES, Offer, Terms, programme_of, reasons_for
from portal.routing.rules.arrays import catalogue_of, day_of
from portal.routing.rules.features import FAR_OFF, OFFER_FEATURES, PROGRAMME_FEATURES
from portal.routing.rules.ranking import MOST_PRICE, price, rank
from tests.factories.programmes import IntakeFactory, ProgrammeFactory

DAY = date(2026, 3, 2)
AREAS = [*list(departements())[:4], *list(departements())[-4:]]


def some(dice: random.Random, codes: list[str], most: int) -> list[str]:
    """A few of a list, perhaps none."""
    return sorted(dice.sample(codes, dice.randint(0, most)))


def an_offer(dice: random.Random) -> Offer:
    return Offer(
        causes=frozenset(some(dice, Cause.values, 4)),
        skills=frozenset(some(dice, Skill.values, 4)),
        slots=frozenset(some(dice, Slot.values, 3)),
        hours_per_month=dice.randint(1, 8),
        months=dice.randint(1, 18),
        departements=frozenset(some(dice, AREAS, 3)),
        remote_ok=dice.random() < 0.5,
        languages=frozenset(some(dice, Language.values, 2)),
    )


def a_programme(dice: random.Random) -> dict[str, Any]:
    return {
        "mode": dice.choice(Mode.values),
        "departements": some(dice, AREAS, 3),
        "slots": some(dice, Slot.values, 3),
        "languages": some(dice, Language.values, 2) if dice.random() < 0.4 else [],
        "duration_months": dice.randint(1, 18),
        "hours_per_month": dice.randint(1, 8),
        "causes": some(dice, Cause.values, 4),
        "skills": some(dice, Skill.values, 4),
        "need": dice.randint(0, 100),
        "legal_scope": dice.choice(LegalScope.values),
    }


def ranked(rows: list[dict[str, Any]], offer: Offer, places: dict[Any, int]) -> str:
    """Everything that ranking gives, as text."""
    catalogue = catalogue_of(rows)
    left = np.array([places[key] for key in catalogue.ids], dtype=np.int64)
    found = rank(offer, catalogue, places=left, wishes=left * 2)
    result = {"ids": [str(key) for key in catalogue.ids]} | {name: value.tolist() for name, value in asdict(found).items()}
    return json.dumps(result)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(3))
def test_database_arrays_and_plain_python_agree_on_every_rule_and_score(seed: int) -> None:
    dice = random.Random(seed)
    left: dict[Any, int] = {}
    for _ in range(60):
        programme = ProgrammeFactory.create(**a_programme(dice))
        left[programme.pk] = dice.choice((0, 0, 3))
        if left[programme.pk]:
            IntakeFactory.create(programme=programme, places_offered=8, places_taken=5)
        else:
            IntakeFactory.create(programme=programme, full=True) if dice.random() < 0.5 else None
    rows = list(ProgrammeRow.objects.values("id", *PROGRAMME_FEATURES))
    catalogue = catalogue_of(rows)
    places = np.array([left[key] for key in catalogue.ids], dtype=np.int64)
    opened = ProgrammeRow.objects.filter(intakes__isnull=False).values_list("id", "intakes__starts_on")
    starts = {key: (day - DAY).days for key, day in opened}
    for turn in range(12):
        offer = replace(an_offer(dice), senior=not turn % 3 or dice.random() < 0.8)
        lead = {scope: dice.choice((0, 10, 60, 400)) if turn % 3 else 0 for scope in LegalScope.values}
        terms = Terms(DAY, lead)
        plain = {
            row["id"]: programme_of(
                row,
                places=left[row["id"]],
                starts_in=starts.get(row["id"], FAR_OFF),
                lead_days=lead[row["legal_scope"]],
            )
            for row in rows
        }
        starts_in = np.array([starts.get(key, FAR_OFF) for key in catalogue.ids], dtype=np.int64)
        day = day_of(catalogue, places=places, starts_in=starts_in, lead_days=lead)
        found = rank(offer, catalogue, places=places, wishes=places, day=day)
        for bit, rule in enumerate(HARD_RULES):
            slow = {key for key, one in plain.items() if rule.plain(offer, one)}
            fast = {key for key, failed in zip(catalogue.ids, found.failures.tolist(), strict=True) if not failed >> bit & 1}
            assert fast == slow, rule.code
            assert set(ProgrammeRow.objects.filter(rule.sql(offer, terms)).values_list("pk", flat=True)) == slow, rule.code
        if not turn % 3:
            assert {catalogue.ids[place] for place in found.order} == {row.pk for row in eligible(offer=offer, on=DAY)}
        shown = [sum(reason.points for reason in reasons_for(offer, plain[catalogue.ids[place]])) for place in found.order]
        assert found.scores.tolist() == shown


def test_weights_are_integers_that_sum_to_a_hundred_and_gates_have_none() -> None:
    assert sum(criterion.weight for criterion in CRITERIA if criterion.code != WISHES) == 100
    assert all(isinstance(criterion.weight, int) for criterion in CRITERIA)
    assert {criterion.code for criterion in CRITERIA}.isdisjoint(rule.code for rule in HARD_RULES)


@pytest.mark.parametrize("seed", range(5))
def test_any_other_column_in_any_order_leaves_the_output_byte_for_byte_the_same(seed: int) -> None:
    dice = random.Random(seed)
    rows = [{"id": new_id()} | a_programme(dice) for _ in range(80)]
    places = {row["id"]: dice.randint(0, 9) for row in rows}
    offer = an_offer(dice)
    protected = ("Age", "Gender", "MaritalStatus", "origin", "religion", "union", "disability", "postcode", "site", "salary")
    noisy = [row | {name: dice.random() for name in protected} | {"title": dice.random()} for row in rows]
    dice.shuffle(noisy)
    assert ranked(noisy, offer, places) == ranked(rows, offer, places)


def test_the_features_are_what_was_declared_and_nothing_of_the_staff_record() -> None:
    assert tuple(field.name for field in fields(Offer)) == (*OFFER_FEATURES, "senior")
    assert set(OFFER_FEATURES) <= {field.name for field in VolunteerProfile._meta.concrete_fields}
    assert set(PROGRAMME_FEATURES) <= {field.name for field in ProgrammeRow._meta.concrete_fields}
    assert not set(OFFER_FEATURES) & {field.name for field in Employee._meta.concrete_fields}
    for module in (Path(settings.BASE_DIR) / "portal/routing").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
            assert not (isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portal.people")), module


def test_a_scarce_programme_gives_up_a_bounded_part_of_its_rank() -> None:
    assert [price(wishes=wishes, places=6) for wishes in (0, 6, 7, 12, 600)] == [0, 0, 2, MOST_PRICE, MOST_PRICE]
    assert price(wishes=1, places=0) == MOST_PRICE
