"""The portal's addresses and one screen that only an association's coordination may open."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from portal.accounts.enums import Role
from portal.config.urls import handler403, handler404, handler429, handler500
from portal.config.urls import urlpatterns as all_addresses
from portal.ui.access import allow

__all__ = ["handler403", "handler404", "handler429", "handler500", "urlpatterns"]


@allow(Role.COORDINATOR)
def desk(request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("desk/", desk), *all_addresses]
