"""The times after: a passkey, or a code sent to the telephone that its person has chosen."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from portal.accounts.actors import ANONYMOUS
from portal.accounts.models import SignIn
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys import own_access
from portal.people import operations, queries
from portal.people.enums import MeansKind
from portal.people.errors import AccessRefused
from portal.people.operations import NewMeans
from portal.ui import limits, own_passkeys, shared_screen
from portal.ui.access import allow_everyone
from portal.ui.addresses import address_of

from . import held, words
from .forms import CodeForm, Marked, NumberForm
from .held import Held
from .inside import come_in

CODES, CODES_IN = 5, 3600
"""Codes sent for one number in an hour."""
TRIES, TRIES_IN = 60, 600
"""Codes asked for, and passkeys shown, from one network address in ten minutes."""


@allow_everyone
@never_cache
@sensitive_post_parameters("number")
@require_http_methods(["GET", "POST"])
def number(request: HttpRequest) -> HttpResponse:
    """Offer both means; a number asks for a code, and every number gets the same answer."""
    at, marked = clock.now(), shared_screen.is_marked(request)
    form = NumberForm(
        request.POST if request.method == "POST" else None, marked=marked, shared_numbers=queries.numbers_are_shared()
    )
    target, status = request.POST.get("next") or request.GET.get("next", ""), 200
    if queries.phones_are_offered() and form.is_valid():
        typed, entity = form.cleaned_data["number"].strip(), form.cleaned_data.get("entity", "")
        if _too_many(request) or limits.spent(action="own-number", who=f"{typed}|{entity}", amount=CODES, seconds=CODES_IN):
            form.add_error(None, words.too_many())
            status = 429
        else:
            owner = queries.owner_of_number(employee_number=typed, entity_code=entity)
            asked = own_access.ask_code(employee=owner, by=ANONYMOUS, at=at)
            begun = held.keep(request, at=at, shared=marked or form.cleaned_data["shared"], target=target)
            held.keep_code(request, begun, asked.id)
            return redirect("account:own-code")
    context = {
        "form": form,
        "phones": queries.phones_are_offered(),
        "passkey_form": Marked(marked=marked, auto_id="passkey_%s"),
        "target": target,
        "marked": marked,
    }
    return render(request, "account/own/sign_in.html", context, status=status)


@allow_everyone
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the six digits: they keep a telephone when a letter was read out, and let its person in."""
    at = clock.now()
    waiting = held.held(request, at)
    if waiting is None or waiting.code_id is None:
        messages.error(request, _("Un quart d’heure a passé. Recommencez."))
        return redirect("account:own")
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            signed_in = _prove(waiting, form.cleaned_data["code"], at)
        except Refusal as refusal:
            form.add_error("code", words.sentence(refusal))
        else:
            return come_in(request, signed_in, waiting, at)
    back = "account:own-means" if waiting.letter else "account:own"
    return render(request, "account/own/code.html", {"form": form, "letter": bool(waiting.letter), "back": back})


@allow_everyone
@never_cache
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Let whoever shows a passkey of theirs in."""
    at = clock.now()
    if _too_many(request):
        messages.error(request, words.too_many())
        return redirect("account:own")
    shared = shared_screen.is_marked(request) or "shared" in request.POST
    try:
        means, count = own_passkeys.shown(request, answer=request.POST.get("credential", ""))
        operations.count_passkey(means=means, sign_count=count, by=ANONYMOUS, at=at)
        signed_in = own_access.enter_with_means(employee=means.employee, by=ANONYMOUS, at=at)
    except Refusal as refusal:
        messages.error(request, words.sentence(refusal))
        return redirect("account:own")
    return come_in(request, signed_in, held.keep(request, at=at, shared=shared, target=request.POST.get("next", "")), at)


@allow_everyone
@never_cache
@require_GET
def options(request: HttpRequest) -> HttpResponse:
    """Say what a browser needs to show a passkey that it holds for us, whoever's it is."""
    return HttpResponse(own_passkeys.request_options(request), content_type="application/json")


def _prove(waiting: Held, typed: str, at: datetime) -> SignIn:
    """Return the sign-in of whoever typed the right digits. Raises AccessRefused, EntryRefused."""
    assert waiting.code_id is not None  # noqa: S101  the caller has looked
    asked = operations.try_phone_code(code_id=waiting.code_id, typed=typed, by=ANONYMOUS, at=at)
    if asked.employee is None:
        raise AccessRefused("code_over")
    if not asked.phone:
        return own_access.enter_with_means(employee=asked.employee, by=ANONYMOUS, at=at)
    letter = queries.open_letter(code_id=waiting.letter_id) if waiting.letter_id else None
    if letter is None or letter.employee_id != asked.employee_id:
        raise AccessRefused("letter_used")
    means = NewMeans(MeansKind.PHONE, phone=asked.phone)
    return own_access.enter_with_letter(letter=letter, means=means, by=ANONYMOUS, at=at)


def _too_many(request: HttpRequest) -> bool:
    return limits.spent(action="own-sign-in", who=address_of(request), amount=TRIES, seconds=TRIES_IN)


urlpatterns = [
    path("", number, name="own"),
    path("code/", code, name="own-code"),
    path("passkey/", passkey, name="own-passkey"),
    path("passkey/options/", options, name="own-passkey-options"),
]
