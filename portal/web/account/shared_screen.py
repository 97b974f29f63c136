"""A terminal that many people use: marked as one, and what it shows between two of them."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from portal.core import clock
from portal.ui import shared_screen
from portal.ui.access import allow_everyone
from portal.ui.sessions import close_session


@allow_everyone
@never_cache
@require_http_methods(["GET", "POST"])
def terminal(request: HttpRequest) -> HttpResponse:
    """Mark this browser as a terminal, or as an ordinary one again; whoever is signed in here is signed out."""
    if request.method == "GET":
        return render(request, "account/shared_screen.html", {"marked": shared_screen.is_marked(request)})
    close_session(request, at=clock.now())
    if "off" in request.POST:
        response = redirect("account:shared-screen")
        shared_screen.unmark(response)
    else:
        response = redirect(shared_screen.OVER)
        shared_screen.mark(response)
    return response


@allow_everyone
@never_cache
def over(request: HttpRequest) -> HttpResponse:
    """Say that the session is over and that nothing of it stays; from here the next person comes in."""
    if shared_screen.ends_at(request) is not None:
        close_session(request, at=clock.now())
    return render(request, "account/shared_screen_over.html")


urlpatterns = [
    path("shared-screen/", terminal, name="shared-screen"),
    path("shared-screen/over/", over, name="shared-screen-over"),
]
