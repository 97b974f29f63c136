"""Of several employments the one that counts, whatever their order."""

import random
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from integrations.hris.pull.contracts import in_force

DAY = date(2026, 3, 2)
days = st.integers(-900, 900).map(lambda n: DAY + timedelta(days=n))
contracts = st.tuples(days, st.none() | st.integers(0, 400)).map(
    lambda said: (said[0].isoformat(), "" if said[1] is None else (said[0] + timedelta(days=said[1])).isoformat())
)


def chosen(held: list[tuple[str, str]]) -> tuple[str, str]:
    return in_force(held, on=DAY, start=lambda one: one[0], end=lambda one: one[1])


@given(st.lists(contracts, min_size=1, max_size=5))
def test_a_running_one_wins_and_the_order_does_not_matter(held: list[tuple[str, str]]) -> None:
    one = chosen(held)
    running = [c for c in held if c[0] <= DAY.isoformat() and (not c[1] or c[1] >= DAY.isoformat())]
    assert not running or one in running
    assert running or not any(c[0] > DAY.isoformat() for c in held) or one[0] > DAY.isoformat()
    again = random.sample(held, len(held))
    assert chosen(again)[0] == one[0]


def test_the_last_day_is_worked_and_the_end_of_time_is_no_end() -> None:
    assert chosen([("2020-01-01", "2026-03-02"), ("2026-03-03", "")]) == ("2020-01-01", "2026-03-02")
    assert chosen([("2020-01-01", "2021-01-01"), ("2022-01-01", "2023-01-01")]) == ("2022-01-01", "2023-01-01")
