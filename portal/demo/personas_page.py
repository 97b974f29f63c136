"""The page that says who one can be in the demo; it exists under DEBUG only."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache

from portal.ui.access import allow_everyone

from .associations import PASSWORD
from .idp.registration import SLUG
from .personas import local_personas, personas


@allow_everyone
@never_cache
def page(request: HttpRequest) -> HttpResponse:
    """List everyone, what they can see, and how to be them."""
    context = {"people": personas(), "members": local_personas(), "password": PASSWORD, "slug": SLUG}
    return render(request, "demo/personas.html", context)


urlpatterns = [path("", page, name="demo-personas")]
