"""How a message of ours leaves with the browser: by a redirect, or by a page of ours whose form is posted to the provider."""

from typing import Any
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers

from .models import IdentityProvider
from .oidc.models import OidcProvider
from .our_messages import Outgoing
from .post_binding import Form

SIGN_IN, SIGN_OUT = "sso/posting.html", "sso/leaving.html"


def carried(request: HttpRequest, idp: IdentityProvider, message: Outgoing, template: str) -> HttpResponse:
    """Return the redirect that takes a message to its provider, or the page of `template` that posts it."""
    return posting(request, idp, message, template) if isinstance(message, Form) else HttpResponseRedirect(message)


def left(request: HttpRequest, idp: IdentityProvider | OidcProvider, message: Outgoing) -> HttpResponse:
    """Return the page that says goodbye and carries our logout on, by either door.

    It is a page and never a redirect, since the content policy lets no form of ours, the sign-out's button, end at another site.
    """
    if isinstance(message, Form):
        return posting(request, idp, message, SIGN_OUT)
    response = render(request, SIGN_OUT, {"idp": idp, "address": message})
    response["Refresh"] = f"0; url={message}"
    add_never_cache_headers(response)
    return response


def posting(request: HttpRequest, idp: IdentityProvider | OidcProvider, form: Form, template: str) -> HttpResponse:
    """Return the page whose form takes a browser to a provider that takes no redirect; a button does without a script.

    The policy of this one page lets its form leave, by https to wherever the provider then sends the browser on.
    """
    response: Any = render(request, template, {"idp": idp, "form": form})
    add_never_cache_headers(response)
    parts = urlsplit(form.url)
    response._csp_update = {"form-action": ["https:", f"{parts.scheme}://{parts.netloc}"]}
    return response  # type: ignore[no-any-return]
