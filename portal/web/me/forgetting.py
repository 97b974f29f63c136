"""Taking back what I said to find a programme: what goes with it, said before, and gone when I say so."""

from collections.abc import Iterator
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import path
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from portal.accounts.enums import Role
from portal.core import clock
from portal.routing import operations, queries
from portal.ui.access import PortalRequest, allow


def what_goes(*, user_id: UUID) -> Iterator[str]:
    """Yield, in words, what of somebody's goes when they take their answers back: only what there is, and what they know of."""
    yield _("Vos réponses de cette page, et les raisons gardées de ce qui vous a été montré.")
    if wishes := len(queries.choices(user_id=user_id).wishes):
        yield ngettext("Votre vœu.", "Vos %(n)s vœux, et leur ordre.", wishes) % {"n": wishes}
    if proposal := queries.proposal_to_answer(user_id=user_id):
        title = proposal.programme.title
        yield _("La place proposée dans «\u00a0%(title)s\u00a0»\u00a0: elle va à la personne qui attend la première.") % {
            "title": title
        }
    if queries.waiting_place_of(user_id=user_id):
        yield _("Votre tour sur la liste d’attente\u00a0: les personnes suivantes avancent d’un rang.")
    if question := queries.question_of(user_id=user_id):
        yield _("Votre question et la réponse reçue.") if question.answered_at else _("Votre question, qui attend sa réponse.")


@require_POST
@allow(Role.EMPLOYEE, Role.VOLUNTEER)
def forget(request: PortalRequest) -> HttpResponse:
    """Erase it all; asked a second time, there is nothing left and the screen says so."""
    if operations.forget_profile(by=request.actor, at=clock.now()):
        messages.success(request, _("C’est effacé\u00a0: vos réponses, vos vœux et ce qui en venait. Revenez quand vous voulez."))
    else:
        messages.info(request, _("Il n’y avait rien à effacer."))
    return redirect("me:preferences")


urlpatterns = [path("forget/", forget, name="preferences-forget")]
