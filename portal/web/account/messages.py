"""One's own messages: which groups come, and which were stopped; everything else always comes."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.accounts.models import User
from portal.core import clock, wanted
from portal.journeys.own_messages import OwnMessages, own_messages
from portal.ui.access import SIGNED_IN, PortalRequest, allow
from portal.ui.message_words import GROUPS


@allow(*SIGNED_IN)
@never_cache
def own(request: PortalRequest) -> HttpResponse:
    """Show one's own groups, and stop one or have it again."""
    assert isinstance(request.user, User)  # noqa: S101  the rule lets nobody else in
    mine = own_messages(user_id=request.user.id)
    if request.method == "POST":
        chosen = next((one for one in mine if _key(one) == request.POST.get("group")), None)
        if chosen is None:
            raise Http404
        act = wanted.resume_messages if chosen.stopped else wanted.stop_messages
        act(recipient=chosen.recipient, group=chosen.group, by=request.actor, at=clock.now())
        said = _("Vous recevrez de nouveau ces messages.") if chosen.stopped else _("Ces messages ne partiront plus.")
        messages.success(request, said)
        return redirect("account:messages")
    rows = [(one, _key(one), GROUPS[one.group]) for one in mine]
    return render(request, "account/messages.html", {"rows": rows})


def _key(one: OwnMessages) -> str:
    return f"{one.recipient.kind}:{one.recipient.id}:{one.group}"


urlpatterns = [path("", own, name="messages")]
