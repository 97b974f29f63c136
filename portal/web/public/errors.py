"""The plain pages for what cannot be shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from portal.ui.access import allow_everyone


@allow_everyone
def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that this screen is not for this account, and where to go."""
    return render(request, "errors/403.html", status=403)


@allow_everyone
def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Say that there is nothing here."""
    return render(request, "errors/404.html", status=404)


@allow_everyone
def server_error(request: HttpRequest) -> HttpResponse:
    """Say that it is our fault, without a template that could fail again."""
    return HttpResponse(
        "<!doctype html><html lang=fr><meta charset=utf-8><title>Binôme</title>"
        "<h1>Une erreur de notre côté</h1><p>Rien n’a été enregistré. Réessayez dans un instant.</p>"
        "<p lang=en>Something went wrong on our side. Nothing was saved; please try again in a moment.</p>",
        status=500,
    )
