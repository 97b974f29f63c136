"""Targets and recipes of a quality sheet: what may be aimed at, who writes, what a recipe brings."""

from typing import Any

import pytest

from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.programmes import operations, queries
from portal.programmes.errors import ProgrammeRefused
from portal.programmes.models import Programme, QualityTarget
from portal.programmes.recipes import recipes
from portal.programmes.rules.quality import BOUNDS, INDICATORS, target_objection
from tests.factories.mentorship import AT, staff
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory

TEXTS = {step: f"Étape {step}" for step in range(1, 7)}


def write(programme: Programme, **changes: Any) -> Programme:
    by = TeamMemberFactory.create(association=programme.association)
    fields: dict[str, Any] = {"steps": TEXTS, "targets": {}, "by": staff(by), "at": AT}
    return operations.write_sheet(programme=programme, **{**fields, **changes})


@pytest.mark.parametrize("code", sorted(INDICATORS))
def test_each_usual_target_is_within_its_bounds_and_outside_them_is_refused(code: str) -> None:
    one = INDICATORS[code]
    least, most = BOUNDS[one.unit]
    assert target_objection(code, one.target) is None
    assert target_objection(code, least - 1) == target_objection(code, most + 1) == "out_of_bounds"
    assert one.source
    assert one.step in range(1, 7)


def test_less_is_better_where_it_is_said_to_be() -> None:
    days, share = INDICATORS["days_to_pair"], INDICATORS["goal_stated"]
    assert (days.met(45, 45), days.met(46, 45), share.met(90, 90), share.met(89.9, 90)) == (True, False, True, False)
    assert target_objection("happiness", 1) == "unknown_indicator"


def test_every_recipe_names_its_source_and_holds_six_texts_and_targets_that_may_be() -> None:
    assert len(recipes()) >= 3
    for recipe in recipes().values():
        assert recipe.source_url.startswith("https://")
        assert recipe.source_title
        assert recipe.title.keys() == recipe.summary.keys() == {"fr", "en"}
        assert recipe.steps.keys() == set(range(1, 7))
        assert all(0 < len(text) <= 600 for text in recipe.steps.values())
        assert all(target_objection(code, value) is None for code, value in recipe.targets.items())


@pytest.mark.django_db
def test_a_sheet_is_written_whole_and_the_usual_targets_are_not_kept() -> None:
    programme = ProgrammeFactory.create()
    write(programme, targets={"goal_stated": 90, "trained_6_hours": 75}, recipe="elements")
    assert [step.text for step in programme.quality_steps.order_by("step")] == list(TEXTS.values())
    assert queries.quality_targets(programme_id=programme.id) == {"trained_6_hours": 75}
    assert AuditEntry.objects.get(action="programmes.write_sheet").facts["recipe"] == "elements"
    write(programme, targets={"goal_stated": 80})
    assert queries.quality_targets(programme_id=programme.id) == {"goal_stated": 80}
    assert queries.quality_targets(programme_id=ProgrammeFactory.create().id) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"steps": {**TEXTS, 6: " "}}, "six_steps"),
        ({"steps": {1: "Une"}}, "six_steps"),
        ({"steps": {**TEXTS, 7: "Sept"}}, "six_steps"),
        ({"steps": {**TEXTS, 1: "x" * 601}}, "six_steps"),
        ({"targets": {"happiness": 1}}, "unknown_indicator"),
        ({"targets": {"goal_stated": 101}}, "out_of_bounds"),
    ],
)
def test_a_sheet_that_may_not_be_changes_nothing(changes: dict[str, Any], code: str) -> None:
    programme = ProgrammeFactory.create()
    write(programme, targets={"goal_stated": 80})
    with pytest.raises(ProgrammeRefused, match=code):
        write(programme, **changes)
    assert programme.quality_steps.get(step=1).text == "Étape 1"
    assert QualityTarget.objects.get().value == 80


@pytest.mark.django_db
def test_a_sheet_is_written_by_its_own_association_and_antenna() -> None:
    programme = ProgrammeFactory.create()
    antenna = AntennaFactory.create(association=programme.association)
    members = (
        TeamMemberFactory.create(),
        TeamMemberFactory.create(association=programme.association, role=Role.REFERENT),
        TeamMemberFactory.create(association=programme.association, antenna=antenna),
    )
    for member in members:
        with pytest.raises(ProgrammeRefused, match="not_yours"):
            write(programme, by=staff(member))
