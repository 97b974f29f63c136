"""What was kept as long as the privacy register says goes: plans, runs, letters, codes sent, and people who left long ago."""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from portal.core import audit, clock
from portal.core.actors import Acting
from portal.core.months import add_months
from portal.core.slices import in_slices
from portal.core.transitions import forget_steps
from portal.people import queries
from portal.people.enums import OPEN_RUNS, EmployeeStatus
from portal.people.models import ActivationCode, Employee, LetterBatch, OwnMeans, PhoneCode, SyncChange, SyncRun
from portal.people.rules.contracts import LEAVER_KEPT_MONTHS
from portal.people.states import RUN

from .letters import KEPT as LETTERS_KEPT
from .own_access import PHONE_CODES_KEPT

PLANS_KEPT = timedelta(days=90)
RUNS_KEPT_MONTHS = 36
_CLEARED: dict[str, Any] = {
    **dict.fromkeys(
        ("employee_number", "work_email", "given_name", "family_name", "preferred_name", "employment_type", "job_title",
         "country", "locale", "manager_external_id", "staff_category", "work_pattern", "digest", "sign_in_email"), "",
    ),
    **dict.fromkeys(("start_date", "end_date", "department", "legal_entity", "site", "missing_since", "moved_at"), None),
    "sso": True,
    "missed_snapshots": 0,
}  # fmt: skip


def purge(*, by: Acting, at: datetime) -> dict[str, int]:
    """Delete what was kept long enough, in slices, each in a transaction: killed half-way, the next call goes on.

    Returns how many rows went {"plans": changes of runs, "runs", "letters": batches, "codes", "people"}.
    """
    day = clock.local_day(at)
    gone = {
        "plans": _forget_plans(at),
        "runs": _forget_runs(clock.start_of_day(add_months(day, -RUNS_KEPT_MONTHS))),
        "letters": _delete(LetterBatch.objects.filter(printed_at__lt=at - LETTERS_KEPT)),
        "codes": _forget_codes(at),
        "people": _forget_people(add_months(day, -LEAVER_KEPT_MONTHS)),
    }
    if any(gone.values()):
        audit.record("people.purge", by=by, at=at, **gone)  # type: ignore[arg-type]  # counts by name
    return gone


def _forget_plans(at: datetime) -> int:
    """Who a run changed, 90 days after it: the run keeps its counts."""
    over = SyncRun.objects.filter(created_at__lt=at - PLANS_KEPT).exclude(state__in=OPEN_RUNS)
    planned = over.filter(Exists(SyncChange.objects.filter(run=OuterRef("pk"))))
    gone = sum(_delete(SyncChange.objects.filter(run=run)) for run in planned.order_by("created_at", "id"))
    over.exclude(applied_to="").update(applied_to="")
    return gone


@transaction.atomic
def erase_leaver(*, employee: Employee, by: Acting, at: datetime) -> bool:
    """Take from the record of somebody whose contract is over all that names them, at once: they asked. Returns whether it was
    done: who is employed stays in the list that says so.
    """
    rows = Employee.objects.select_for_update().filter(pk=employee.pk, status=EmployeeStatus.ENDED)
    if not (done := bool(_anonymise(rows))):
        return False
    OwnMeans.objects.filter(employee=employee).delete()
    audit.record("people.erase_leaver", by=by, at=at, subject=employee.id)
    return done


def _forget_runs(before: datetime) -> int:
    """Runs of more than three years; the last of a source that the next is compared with stays, and no longer names anybody."""
    old = SyncRun.objects.filter(created_at__lt=before).exclude(state__in=OPEN_RUNS)
    sources = list(old.order_by("source").values_list("source", flat=True).distinct())
    last = {run.pk for source in sources for run in queries.compared_with(source=source)}
    gone = in_slices(old.exclude(pk__in=last), _with_steps)
    old.filter(pk__in=last).exclude(decided_by=None, decision_note="").update(decided_by=None, decision_note="")
    return gone


def _with_steps(rows: QuerySet[SyncRun]) -> int:
    forget_steps(machine=RUN.name, subjects=list(rows.values_list("pk", flat=True)))
    return rows.delete()[1].get("people.SyncRun", 0)


def _forget_codes(at: datetime) -> int:
    """Codes sent to telephones, after a day; codes of letters that another letter replaced, or that were called back."""
    sent = PhoneCode.objects.filter(created_at__lt=at - PHONE_CODES_KEPT)
    return _delete(sent) + _delete(ActivationCode.objects.filter(revoked_at__isnull=False, used_at=None))


def _forget_people(before: date) -> int:
    """Whoever left more than a year ago: the row goes; with an account it stays, and says only that the contract is over."""
    undated = Q(end_date=None, changed_at__lt=clock.start_of_day(before))
    over = Employee.objects.filter(Q(end_date__lt=before) | undated, status=EmployeeStatus.ENDED)
    gone = _delete(over.filter(user=None), counted="people.Employee")
    return gone + in_slices(over.exclude(digest="", sign_in_email=""), _anonymise)


def _anonymise(rows: QuerySet[Employee]) -> int:
    return rows.update(external_id=Cast(F("id"), CharField()), **_CLEARED)


def _delete(rows: QuerySet[Any], *, counted: str = "") -> int:
    label = counted or rows.model._meta.label
    return in_slices(rows, lambda some: some.delete()[1].get(label, 0))
