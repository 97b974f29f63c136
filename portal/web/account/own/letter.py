"""The first time: the letter's code is read out, then a telephone or a passkey is chosen to come back with."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.actors import ANONYMOUS
from portal.core import clock
from portal.core.errors import Refusal
from portal.journeys import own_access
from portal.people import operations, queries
from portal.people.models import ActivationCode
from portal.ui import limits, own_passkeys, shared_screen
from portal.ui.access import allow_everyone
from portal.ui.addresses import address_of

from . import held, words
from .forms import LetterForm, PhoneForm
from .held import Held
from .inside import come_in

TRIES, TRIES_IN = 30, 600
"""Letters tried from one network address in ten minutes: a whole workshop may stand behind one."""
CODES, CODES_IN = 5, 3600
"""Codes sent for one letter in an hour."""


@allow_everyone
@never_cache
@sensitive_post_parameters("number", "code")
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest) -> HttpResponse:
    """Take the matricule and the code of a letter."""
    at, marked = clock.now(), shared_screen.is_marked(request)
    form = LetterForm(request.POST if request.method == "POST" else None, marked=marked)
    target, status = request.POST.get("next") or request.GET.get("next", ""), 200
    if form.is_valid():
        if limits.spent(action="own-letter", who=address_of(request), amount=TRIES, seconds=TRIES_IN):
            form.add_error(None, words.too_many())
            status = 429
        elif found := _try(form, at):
            request.session.cycle_key()
            held.keep(request, at=at, letter=found.id, shared=marked or form.cleaned_data["shared"], target=target)
            return redirect("account:own-means")
    return render(request, "account/own/letter.html", {"form": form, "target": target}, status=status)


@allow_everyone
@never_cache
@sensitive_post_parameters("phone")
@require_http_methods(["GET", "POST"])
def means(request: HttpRequest) -> HttpResponse:
    """Let the person choose how to come back: a telephone, or a passkey."""
    at = clock.now()
    waiting = held.held(request, at)
    found = _letter(waiting)
    if waiting is None or found is None:
        return _begin_again(request)
    form = PhoneForm(request.POST if request.method == "POST" else None)
    if queries.phones_are_offered() and form.is_valid():
        if not limits.spent(action="own-phone", who=str(found.id), amount=CODES, seconds=CODES_IN):
            asked = own_access.ask_code(employee=found.employee, number=form.cleaned_data["phone"], by=ANONYMOUS, at=at)
            held.keep_code(request, waiting, asked.id)
            return redirect("account:own-code")
        form.add_error(None, words.too_many())
    return _choice(request, waiting, found, form)


@allow_everyone
@never_cache
@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """Take the passkey that the browser has just made, and let its person in."""
    at = clock.now()
    waiting = held.held(request, at)
    found = _letter(waiting)
    if waiting is None or found is None:
        return _begin_again(request)
    try:
        made = own_passkeys.created(request, answer=request.POST.get("credential", ""))
        signed_in = own_access.enter_with_letter(letter=found, means=made, by=ANONYMOUS, at=at)
    except Refusal as refusal:
        return _choice(request, waiting, found, PhoneForm(), refused=words.sentence(refusal))
    messages.success(request, _("C’est fait. La prochaine fois, cette clé d’accès suffira."))
    return come_in(request, signed_in, waiting, at)


def _try(form: LetterForm, at: datetime) -> ActivationCode | None:
    given = form.cleaned_data
    try:
        return operations.try_letter(employee_number=given["number"].strip(), code=given["code"], by=ANONYMOUS, at=at)
    except Refusal as refusal:
        form.add_error(None, words.sentence(refusal))
        return None


def _letter(waiting: Held | None) -> ActivationCode | None:
    return queries.open_letter(code_id=waiting.letter_id) if waiting and waiting.letter_id else None


def _begin_again(request: HttpRequest) -> HttpResponse:
    messages.error(request, _("Un quart d’heure a passé, ou cette lettre vient de servir. Recommencez depuis le code."))
    return redirect("account:own-letter")


def _choice(request: HttpRequest, waiting: Held, found: ActivationCode, form: PhoneForm, refused: str = "") -> HttpResponse:
    context = {
        "form": form,
        "phones": queries.phones_are_offered(),
        "first_name": found.employee.preferred_name or found.employee.given_name,
        "shared": waiting.shared,
        "options": own_passkeys.creation_options(request, name=found.employee.name, elsewhere=waiting.shared),
        "refused": refused,
    }
    return render(request, "account/own/means.html", context, status=400 if refused or form.errors else 200)


urlpatterns = [
    path("letter/", letter, name="own-letter"),
    path("means/", means, name="own-means"),
    path("means/passkey/", passkey, name="own-means-passkey"),
]
