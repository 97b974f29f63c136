"""Registering a company's SAML provider and keeping it: metadata looked at before it counts, certificates, service and rest."""

import base64
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from portal.accounts.enums import Role
from portal.accounts.ports import DoorDescription, DoorDetails
from portal.accounts.queries import door_desk
from portal.core import clock
from portal.core.errors import Refusal
from portal.ui.access import PortalRequest, allow

from .idp_files import CertificateForm, DocumentForm
from .idp_forms import AgreementForm, RegistrationForm
from .idp_words import words_of
from .idps import certificates_of


@allow(Role.PLATFORM_ADMIN)
@require_http_methods(["GET", "POST"])
def new_idp(request: PortalRequest) -> HttpResponse:
    """Read the metadata of a new provider, show what it says, then register it."""
    form = RegistrationForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        slug, url, entity_id, at = *(form.cleaned_data[name] for name in ("slug", "url", "entity_id")), clock.now()
        try:
            description = door_desk().read(document=form.content, url=url, entity_id=entity_id, at=at)
            if "confirm" not in request.POST:
                return _preview(request, form, description, title=_("Nouveau fournisseur"))
            agreement, document = form.agreement(slug), description.document
            door_desk().register(agreement=agreement, document=document, url=url, entity_id=entity_id, by=request.actor, at=at)
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("C’est enregistré. Donnez-lui nos métadonnées, puis essayez avec une personne."))
            return redirect("company:idp", slug)
    return render(request, "sso/idp_new.html", {"form": form}, status=400 if form.errors else 200)


@allow(Role.PLATFORM_ADMIN)
@require_http_methods(["GET", "POST"])
def idp(request: PortalRequest, slug: str) -> HttpResponse:
    """Show a provider, and change what was agreed on with it."""
    details = _details(slug)
    form = AgreementForm(request.POST or None, initial=_initial(details))
    if form.is_valid():
        try:
            door_desk().change(agreement=form.agreement(slug), by=request.actor, at=clock.now())
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("C’est enregistré."))
            return redirect("company:idp", slug)
    return _page(request, details, form, DocumentForm())


@allow(Role.PLATFORM_ADMIN)
@require_POST
def idp_metadata(request: PortalRequest, slug: str) -> HttpResponse:
    """Read a new file of a provider, show what it says, then take its addresses and certificates."""
    details = _details(slug)
    form, at = DocumentForm(request.POST, request.FILES), clock.now()
    if form.is_valid():
        try:
            description = door_desk().read_again(slug=slug, document=form.content or b"", at=at)
            if "confirm" not in request.POST:
                return _preview(request, form, description, title=details.agreement.name, held=details)
            door_desk().replace(slug=slug, document=description.document, by=request.actor, at=at)
        except Refusal as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("Les nouvelles métadonnées valent dès maintenant."))
            return redirect("company:idp", slug)
    return _page(request, details, AgreementForm(initial=_initial(details)), form)


@allow(Role.PLATFORM_ADMIN)
@require_POST
def idp_certificate(request: PortalRequest, slug: str) -> HttpResponse:
    """Let the certificate that a provider announces sign beside the one in use."""
    details, form = _details(slug), CertificateForm(request.POST, request.FILES)
    if form.is_valid():
        content = form.cleaned_data["certificate"]
        try:
            door_desk().add_certificate(slug=slug, certificate=content, by=request.actor, at=clock.now())
        except Refusal as refusal:
            form.add_error("certificate", str(words_of(refusal.code)[1]))
        else:
            messages.success(
                request, _("Les deux certificats valent. Retirez l’ancien quand le fournisseur signera avec le nouveau.")
            )
            return redirect("company:idp", slug)
    return _page(request, details, AgreementForm(initial=_initial(details)), DocumentForm(), form)


@allow(Role.PLATFORM_ADMIN)
@require_POST
def idp_step(request: PortalRequest, slug: str) -> HttpResponse:
    """Do one thing with a provider: read again, accept, discard, drop a certificate, rest, serve."""
    desk, at, by = door_desk(), clock.now(), request.actor
    _details(slug)
    steps: dict[str, Callable[[], object]] = {
        "refresh": lambda: desk.refresh(slug=slug, by=by, at=at),
        "accept": lambda: desk.answer(slug=slug, accept=True, by=by, at=at),
        "discard": lambda: desk.answer(slug=slug, accept=False, by=by, at=at),
        "drop": lambda: desk.drop_certificate(slug=slug, fingerprint=request.POST.get("fingerprint", ""), by=by, at=at),
        "rest": lambda: desk.set_active(slug=slug, active=False, by=by, at=at),
        "serve": lambda: desk.set_active(slug=slug, active=True, by=by, at=at),
    }
    step = steps.get(request.POST.get("step", ""))
    if step is None:
        raise Http404
    try:
        wrong = step()
    except Refusal as refusal:
        wrong = refusal.code
    if wrong:
        messages.warning(request, str(words_of(str(wrong))[1]))
    else:
        messages.success(request, _("C’est fait."))
    return redirect("company:idp", slug)


def _details(slug: str) -> DoorDetails:
    found = door_desk().details(slug=slug)
    if found is None:
        raise Http404
    return found


def _initial(details: DoorDetails) -> dict[str, object]:
    held = details.agreement
    roles = "\n".join(f"{group} = {role}" for group, role in sorted(held.roles.items()))
    return {**vars(held), "entities": list(held.entities), "roles": roles}


def _refuse(form: AgreementForm | DocumentForm, refusal: Refusal) -> None:
    field, words = words_of(refusal.code)
    form.add_error(field if field in form.fields else None, str(words))


def _preview(
    request: PortalRequest, form: DocumentForm, description: DoorDescription, *, title: str, held: DoorDetails | None = None
) -> HttpResponse:
    """Show what a document says before it counts; what was typed goes along, the document too."""
    typed = [
        (name, value) for name, values in request.POST.lists() if name in form.fields for value in values if name != "document"
    ]
    context = {
        "title": title,
        "said": description,
        "certificates": certificates_of(description.certificates),
        "held": held,
        "typed": typed,
        "document": base64.b64encode(description.document).decode(),
    }
    return render(request, "sso/idp_preview.html", context)


def _page(
    request: PortalRequest,
    details: DoorDetails,
    form: AgreementForm,
    document: DocumentForm,
    certificate: CertificateForm | None = None,
) -> HttpResponse:
    context = {
        "door": details,
        "certificates": certificates_of(details.description.certificates),
        "proposed": certificates_of(details.proposed.certificates) if details.proposed else (),
        "problem": words_of(details.metadata_problem)[1] if details.metadata_problem else "",
        "form": form,
        "document": document,
        "certificate": certificate or CertificateForm(),
    }
    wrong = form.errors or document.errors or (certificate and certificate.errors)
    return render(request, "sso/idp.html", context, status=400 if wrong else 200)


urlpatterns = [
    path("new/", new_idp, name="idp-new"),
    path("door/<slug:slug>/", idp, name="idp"),
    path("door/<slug:slug>/metadata/", idp_metadata, name="idp-metadata"),
    path("door/<slug:slug>/certificate/", idp_certificate, name="idp-certificate"),
    path("door/<slug:slug>/step/", idp_step, name="idp-step"),
]
