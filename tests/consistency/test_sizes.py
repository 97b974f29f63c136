"""The sizes of architecture.md: no hall where a room was meant."""

from statistics import median, quantiles

import pytest

from .source import ROOT, functions, lines, modules

LEAST_SUITE = 0.77


def percentile_90(values: list[int]) -> float:
    return quantiles(values, n=10, method="inclusive")[8]


def test_modules_are_rooms_not_halls() -> None:
    sizes = {path.relative_to(ROOT): lines(path) for path in modules() if lines(path) >= 3}
    assert {path: size for path, size in sizes.items() if size > 400} == {}
    assert median(sizes.values()) <= 70
    assert percentile_90(list(sizes.values())) <= 240


def test_functions_fit_on_a_screen() -> None:
    found = list(functions())
    assert [str(function) for function in found if function.length > 60] == []
    assert percentile_90([function.length for function in found]) <= 28


def test_tests_fit_on_a_screen() -> None:
    assert [str(test) for test in functions("tests") if test.name.startswith("test_") and test.length > 60] == []


@pytest.mark.parametrize("name", ["utils.py", "helpers.py", "common.py", "misc.py"])
def test_a_helper_is_named_by_its_subject(name: str) -> None:
    assert [path for path in modules("portal", "cms", "integrations", "tests") if path.name == name] == []


def test_there_is_enough_of_a_suite() -> None:
    """Lines of tests to lines of code (architecture.md): the floor only ever goes up, towards 1.2."""
    code = sum(lines(path) for path in modules() if lines(path) >= 3)
    suite = sum(lines(path) for path in modules("tests") if lines(path) >= 3)
    assert suite / code >= LEAST_SUITE
