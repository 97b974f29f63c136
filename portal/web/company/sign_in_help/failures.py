"""Refused sign-ins, for the platform administration: which check refused, what was received, what to change at the provider."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.functional import Promise

from portal.accounts.enums import Role
from portal.accounts.ports import CompanyDoor, FailedAttempt
from portal.accounts.queries import association_doors, company_doors, failed_sign_ins
from portal.core import clock
from portal.ui.access import PortalRequest, allow

from . import oidc, saml
from .explanations import Explanation
from .received import line_of
from .words import STEPS

PAGE = 25
EXPLANATIONS = {"saml": saml.CODES, "oidc": oidc.CODES}
PROTOCOLS = {"saml": "SAML", "oidc": "OpenID Connect"}


@dataclass(frozen=True)
class StepLine:
    """A step as `components/path.html` shows it."""

    label: str | Promise
    detail: str | Promise
    state: str


def explanation_of(attempt: FailedAttempt) -> Explanation | None:
    """Return what a refusal means."""
    return EXPLANATIONS[attempt.protocol].get(attempt.code)


def steps_of(attempt: FailedAttempt) -> list[StepLine]:
    """Return the steps: passed, the one that refused, those that were not reached; none where nobody knows which refused."""
    if attempt.step not in attempt.steps:
        return []
    words, explained = STEPS[attempt.protocol], explanation_of(attempt)
    at = attempt.steps.index(attempt.step)
    states = ["done" if i < at else "now" if i == at else "next" for i, _ in enumerate(attempt.steps)]
    found = explained.found if explained else ""
    shown = [
        StepLine(words[step], found if state == "now" else "", state) for step, state in zip(attempt.steps, states, strict=True)
    ]
    return [line for step, line in zip(attempt.steps, shown, strict=True) if step != "logout" or line.state == "now"]


@allow(Role.PLATFORM_ADMIN)
def failures(request: PortalRequest) -> HttpResponse:
    """List the refused sign-ins of the last thirty days; a reference leads to its page."""
    at, reference = clock.now(), request.GET.get("reference", "").strip()
    if reference and (found := failed_sign_ins().attempt(reference=reference, at=at)):
        return redirect("company:idp-failure", found.reference)
    doors = _doors()
    chosen = {"idp": request.GET.get("idp", ""), "code": request.GET.get("code", "")}
    every = failed_sign_ins().latest(at=at, idp=chosen["idp"])
    kept = [one for one in every if chosen["code"] in {"", one.code}]
    page = Paginator(kept, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": [{"attempt": one, "name": _name(doors, one), "means": explanation_of(one)} for one in page],
        "doors": doors,
        "codes": sorted({one.code for one in every}),
        "chosen": chosen,
        "unknown": reference[:20],
        "protocols": PROTOCOLS,
    }
    return render(request, "sign_in_help/failures.html", context)


@allow(Role.PLATFORM_ADMIN)
def failure(request: PortalRequest, reference: str) -> HttpResponse:
    """Show one, step by step."""
    attempt = failed_sign_ins().attempt(reference=reference, at=clock.now())
    if attempt is None:
        raise Http404
    context = {
        "attempt": attempt,
        "name": _name(_doors(), attempt),
        "protocol": PROTOCOLS[attempt.protocol],
        "steps": steps_of(attempt),
        "means": explanation_of(attempt),
        "lines": [line_of(seen) for seen in attempt.received],
    }
    return render(request, "sign_in_help/failure.html", context)


def _doors() -> list[CompanyDoor]:
    return [*company_doors(active_only=False), *association_doors()]


def _name(doors: list[CompanyDoor], attempt: FailedAttempt) -> str:
    return next((door.name for door in doors if door.slug == attempt.idp), attempt.idp)


urlpatterns = [
    path("failures/", failures, name="idp-failures"),
    path("failures/<slug:reference>/", failure, name="idp-failure"),
]
