"""Every mail the portal sends, as it will be read: in French and in English, in text and as a page. The name is invented."""

from typing import Any

from csp.constants import NONE, UNSAFE_INLINE
from csp.decorators import csp
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.core import wanted
from portal.core.outbox import Contact
from portal.core.ports import Written, message_words
from portal.ui.access import PortalRequest, allow
from portal.ui.message_words import GROUPS

SOMEBODY = "Camille"
AS_A_MAIL = {
    "default-src": [NONE],
    "style-src": [UNSAFE_INLINE],
    "frame-ancestors": [NONE],
    "base-uri": [NONE],
    "form-action": [NONE],
}
"""A mail carries its own style and may load nothing."""
ROOMS = {
    "engagement": _("De la candidature au binôme"),
    "mentorship": _("La vie du binôme"),
    "routing": _("Propositions de programmes"),
    "skills": _("Compétences"),
    "metrics": _("Chiffres"),
    "programmes": _("Équipes des associations"),
    "accounts": _("Comptes"),
    "people": _("Fichiers du personnel"),
    "sso": _("Connexion unique"),
}


@allow(Role.PLATFORM_ADMIN)
def mails(request: PortalRequest) -> HttpResponse:
    """List every kind, by its subject in the language of the page."""
    words, language = message_words(), get_language() or settings.LANGUAGE_CODE
    rooms: dict[str, list[dict[str, Any]]] = {}
    for kind in words.kinds():
        room, _dot, _name = kind.partition(".")
        subject = words.write(kind, contact=_contact(language)).subject
        row = {
            "kind": kind,
            "subject": subject,
            "group": GROUPS.get(wanted.group_of(kind)),
            "urgent": kind in settings.URGENT_MESSAGES,
        }
        rooms.setdefault(room, []).append(row)
    named = [(ROOMS.get(room, room), rows) for room, rows in rooms.items()]
    return render(request, "company/settings/mails.html", {"rooms": named, "quiet": settings.QUIET_HOURS})


@allow(Role.PLATFORM_ADMIN)
def mail(request: PortalRequest, kind: str) -> HttpResponse:
    """Show one kind in each language, as text, with a way to its page."""
    versions = [(code, name, _write(kind, code)) for code, name in settings.LANGUAGES]
    context = {
        "kind": kind,
        "versions": versions,
        "group": GROUPS.get(wanted.group_of(kind)),
        "urgent": kind in settings.URGENT_MESSAGES,
    }
    return render(request, "company/settings/mail.html", context)


@allow(Role.PLATFORM_ADMIN)
@csp(AS_A_MAIL)  # type: ignore[arg-type]  # django-csp types views that take nothing from the address
def as_read(request: PortalRequest, kind: str, language: str) -> HttpResponse:
    """Show one kind as a mail programme does: its own style, and nothing else may load."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return HttpResponse(_write(kind, language).html)


def _write(kind: str, language: str) -> Written:
    stop = reverse("stop-messages", args=["apercu"]).partition("/messages/")[2] if wanted.group_of(kind) else ""
    try:
        return message_words().write(kind, contact=_contact(language), stop=f"messages/{stop}" if stop else "")
    except LookupError as unknown:
        raise Http404 from unknown


def _contact(language: str) -> Contact:
    return Contact("camille@example.org", SOMEBODY, language)


urlpatterns = [
    path("", mails, name="settings-mails"),
    path("<str:kind>/", mail, name="settings-mail"),
    path("<str:kind>/<slug:language>/", as_read, name="settings-mail-as-read"),
]
