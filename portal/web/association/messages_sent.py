"""What the association wrote to several: when, with which template, to how many, by whom; never to whom, never the words."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core import clock
from portal.engagement import queries
from portal.engagement.models import Mailing
from portal.engagement.operations import LEAVES_AFTER
from portal.ui.access import PortalRequest, allow

from .bulk import DESK, undoable
from .reach import reach_of

PER_PAGE = 30
BECAME = (
    ("", gettext_lazy("Tous")),
    ("sent", gettext_lazy("Partis ou sur le départ")),
    ("taken_back", gettext_lazy("Repris")),
)


class SentFilter(forms.Form):
    """Which sendings: by whom, with which template, what became of them."""

    sender = forms.ChoiceField(label=gettext_lazy("Par qui"), required=False)
    template = forms.ChoiceField(label=gettext_lazy("Modèle"), required=False)
    became = forms.ChoiceField(label=gettext_lazy("Ce qu’il en est"), choices=BECAME, required=False)

    def __init__(self, *args: Any, sent: QuerySet[Mailing], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        columns = ("sender", "sender__display_name", "template_name")
        known = list(sent.order_by("sender__display_name").values_list(*columns).distinct())
        people = {str(key): name for key, name, _template in known}
        names = sorted({template for *_person, template in known if template})
        self.fields["sender"].choices = [("", _("Toute l’équipe")), *people.items()]  # type: ignore[attr-defined]
        self.fields["template"].choices = [("", _("Tous")), *((name, name) for name in names)]  # type: ignore[attr-defined]  # ChoiceFields

    def chosen(self) -> dict[str, str]:
        """Return what was chosen; what is not in the lists counts as none."""
        return dict(self.cleaned_data) if self.is_valid() else dict.fromkeys(self.fields, "")


@allow(*DESK)
def messages_sent(request: PortalRequest) -> HttpResponse:
    """List what was sent to several, the latest first."""
    sent = queries.mailings_of(**reach_of(request))
    form = SentFilter(request.GET, sent=sent)
    wanted = form.chosen()
    page = Paginator(_found(sent, wanted), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "form": form,
        "page": page,
        "rows": [(one, _leaves_at(one, clock.now())) for one in page],
        "filtered": any(wanted.values()),
        "can_undo": undoable(request),
    }
    return render(request, "association/messages_sent.html", context)


def _found(sent: QuerySet[Mailing], wanted: dict[str, str]) -> QuerySet[Mailing]:
    if wanted["sender"]:
        sent = sent.filter(sender=UUID(wanted["sender"]))
    if wanted["template"]:
        sent = sent.filter(template_name=wanted["template"])
    return sent.filter(taken_back_at__isnull=wanted["became"] == "sent") if wanted["became"] else sent


def _leaves_at(one: Mailing, at: datetime) -> datetime | None:
    """Return when a sending leaves that has not yet, or None."""
    leaves = one.sent_at + LEAVES_AFTER
    return leaves if leaves > at and one.taken_back_at is None else None


urlpatterns = [path("sent/", messages_sent, name="messages-sent")]
