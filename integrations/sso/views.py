"""The SAML addresses. A refusal is always one plain 403 page and one audit row, and never says a reason to the outside."""

from collections.abc import Callable
from functools import wraps
from urllib.parse import urlsplit

from django.contrib.auth import BACKEND_SESSION_KEY
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.journeys.sign_in import SignInRefused
from portal.ui.access import allow_everyone
from portal.ui.sessions import close_session, open_session

from . import logout as logouts
from . import operations, our_messages, pending, queries
from .errors import SamlRefused
from .models import IdentityProvider
from .verification import verify

SESSION_KEY = "sso"
MESSAGE = "SAMLResponse"
START = "start"
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
            operations.note_refusal(idp=idp, code=refusal.code, by=SYSTEM, at=clock.now())
            return render(request, "sso/refused.html", {"idp": idp}, status=403)

    return wrapped


@allow_everyone
@never_cache
@require_GET
@saml_view
def sign_in(request: HttpRequest, idp: IdentityProvider) -> HttpResponse:
    """Begin: remember the request in its own cookie and take the browser to the provider."""
    begun = pending.PendingRequest(our_messages.new_request_id(), idp.slug, own_page(request.GET.get("next", "")))
    response = HttpResponseRedirect(our_messages.sign_in_request(idp, begun.id, clock.now()))
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
    answer = verify(posted_message(request), idp, begun, at)
    try:
        sign_in = operations.complete_sign_in(idp=idp, answer=answer, by=SYSTEM, at=at)
    except SignInRefused as refusal:
        operations.note_refusal(idp=idp, code=refusal.code, by=SYSTEM, at=at)
        response = render(request, "sso/ask_hr.html", {"code": refusal.code, "idp": idp}, status=403)
    else:
        open_session(request, sign_in, at=at)
        identity = answer.identity
        request.session[SESSION_KEY] = {"idp": idp.slug, "name_id": identity.name_id, "index": identity.session_index}
        response = HttpResponseRedirect(own_page(answer.request.next) or resolve_url(START))
    pending.write(response, begun.without(answer.request.id))
    return response


@allow_everyone
@never_cache
@require_GET
@saml_view
def sign_out(request: HttpRequest, idp: IdentityProvider) -> HttpResponse:
    """End the session here that a signed request of the provider names."""
    at = clock.now()
    asked = logouts.read(request.META.get("QUERY_STRING", ""), idp, at)
    held = request.session.get(SESSION_KEY) or {}
    same = held.get("idp") == idp.slug and held.get("name_id") == asked.name_id
    if BACKEND_SESSION_KEY in request.session:
        if not same or (asked.session_indexes and held.get("index") not in asked.session_indexes):
            raise SamlRefused("other_session")
        close_session(request, at=at)
    return HttpResponseRedirect(our_messages.logout_answer(idp, asked.id, at) if idp.slo_url else resolve_url("account:sign-in"))


@allow_everyone
@require_GET
def metadata(request: HttpRequest, slug: str) -> HttpResponse:
    """Describe ourselves; also before the provider is registered, since it needs this to be set up."""
    return HttpResponse(our_messages.our_description(slug), content_type="application/samlmetadata+xml")


def posted_message(request: HttpRequest) -> str:
    """Return the one message of a form. Raises SamlRefused ("too_large", "not_one_message")."""
    try:
        messages = request.POST.getlist(MESSAGE)
    except (RequestDataTooBig, TooManyFieldsSent, MultiPartParserError, UnreadablePostError) as error:
        raise SamlRefused("too_large") from error
    if len(messages) != 1:
        raise SamlRefused("not_one_message")
    return messages[0]


def own_page(target: str) -> str:
    """Return a path of ours as it is, and "" for anything that leads elsewhere."""
    own = target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return target if own and not urlsplit(target).netloc else ""
