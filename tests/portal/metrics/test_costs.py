"""What the company puts in: said by CSR, frozen with a release, and never behind anybody."""

from datetime import timedelta

import pytest

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.errors import Refusal
from portal.core.models import AuditEntry
from portal.metrics import operations, queries
from portal.metrics.cards import BY_CODE, CARDS, card_of
from portal.metrics.costs import costs_of
from portal.metrics.enums import COSTS, OFFER, SKILLS, CellState, CostKind
from portal.metrics.errors import CostRefused
from portal.metrics.models import CostInput, LedgerEntry, Release
from tests.factories.metrics import Q1, Q2, a_small_company, noon

pytestmark = pytest.mark.django_db
AT = noon(Q1.end + timedelta(days=5))
CSR = Actor(None, frozenset({Role.CSR}))


def say(euros: int, kind: str = CostKind.STAFF, by: Actor = CSR) -> CostInput:
    return operations.set_cost(period=Q1, kind=kind, euros=euros, by=by, at=AT)


def cells(release: Release, code: str) -> dict[str, tuple[str, int | None]]:
    figure = release.figures.get(code=code)
    return {cell.key: (cell.state, cell.value) for cell in figure.cells.all()}


def test_the_newest_amount_of_a_kind_and_quarter_counts() -> None:
    say(1_000)
    say(1_240)
    say(50, CostKind.TOOLS)
    assert costs_of(period_start=Q1.start) == {"staff": 1_240, "tools": 50}
    assert costs_of(period_start=Q2.start) == {}
    assert AuditEntry.objects.filter(action="metrics.set_cost").count() == 3
    assert "1240" not in str(AuditEntry.objects.values_list("facts", flat=True))


@pytest.mark.parametrize(
    ("euros", "kind", "by", "code"),
    [
        (-1, CostKind.STAFF, CSR, "amount"),
        (operations.MOST_EUROS + 1, CostKind.STAFF, CSR, "amount"),
        (True, CostKind.STAFF, CSR, "amount"),
        (5, "salaries", CSR, "unknown_kind"),
        (5, CostKind.STAFF, Actor(None, frozenset({Role.HR})), "not_allowed"),
        (5, CostKind.STAFF, Actor(None, frozenset({Role.DPO})), "not_allowed"),
    ],
    ids=["negative", "too much", "no number", "another kind", "HR", "DPO"],
)
def test_what_may_not_be_said(euros: int, kind: str, by: Actor, code: str) -> None:
    with pytest.raises(CostRefused) as refused:
        say(euros, kind, by)
    assert refused.value.code == code
    assert not CostInput.objects.exists()


def test_an_amount_once_said_is_not_changed() -> None:
    said = say(10)
    said.euros = 20
    with pytest.raises(Refusal):
        said.save()


def test_amounts_and_the_offer_are_frozen_without_a_set() -> None:
    a_small_company().save()
    say(12_349)
    release = operations.publish_release(period=Q1, by=SYSTEM, at=AT)
    assert cells(release, COSTS) == {"staff": (CellState.SHOWN, 12_300)}
    assert set(cells(release, OFFER)) == {"associations", "programmes", "places", "territories"}
    say(99_000)
    assert cells(queries.release(release_id=release.id), COSTS) == {"staff": (CellState.SHOWN, 12_300)}
    assert not LedgerEntry.objects.filter(code__startswith=COSTS).exists()
    assert not LedgerEntry.objects.filter(code__startswith=OFFER).exists()
    assert queries.broken_seals() == []


def test_a_second_release_does_not_close_what_never_had_a_set() -> None:
    a_small_company().save()
    say(500)
    operations.publish_release(period=Q1, by=SYSTEM, at=AT)
    later = operations.publish_release(period=Q2, by=SYSTEM, at=noon(Q2.end + timedelta(days=5)))
    assert {state for state, _ in cells(later, OFFER).values()} == {CellState.SHOWN}


def test_every_figure_of_a_release_has_its_card() -> None:
    a_small_company().save()
    release = operations.publish_release(period=Q1, by=SYSTEM, at=AT)
    for figure in release.figures.all():
        card = card_of(figure.code)
        assert all(str(words).strip() for words in (card.name, card.unit, card.population, card.source, card.formula))
        assert 1 <= card.version <= release.catalogue_version
    assert card_of("funnel.janvier") is BY_CODE["funnel"]
    assert len({card.code for card in CARDS}) == len(CARDS)
    assert SKILLS in BY_CODE
    with pytest.raises(KeyError):
        card_of("manager")
