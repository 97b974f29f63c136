"""What the room tells people."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from portal.accounts import queries as accounts
from portal.accounts.enums import Role
from portal.core import outbox
from portal.core.outbox import Addition
from portal.core.transitions import Step

from .enums import RunState
from .models import Employee, SyncRun


def announce(run: SyncRun, step: Step, at: datetime) -> None:
    """Tell everyone in human resources that a run waits for them."""
    for user_id in accounts.holders_of(role=Role.HR):
        for kind in step.mails:
            outbox.put(kind, recipient_kind="employee", recipient=user_id, subject=run.id, at=at)


def file_refused(*, at: datetime) -> None:
    """Tell everyone in human resources that a file could not be read at all."""
    for user_id in accounts.holders_of(role=Role.HR):
        outbox.put("people.file_refused", recipient_kind="employee", recipient=user_id, at=at)


def addition(*, kind: str, subject_id: UUID | None) -> Addition | None:
    """Return where a mail on a file leads: the plan that waits, or the list of files; None once somebody decided on the plan."""
    if kind != "people.run_held":
        return Addition(page="company/hris/")
    run = SyncRun.objects.filter(pk=subject_id, state=RunState.HELD).first() if subject_id else None
    return Addition(page=f"company/hris/{run.id}/") if run else None


def phone_code_text(*, employee: Employee, code: str) -> str:
    """Return the text message of a code; the last line lets telephones fill it in on our own address only."""
    english = employee.user.language == "en" if employee.user else employee.locale.lower().startswith("en")
    with translation.override("en" if english else "fr"):
        words = _("Binôme\u00a0: %(code)s est votre code. Il vaut dix minutes. Ne le donnez à personne.") % {"code": code}
    return f"{words}\n\n@{urlsplit(settings.PUBLIC_URL).hostname} #{code}"
