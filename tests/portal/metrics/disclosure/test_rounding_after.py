"""R9: rounding comes after the control and never instead of it. What it hides it hides by accident."""

import pytest

from portal.metrics import drafts
from portal.metrics.disclosure.candidates import Candidate
from portal.metrics.disclosure.control import control
from portal.metrics.disclosure.families import people
from portal.metrics.disclosure.rounding import rounded
from portal.metrics.enums import CellState, Measure, Nature, Reason
from tests.factories.metrics import Q1, a_small_company

K = 10


def ruled(**sizes: range) -> dict[str, Reason | None]:
    asked = [Candidate(code, "", Nature.FLOW, people(members)) for code, members in sizes.items()]
    return {code.removesuffix(":"): one.reason for code, one in control(asked, [], K).items()}


def test_nine_people_are_nine_though_they_would_round_to_ten() -> None:
    assert rounded(Measure.COUNT, 9) == K
    assert ruled(nine=range(9)) == {"nine": Reason.FEW}


def test_two_totals_that_round_to_the_same_number_still_differ_by_two_people() -> None:
    larger, smaller = range(31), range(29)
    assert rounded(Measure.COUNT, len(larger)) == rounded(Measure.COUNT, len(smaller)) == 30
    assert ruled(larger=larger, smaller=smaller) == {"larger": None, "smaller": Reason.SUBTRACTION}


def test_ten_that_round_to_ten_are_shown() -> None:
    assert ruled(ten=range(10), others=range(20, 32)) == {"ten": None, "others": None}


@pytest.mark.django_db
def test_what_is_shown_is_the_same_however_values_are_rounded(monkeypatch: pytest.MonkeyPatch) -> None:
    a_small_company().save()

    def states() -> list[tuple[str, str, CellState]]:
        built = drafts.draft(quarter=Q1, k=K)
        return [(figure.code, cell.key, cell.state) for figure, cells in built.figures for cell in cells]

    before = states()
    assert CellState.SHOWN in {state for _, _, state in before}
    monkeypatch.setattr(drafts, "rounded", lambda _measure, value, _of=0: int(value // 1000))
    assert states() == before
