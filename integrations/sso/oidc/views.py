"""The addresses of the second door. A refusal is always one plain 403 page with a reference, and one audit row."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from integrations.sso import addresses, carrying
from integrations.sso.failures import oidc as kept
from integrations.sso.failures import operations as failures
from integrations.sso.failures.shapes import Seen
from integrations.sso.views import own_page
from portal.accounts.actors import ANONYMOUS, SYSTEM
from portal.accounts.models import SignIn
from portal.core import clock, encryption
from portal.core.errors import Refusal
from portal.journeys.sign_in import SignInRefused
from portal.ui import second_factor, sessions
from portal.ui.access import allow_everyone, bind_to_association

from . import begun as begins
from . import client, operations, queries, secret
from .begun import Begun
from .client import Tokens
from .discovery import Configuration
from .errors import OidcRefused
from .models import OidcProvider
from .verification import Answer, verify

SESSION_KEY = "oidc"
START, SIGN_IN = "start", "account:sign-in"
MOST_BYTES = 64 * 1024
LONGEST_CODE = 4096


@dataclass
class Attempt:
    """One answer on its way through the checks; what of it may be kept when one refuses."""

    provider: OidcProvider
    seen: list[Seen] = field(default_factory=list)


OidcView = Callable[[HttpRequest, Attempt], HttpResponse]


def oidc_view(view: OidcView) -> Callable[[HttpRequest, str], HttpResponse]:
    """Find the provider, and turn a refusal into the plain page, its audit row and its reference."""

    @wraps(view)
    def wrapped(request: HttpRequest, slug: str) -> HttpResponse:
        provider = queries.provider(slug=slug)
        if provider is None:
            raise Http404
        attempt = Attempt(provider)
        try:
            return view(request, attempt)
        except Refusal as refusal:
            return refused(request, attempt, refusal)

    return wrapped


def refused(request: HttpRequest, attempt: Attempt, refusal: Refusal) -> HttpResponse:
    """Keep the refusal and say so: to an employee that the HRIS does not know, whom to ask."""
    provider = attempt.provider
    reference = failures.note(
        idp_id=provider.id,
        idp=provider.slug,
        protocol="oidc",
        code=refusal.code,
        received=attempt.seen,
        by=SYSTEM,
        at=clock.now(),
    )
    page = "sso/ask_hr.html" if isinstance(refusal, SignInRefused) else "sso/refused.html"
    if refusal.code == "no_second_factor":
        page = "sso/no_second_factor.html"
    return render(request, page, {"idp": provider, "code": refusal.code, "reference": reference}, status=403)


@allow_everyone
@never_cache
@require_GET
@oidc_view
def sign_in(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Begin: remember the sign-in in its own cookie and take the browser to the provider."""
    invitation = request.GET.get("invitation", "") if attempt.provider.association_id else ""
    begun = begins.new(attempt.provider.slug, own_page(request.GET.get("next", "")), invitation[:200])
    response = HttpResponseRedirect(client.sign_in_address(attempt.provider, begun))
    begins.write(response, (*begins.read(request), begun))
    return response


@allow_everyone
@never_cache
@csrf_exempt  # the provider's page may post here; the answer is bound to this browser by its own cookie
@require_http_methods(["GET", "POST"])
@oidc_view
def callback(request: HttpRequest, attempt: Attempt) -> HttpResponse:
    """Take the provider's answer, exchange its code, verify what comes, and open the session."""
    provider, at = attempt.provider, clock.now()
    parameters = parameters_of(request)
    attempt.seen += kept.of_answer(parameters, provider)
    items = begins.read(request)
    begun = answered(parameters, items, provider)
    operations.use_up(provider=provider, begun=begun, by=SYSTEM, at=at)
    tokens = secret.exchange(provider, code=code_of(parameters), verifier=begun.verifier, at=at)
    attempt.seen += kept.of_token(tokens.id_token, provider, begun, at)
    answer = verify(tokens, provider, begun, at)
    if provider.association_id is None:
        signed_in = operations.complete_sign_in(provider=provider, answer=answer, by=SYSTEM, at=at)
    else:
        signed_in = operations.complete_member_sign_in(
            provider=provider, answer=answer, invitation=begun.invitation, by=SYSTEM, at=at
        )
    open_session(request, provider, signed_in, answer, tokens)
    response = HttpResponseRedirect(begun.next or resolve_url(START))
    begins.write(response, tuple(item for item in items if item != begun))
    return response


def parameters_of(request: HttpRequest) -> dict[str, list[str]]:
    """Return the parameters of the address or of the posted form, never of both. Raises OidcRefused "answer_form"."""
    if request.method == "GET":
        return {name: request.GET.getlist(name) for name in request.GET}
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise OidcRefused("answer_form")
    try:
        return {name: request.POST.getlist(name) for name in request.POST}
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError, UnreadablePostError) as error:
        raise OidcRefused("answer_form") from error


def answered(parameters: dict[str, list[str]], items: tuple[Begun, ...], provider: OidcProvider) -> Begun:
    """Return the sign-in of this browser that an answer belongs to, from the provider it was begun at.

    Raises OidcRefused ("answer_form", "unknown_state", "wrong_response_issuer", "no_response_issuer", "provider_says_no").
    """
    if any(len(parameters.get(name, ())) > 1 for name in kept.PARAMETERS):
        raise OidcRefused("answer_form")
    begun = begins.find(items, state=(parameters.get("state") or [""])[0], slug=provider.slug)
    if begun is None:
        raise OidcRefused("unknown_state")
    if "iss" in parameters and parameters["iss"] != [provider.issuer]:
        raise OidcRefused("wrong_response_issuer")
    if "iss" not in parameters and Configuration.of(provider).names_itself:
        raise OidcRefused("no_response_issuer")
    if "error" in parameters:
        raise OidcRefused("provider_says_no")
    return begun


def code_of(parameters: dict[str, list[str]]) -> str:
    """Return the code of an answer. Raises OidcRefused "no_code"."""
    code = (parameters.get("code") or [""])[0]
    if not code or len(code) > LONGEST_CODE or not code.isascii() or not code.isprintable():
        raise OidcRefused("no_code")
    return code


def open_session(request: HttpRequest, provider: OidcProvider, signed_in: SignIn, answer: Answer, tokens: Tokens) -> None:
    """Open the session; one of an association's door acts in that association alone, and counts as opened with a second factor."""
    sessions.open_session(request, signed_in, at=signed_in.at)
    if provider.association_id is not None:
        bind_to_association(request, provider.association_id)
        second_factor.note_asserted(request)
    held = {"idp": provider.slug, "index": answer.identity.session_index, "id_token": encryption.encrypt(tokens.id_token)}
    request.session[SESSION_KEY] = held


def leave(request: HttpRequest) -> HttpResponse | None:
    """End a session and return the page that takes the browser to its provider's logout (settings.COMPANY_SIGN_OUT).

    None, and nothing ended, for a session whose provider has no logout.
    """
    held = request.session.get(SESSION_KEY)
    provider = queries.provider(slug=held["idp"]) if held else None
    if held is None or provider is None:
        return None
    address = client.sign_out_address(provider, encryption.decrypt(held["id_token"]), addresses.signed_out_url())
    if not address:
        return None
    sessions.close_session(request, at=clock.now())
    request.actor = ANONYMOUS  # type: ignore[attr-defined]  # the page is for nobody any more
    return carrying.left(request, provider, address)


@allow_everyone
@require_GET
def signed_out(request: HttpRequest) -> HttpResponse:
    """Where the provider sends the browser back to, once out there too."""
    return redirect(SIGN_IN)
