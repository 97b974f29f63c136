"""Step-by-step guides for identity providers, with this deployment's own addresses filled in."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.utils.functional import Promise
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from portal.accounts.enums import Role
from portal.ui.access import PortalRequest, allow

from .guide import Guide
from .oidc_guides import GUIDES as OIDC
from .saml_guides import GUIDES as SAML

GUIDES: dict[str, dict[str, Guide]] = {"saml": SAML, "oidc": OIDC}
PROTOCOLS = {"saml": "SAML 2.0", "oidc": "OpenID Connect"}
SCREENS = {"saml": "company:idp-new", "oidc": "company:idp-openid-new"}
DEFAULT_SLUG = "entreprise"
LONGEST = 40


@dataclass(frozen=True)
class Value:
    """One thing to copy into the provider's screens."""

    label: str | Promise
    value: str


def values_of(protocol: str, slug: str) -> list[Value]:
    """Return what a provider asks of us: our own addresses, from the settings."""
    if protocol == "saml":
        return [
            Value(_("Identifiant (« Entity ID », audience)"), _address("sso:metadata", slug)),
            Value(_("Adresse de réponse (ACS, « Reply URL »)"), _address("sso:acs", slug)),
            Value(_("Adresse de déconnexion (SLO)"), _address("sso:logout", slug)),
            Value(_("Adresse de nos métadonnées"), _address("sso:metadata", slug)),
        ]
    return [
        Value(_("Adresse de redirection (« Redirect URI »)"), _address("sso:callback", slug)),
        Value(_("Adresse après déconnexion"), f"{settings.PUBLIC_URL}{reverse('sso:signed-out')}"),
        Value(_("Adresse qui commence une connexion"), _address("sso:login", slug)),
        Value(_("Flux et portée"), "authorization code + PKCE (S256), openid"),
    ]


def command_of(protocol: str, slug: str, guide: Guide) -> str:
    """Return the command that registers the provider here."""
    number, roles = guide.attributes[0].name, guide.attributes[1].name
    if protocol == "saml":
        said = "" if number == "employeeNumber" else f" --employee-number-attribute {number}"
        return f"python manage.py sso register --slug {slug} --entity FR01 --metadata metadata.xml{said} --role-attribute {roles}"
    form = " --response-mode form_post --scopes 'openid allatclaims'" if guide.provider == "AD FS" else ""
    return (
        f"python manage.py sso register-oidc --slug {slug} --entity FR01 --issuer https://… --client-id …"
        f" --client-secret-env BINOME_OIDC_SECRET --employee-number-claim {number} --role-claim {roles}{form}"
    )


@allow(Role.PLATFORM_ADMIN)
def guides(request: PortalRequest) -> HttpResponse:
    """List the guides."""
    rows = [(name, SAML[name].provider) for name in SAML]
    return render(request, "sign_in_help/guides.html", {"rows": rows, "protocols": PROTOCOLS})


@allow(Role.PLATFORM_ADMIN)
def guide(request: PortalRequest, protocol: str, provider: str) -> HttpResponse:
    """Show one, for a door of the name that was chosen."""
    found = GUIDES.get(protocol, {}).get(provider)
    if found is None:
        raise Http404
    slug = slugify(request.GET.get("slug", ""))[:LONGEST] or DEFAULT_SLUG
    context = {
        "guide": found,
        "protocol": PROTOCOLS[protocol],
        "slug": slug,
        "values": values_of(protocol, slug),
        "command": command_of(protocol, slug, found),
        "screen": reverse(SCREENS[protocol]),
        "tabs": [
            {
                "label": label,
                "url": f"{reverse('company:idp-guide', args=[each, provider])}?slug={slug}",
                "current": each == protocol,
            }
            for each, label in PROTOCOLS.items()
        ],
    }
    return render(request, "sign_in_help/guide.html", context)


def _address(name: str, slug: str) -> str:
    return f"{settings.PUBLIC_URL}{reverse(name, args=[slug])}"


urlpatterns = [
    path("guides/", guides, name="idp-guides"),
    path("guides/<slug:protocol>/<slug:provider>/", guide, name="idp-guide"),
]
