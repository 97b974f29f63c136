"""The catalogue as the company reads it: programmes and places, never a person."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import path

from portal.accounts.enums import Role
from portal.core import clock
from portal.programmes import queries
from portal.programmes.rules import files
from portal.ui.access import PortalRequest, allow
from portal.ui.catalogue import FilterForm, territory_words

PAGE_SIZE = 25


@allow(Role.CSR)
def catalogue(request: PortalRequest) -> HttpResponse:
    """List the open programmes with their places, filtered."""
    cards = queries.catalogue(on=clock.today())
    form = FilterForm(request.GET, cards=cards)
    fitting = form.apply(cards)
    context = {
        "page": Paginator([(card, territory_words(card.programme)) for card in fitting], PAGE_SIZE).get_page(
            request.GET.get("page")
        ),
        "form": form,
        "filtered": form.active,
        "count": len(fitting),
        "total": len(cards),
        "associations": len({card.programme.association_id for card in fitting}),
        "left": sum(card.places_left for card in fitting),
        "offered": sum(card.places_offered for card in fitting),
    }
    return render(request, "programmes/catalogue.html", context)


@allow(Role.CSR)
def export(request: PortalRequest) -> HttpResponse:
    """Give the catalogue as a CSV file in API Engagement's field names."""
    content = files.write(queries.catalogue_rows(on=clock.today()), suffix=".csv")
    headers = {"Content-Disposition": 'attachment; filename="catalogue.csv"'}
    return HttpResponse("\ufeff" + content, content_type="text/csv; charset=utf-8", headers=headers)


urlpatterns = [path("", catalogue, name="catalogue"), path("export/", export, name="catalogue-export")]
