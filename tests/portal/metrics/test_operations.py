"""Publishing: what comes out, what is refused, what stays as it was."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import Error, connection, transaction

from portal.accounts.actors import SYSTEM, Actor
from portal.accounts.enums import Role
from portal.core.errors import Refusal
from portal.core.ids import new_id
from portal.core.models import AuditEntry
from portal.metrics import operations, queries
from portal.metrics.disclosure.families import people
from portal.metrics.enums import CellState, SetKind
from portal.metrics.errors import AlreadyPublished, NotAllowedToPublish, OutOfOrder, PeriodNotClosed
from portal.metrics.facts import facts_of
from portal.metrics.models import Cell, LedgerEntry, Release
from portal.metrics.periods import Quarter
from tests.factories.metrics import PERSONAL, Q1, Q2, World, a_small_company, noon

pytestmark = pytest.mark.django_db
SHOWN, HIDDEN, NOT_UPDATED, BANDED = CellState.SHOWN, CellState.HIDDEN, CellState.NOT_UPDATED, CellState.BANDED


def publish(quarter: Quarter = Q1, *, by: Actor = SYSTEM, at: datetime | None = None, note: str = "") -> Release:
    return operations.publish_release(period=quarter, by=by, at=at or noon(quarter.end + timedelta(days=5)), note=note)


def cells(release: Release, figure: str) -> dict[str, tuple[str, int | None]]:
    rows = Cell.objects.filter(figure__release=release, figure__code=figure).order_by("position")
    return {cell.key: (cell.state, cell.value) for cell in rows}


def test_of_two_who_publish_at_once_one_is_told(company: World, monkeypatch: pytest.MonkeyPatch) -> None:
    company.save()
    publish()
    # the look came before the other's write
    monkeypatch.setattr("portal.metrics.operations.releases._may_publish", lambda *_: None)
    rows = (Cell.objects.count(), LedgerEntry.objects.count(), AuditEntry.objects.count())
    with pytest.raises(AlreadyPublished):
        publish()
    assert (Cell.objects.count(), LedgerEntry.objects.count(), AuditEntry.objects.count()) == rows


@pytest.fixture
def company() -> World:
    return a_small_company()


def test_a_release_shows_rounded_values_and_hides_small_groups(company: World) -> None:
    company.save()
    release = publish()
    # 38 of 180 take part; Est's three have no value, nor Sud since the total is shown: a band says under a third of each.
    assert cells(release, "participation") == {"": (SHOWN, 20), "Est": (BANDED, None), "Nord": (SHOWN, 35), "Sud": (BANDED, None)}
    funnel = cells(release, "funnel")
    assert (funnel["signed_in"], funnel["applied"], funnel["ready"]) == ((SHOWN, 70), (SHOWN, 40), (SHOWN, 20))
    assert (funnel["paired"], funnel["active_3"], funnel["active_12"]) == ((SHOWN, 20), (HIDDEN, None), (HIDDEN, None))
    assert cells(release, "pairs_active") == {"": (SHOWN, 20), "FR01": (SHOWN, 20)}
    assert cells(release, "pairs_opened") == {"": (SHOWN, 20)}
    assert cells(release, "hours") == {"work_time": (SHOWN, 40), "personal_time": (HIDDEN, None)}
    assert (release.number, release.k, release.eligible, str(release)) == (1, 10, 180, "2026-T1")


def test_the_ledger_keeps_salted_sets_of_what_is_shown_and_no_value(company: World, settings: Any) -> None:
    company.save()
    release = publish()
    sets = {(entry.code, entry.kind): entry for entry in LedgerEntry.objects.all()}
    assert len(bytes(sets["participation:Nord", SetKind.PUBLISHED].members)) == 20 * 8
    assert len(bytes(sets["headcount.site_group:Nord", SetKind.KNOWN].members)) == 60 * 8
    assert ("participation:Est", SetKind.PUBLISHED) not in sets
    first = bytes(sets["pairs_opened:", SetKind.PUBLISHED].members)
    ids = b"".join(sorted(one.id.bytes[:8] for one in company.nord[:20]))
    assert first != ids
    settings.LEDGER_SALT = "another"
    other = facts_of(quarter=Q1)
    assert people(other.pairs["person"]).astype("<u8").tobytes() != first
    assert sets["hours:work_time", SetKind.PUBLISHED].keep_until == date(2031, 4, 5)
    assert ("participation:Est/low/0-19", SetKind.BANDED) in sets
    exact = [kind for _, kind in sets if kind != SetKind.BANDED]
    assert len(queries.published_sets(release=release)) == len(exact)


def test_a_memory_under_another_salt_compares_with_nobody_and_nothing_new_is_shown(company: World, settings: Any) -> None:
    company.save()
    publish()
    settings.LEDGER_SALT = "another"
    later = publish(Q2)
    states = {
        state for figure in ("participation", "funnel", "pairs_active", "hours") for state, _ in cells(later, figure).values()
    }
    assert states <= {HIDDEN, NOT_UPDATED}
    assert cells(later, "participation")["Nord"] == (NOT_UPDATED, 35)
    assert not LedgerEntry.objects.filter(release=later).exists()


def test_a_stock_that_few_changed_repeats_its_value_and_a_flow_is_withheld(company: World) -> None:
    for one in company.nord[50:53]:
        company.journey(
            one, applied=date(2026, 4, 1), ready=date(2026, 4, 6), introduced=date(2026, 4, 8),
            sessions=[(date(2026, 4, 20), 60, PERSONAL)],
        )  # fmt: skip
    company.save()
    publish()
    second = publish(Q2)
    assert cells(second, "pairs_active")[""] == (NOT_UPDATED, 20)
    assert Cell.objects.get(figure__release=second, figure__code="pairs_active", key="").as_of == Q1.end
    assert cells(second, "pairs_opened") == {"": (HIDDEN, None)}
    assert cells(second, "hours") == {"work_time": (SHOWN, 30), "personal_time": (HIDDEN, None)}


def test_who_may_publish_and_when(company: World) -> None:
    company.save()
    for role in (Role.HR, Role.WORKS_COUNCIL, Role.EDITOR, Role.PLATFORM_ADMIN):
        with pytest.raises(NotAllowedToPublish):
            publish(by=Actor(new_id(), frozenset({role})))
    with pytest.raises(PeriodNotClosed):
        publish(at=datetime(2026, 3, 31, 21, tzinfo=UTC))
    by = Actor(new_id(), frozenset({Role.CSR}))
    release = publish(by=by, at=datetime(2026, 3, 31, 22, 30, tzinfo=UTC))
    entry = AuditEntry.objects.get(action="metrics.publish_release")
    assert (entry.subject_id, entry.actor_role, entry.facts["period"], entry.facts["k"]) == (release.id, "csr", "2026-T1", 10)


def test_a_quarter_is_published_once_and_in_order(company: World) -> None:
    company.save()
    publish(Q2)
    with pytest.raises(AlreadyPublished):
        publish(Q2)
    with pytest.raises(OutOfOrder):
        publish(Q1)
    correction = publish(Q2, note="Quinze séances arrivées en retard")
    assert (correction.number, correction.revision) == (2, 2)


def test_a_release_cannot_be_changed(company: World) -> None:
    company.save()
    release = publish()
    release.note = "x"
    with pytest.raises(Refusal):
        release.save()
    with pytest.raises(Refusal):
        Cell.objects.all().update(value=3)
    for table in ("metrics_release", "metrics_figure", "metrics_cell", "metrics_ledgerentry"):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET id = id")  # noqa: S608  a name of ours


def test_a_broken_seal_shows(company: World) -> None:
    company.save()
    publish()
    publish(Q2)
    assert queries.broken_seals() == []
    cell = Cell.objects.filter(figure__release__number=2, state=CellState.SHOWN).earliest("id")
    Cell.objects.filter(pk=cell.pk)._raw_delete("default")  # what no door does
    assert queries.broken_seals() == [2]


def test_a_figure_whose_memory_is_gone_is_closed(company: World) -> None:
    company.save()
    publish()
    assert operations.purge_ledger(on=date(2031, 4, 5), by=SYSTEM, at=noon(date(2031, 4, 5))) == 0
    assert operations.purge_ledger(on=date(2031, 4, 6), by=SYSTEM, at=noon(date(2031, 4, 6))) > 0
    assert not LedgerEntry.objects.exists()
    later = publish(Q2)
    assert {state for state, _ in cells(later, "participation").values()} == {HIDDEN}
    assert AuditEntry.objects.filter(action="metrics.purge_ledger").count() == 1


def test_k_is_never_lowered(company: World) -> None:
    company.save()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("portal.metrics.rules.DEFAULT_K", 15)
        assert publish().k == 15
    assert publish(Q2).k == 15
