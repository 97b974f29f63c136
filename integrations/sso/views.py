"""The SAML addresses. A refusal is always one plain 403 page and one audit row, and never says a reason to the outside."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth import BACKEND_SESSION_KEY
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.actors import ANONYMOUS, SYSTEM
from portal.core import clock
from portal.core.errors import Refusal
from portal.ui.access import allow_everyone
from portal.ui.sessions import close_session, current, open_session

from . import carrying, logout, operations, our_messages, pending, posted, queries, sessions
from .errors import SamlRefused
from .failures.saml import of_request as shapes_of
from .models import IdentityProvider
from .verification import verify

SESSION_KEY = "sso"
LONGEST_PATH = 1000  # of a page to go to after: it waits in a cookie
START, SIGN_IN = "start", "account:sign-in"
SamlView = Callable[[HttpRequest, IdentityProvider], HttpResponse]


def saml_view(view: SamlView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the provider, and turn a refusal into the plain page and its audit row."""

    @wraps(view)
    def wrapped(request: HttpRequest, slug: str) -> HttpResponse:
        idp = queries.idp(slug=slug)
        if idp is None:
            raise Http404
        try:
            return view(request, idp)
        except SamlRefused as refusal:
            at = clock.now()
            seen = shapes_of(request, idp, at)
            reference = operations.note_refusal(idp=idp, code=refusal.code, received=seen, by=SYSTEM, at=at)
            return render(request, "sso/refused.html", {"idp": idp, "reference": reference}, status=403)

    return wrapped


@allow_everyone
@never_cache
@require_GET
@saml_view
def sign_in(request: HttpRequest, idp: IdentityProvider) -> HttpResponse:
    """Begin: remember the request in its own cookie and take the browser to the provider."""
    begun = pending.PendingRequest(our_messages.new_request_id(), idp.slug, own_page(request.GET.get("next", "")))
    message = our_messages.sign_in_request(idp, begun.id, clock.now())
    response = carrying.carried(request, idp, message, carrying.SIGN_IN)
    pending.write(response, pending.read(request).with_one(begun))
    return response


@allow_everyone
@never_cache
@csrf_exempt  # the provider's page posts here; the answer is bound to this browser by its own cookie
@require_POST
@saml_view
def acs(request: HttpRequest, idp: IdentityProvider) -> HttpResponse:
    """Take the provider's answer, verify it, and open the session."""
    begun, at = pending.read(request), clock.now()
    answer = verify(posted.message(request), idp, begun, at)
    try:
        sign_in = operations.complete_sign_in(idp=idp, answer=answer, by=SYSTEM, at=at)
    except SamlRefused:
        raise
    except Refusal as refusal:
        seen = shapes_of(request, idp, at)
        reference = operations.note_refusal(idp=idp, code=refusal.code, received=seen, by=SYSTEM, at=at)
        response = render(request, "sso/ask_hr.html", {"code": refusal.code, "idp": idp, "reference": reference}, status=403)
    else:
        open_session(request, sign_in, at=at)
        identity = answer.identity
        request.session[SESSION_KEY] = {"idp": idp.slug, "name_id": identity.name_id, "index": identity.session_index}
        response = HttpResponseRedirect(own_page(answer.request.next) or resolve_url(START))
    pending.write(response, begun.without(answer.request.id))
    return response


@allow_everyone
@never_cache
@csrf_exempt  # the provider's page may post here; only what it has signed counts
@require_http_methods(["GET", "POST"])
@saml_view
def sign_out(request: HttpRequest, idp: IdentityProvider) -> HttpResponse:
    """End the sessions that a signed request of the provider names, or take its answer to a request of ours."""
    at = clock.now()
    message = read_logout(request, idp, at)
    if isinstance(message, logout.LogoutAnswer):
        return signed_out_there(request, idp, message)
    inside = BACKEND_SESSION_KEY in request.session
    sessions.end_named(idp=idp, asked=message, inside=inside, own=current(request), by=SYSTEM, at=at)
    if inside:
        close_session(request, at=at)
        request.actor = ANONYMOUS  # type: ignore[attr-defined]  # the page is for nobody any more
    answer = our_messages.logout_answer(idp, message.id, at) or resolve_url(SIGN_IN)
    return carrying.carried(request, idp, answer, carrying.SIGN_OUT)


def read_logout(request: HttpRequest, idp: IdentityProvider, at: datetime) -> logout.LogoutRequest | logout.LogoutAnswer:
    """Return the message of either binding. Raises SamlRefused."""
    if request.method == "GET":
        return logout.read_redirect(request.META.get("QUERY_STRING", ""), idp, at)
    return logout.read_post(posted.message(request, posted.REQUEST, posted.RESPONSE), idp, at)


def signed_out_there(request: HttpRequest, idp: IdentityProvider, answer: logout.LogoutAnswer) -> HttpResponse:
    """Take the answer to a logout that this browser asked for. The session here is long over, whatever the answer says."""
    asked = pending.read(request, pending.LOGOUT_COOKIE)
    if asked.find(answer.in_response_to, idp.slug) is None:
        raise SamlRefused("unknown_request")
    response = HttpResponseRedirect(resolve_url(SIGN_IN))
    pending.write(response, asked.without(answer.in_response_to), pending.LOGOUT_COOKIE)
    return response


def leave(request: HttpRequest) -> HttpResponse | None:
    """End a session and return the page that takes the browser to its provider's logout (settings.COMPANY_SIGN_OUT).

    None, and nothing ended, for a session whose provider has no logout.
    """
    held: dict[str, str] = request.session.get(SESSION_KEY) or {}
    idp = queries.idp(slug=held.get("idp", ""))
    if idp is None:
        return None
    asked = pending.PendingRequest(our_messages.new_request_id(), idp.slug, "")
    at = clock.now()
    message = our_messages.logout_request(idp, asked.id, held["name_id"], held["index"], at)
    if message is None:
        return None
    close_session(request, at=at)
    request.actor = ANONYMOUS  # type: ignore[attr-defined]  # the page is for nobody any more
    response = carrying.left(request, idp, message)
    pending.write(response, pending.read(request, pending.LOGOUT_COOKIE).with_one(asked), pending.LOGOUT_COOKIE)
    return response


@allow_everyone
@require_GET
def metadata(request: HttpRequest, slug: str) -> HttpResponse:
    """Describe ourselves; also before the provider is registered, since it needs this to be set up."""
    idp = queries.idp(slug=slug)
    described = our_messages.our_description(slug, signs_requests=idp is not None and idp.sign_requests)
    return HttpResponse(described, content_type="application/samlmetadata+xml")


def own_page(target: str) -> str:
    """Return a path of ours as it is, and "" for anything that leads elsewhere."""
    own = target.startswith("/") and len(target) <= LONGEST_PATH and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if own and not urlsplit(target).netloc else ""
