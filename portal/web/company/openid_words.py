"""What an OpenID provider publishes, in words: its addresses, and what does not seem to fit."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from portal.accounts.ports import OpenIdPublished

ADDRESSES: dict[str, Promise] = {
    "authorization_endpoint": gettext_lazy("Adresse de connexion"),
    "token_endpoint": gettext_lazy("Adresse des jetons"),
    "jwks_uri": gettext_lazy("Adresse des clés"),
    "userinfo_endpoint": gettext_lazy("Adresse «\u00a0userinfo\u00a0»"),
    "end_session_endpoint": gettext_lazy("Adresse de déconnexion"),
}
DOUBTS: dict[str, Promise] = {
    "proof": gettext_lazy("Il n’annonce pas cette façon de se prouver\u00a0: essayez l’autre si les connexions sont refusées."),
    "response_mode": gettext_lazy("Il n’annonce pas cette façon de rendre sa réponse."),
    "scopes": gettext_lazy("Il n’annonce pas toutes les portées demandées."),
    "number_claim": gettext_lazy("Il n’annonce pas la déclaration du matricule\u00a0: vérifiez qu’elle est bien ajoutée au jeton."),
    "role_claim": gettext_lazy("Il n’annonce pas la déclaration des groupes\u00a0: vérifiez qu’elle est bien ajoutée au jeton."),
}


def rows_of(now: OpenIdPublished, held: OpenIdPublished | None = None) -> list[tuple[Promise, str, bool]]:
    """Return the addresses of a publication (label, address, whether it is another than the one held)."""
    return [
        (label, now.addresses[name], held is not None and held.addresses[name] != now.addresses[name])
        for name, label in ADDRESSES.items()
    ]
