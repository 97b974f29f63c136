"""What the settings say when a provider is refused: the rule, and what to do. The field that it concerns comes first."""

from collections.abc import Mapping
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from portal.accounts.ports import DoorProblem
from portal.ui.dates import date_format

REFUSED: dict[str, tuple[str, Promise]] = {
    "metadata_unreadable": (
        "file",
        _("Ce n’est pas lisible\u00a0: il faut du XML simple, sans DOCTYPE, de 256 Kio au plus."),
    ),
    "metadata_expired": ("file", _("Ces métadonnées ne sont plus valables. Demandez-en de nouvelles au fournisseur.")),
    "metadata_address": ("url", _("Cette adresse ne peut pas être lue\u00a0: il faut https, et une autre machine que celle-ci.")),
    "metadata_not_reached": ("url", _("Cette adresse ne donne pas de métadonnées. Réessayez, ou donnez un fichier.")),
    "metadata_too_large": ("url", _("Ces métadonnées dépassent 256 Kio. Prenez celles du fournisseur seul, pas d’une fédération.")),
    "metadata_not_trusted": ("url", _("Le changement attend votre avis\u00a0: comparez les empreintes ci-dessous.")),
    "not_one_idp": (
        "file",
        _("Les métadonnées doivent décrire un fournisseur d’identité, et un seul. S’ils sont plusieurs, dites lequel."),
    ),
    "no_entity_id": ("file", _("Le fournisseur ne dit pas son identifiant («\u00a0entityID\u00a0»).")),
    "no_redirect_address": ("file", _("Il manque une adresse de connexion, en HTTP-Redirect ou en HTTP-POST.")),
    "certificates": (
        "file",
        _("Il faut un ou deux certificats de signature, RSA de 2048 bits au moins ou courbe elliptique."),
    ),
    "address_not_safe": ("file", _("En production, chaque adresse du fournisseur doit être en https, et sur une autre machine.")),
    "slug_in_use": ("slug", _("Ce nom court sert déjà à un autre fournisseur.")),
    "slug_malformed": ("slug", _("Des lettres sans accent, des chiffres et des tirets seulement, quarante au plus.")),
    "entity_id_in_use": ("file", _("Ce fournisseur est déjà enregistré, sous un autre nom court.")),
    "entity_id_changed": ("file", _("Ces métadonnées sont d’un autre fournisseur\u00a0: enregistrez-le sous un autre nom court.")),
    "no_entity": ("entities", _("Choisissez au moins une entité.")),
    "unknown_role": ("roles", _("Un de ces rôles n’existe pas.")),
    "no_own_key": (
        "sign_requests",
        _("Pour signer, il faut une clé\u00a0: «\u00a0sso rollover --ours\u00a0», puis BINOME_SSO_KEYS."),
    ),
    "certificate_unreadable": (
        "certificate",
        _("Ce n’est pas un certificat en PEM ou en DER, RSA de 2048 bits au moins ou courbe."),
    ),
    "certificate_known": ("certificate", _("Ce certificat vaut déjà.")),
    "nothing_proposed": ("", _("Rien n’attend plus\u00a0: quelqu’un a déjà répondu.")),
    "certificate_unknown": ("", _("Ce certificat n’est plus enregistré.")),
    "last_certificate": ("", _("C’est le dernier certificat\u00a0: donnez d’abord les nouvelles métadonnées.")),
    "no_metadata_address": ("", _("Ce fournisseur vient d’un fichier\u00a0: donnez le nouveau ci-dessous.")),
    "unknown_slug": ("", _("Ce fournisseur n’existe plus.")),
}
OPENID: dict[str, tuple[str, Promise]] = {
    "address_not_safe": (
        "issuer",
        _("Cet émetteur ne convient pas\u00a0: il faut une adresse en https, sur une autre machine, sans point d’interrogation."),
    ),
    "address_not_allowed": ("issuer", _("Cette adresse mène à cette machine ou à son réseau\u00a0: elle n’est pas appelée.")),
    "not_reached": ("issuer", _("Cet émetteur ne répond pas, ou ne publie rien. Vérifiez l’adresse, au signe près.")),
    "configuration": ("issuer", _("Ce que cet émetteur publie ne se lit pas, ou n’a pas les adresses qu’il faut.")),
    "other_issuer": (
        "issuer",
        _("Ce document nomme un autre émetteur. Recopiez l’émetteur exactement comme le fournisseur l’écrit."),
    ),
    "no_code_flow": ("issuer", _("Ce fournisseur n’offre pas le flux «\u00a0authorization code\u00a0», le seul accepté ici.")),
    "no_pkce": ("issuer", _("Ce fournisseur n’offre pas PKCE avec S256, exigé ici.")),
    "algorithms": ("issuer", _("Ce fournisseur ne signe avec aucun algorithme accepté\u00a0: RS256, PS256, ES256, ou plus long.")),
    "keys": (
        "issuer",
        _("Aucune de ses clés n’est acceptée\u00a0: il faut RSA de 2048 bits au moins, ou une courbe P-256 à P-521."),
    ),
    "no_userinfo": ("asks_userinfo", _("Ce fournisseur n’a pas d’adresse «\u00a0userinfo\u00a0».")),
    "no_client": ("client_id", _("Donnez l’identifiant que le fournisseur a attribué à Binôme.")),
    "client_in_use": ("client_id", _("Ce client de cet émetteur est déjà enregistré, sous un autre nom court.")),
    "scopes": ("scopes", _("Les portées doivent contenir «\u00a0openid\u00a0».")),
    "no_number_claim": ("number_claim", _("Donnez la déclaration qui porte le matricule.")),
    "number_claim_changes": (
        "number_claim",
        _("Une adresse ou un nom peut changer de personne\u00a0: choisissez une déclaration qui porte le matricule."),
    ),
    "secret_twice": ("text", _("Donnez le secret, ou la variable du serveur, pas les deux.")),
    "secret_form": ("text", _("Un secret tient sur une ligne, en 400 signes au plus.")),
    "secret_variable": ("variable", _("Le nom de la variable commence par BINOME_OIDC_.")),
    "secret_missing": ("variable", _("Cette variable est vide sur le serveur. Renseignez-la, redémarrez, puis recommencez.")),
    "secret_refused": (
        "text",
        _("Le fournisseur refuse ce secret pour ce client. Rien n’est changé\u00a0: redonnez-le, ou faites-en faire un autre."),
    ),
    "token_not_reached": (
        "",
        _("L’adresse des jetons ne répond pas depuis le serveur\u00a0: personne ne pourrait entrer. Réessayez."),
    ),
    "changed_meanwhile": ("", _("Ce que publie le fournisseur a changé entre-temps. Regardez de nouveau avant d’enregistrer.")),
    "no_former_secret": ("", _("L’ancien secret ne sert déjà plus.")),
    "other_kind": ("slug", _("Ce nom court sert à quelqu’un d’autre\u00a0: choisissez-en un autre.")),
}
PROBLEMS: dict[str, Promise] = {
    "libraries": _(
        "Deux bibliothèques du serveur ne s’accordent pas\u00a0: réinstallez-les ensemble («\u00a0make install\u00a0»)."
    ),
    "portal_not_https": _("L’adresse du portail (BINOME_PUBLIC_URL) n’est pas en https."),
    "own_key_unusable": _(
        "Notre propre clé (BINOME_SSO_KEYS) ne se lit pas\u00a0: «\u00a0sso check\u00a0», sur le serveur, dit pourquoi."
    ),
    "own_key_ends": _(
        "Notre propre certificat finit le %(day)s\u00a0: «\u00a0sso rollover --ours\u00a0», sur le serveur, dit les trois étapes."
    ),
    "address_not_safe": _("Une de ses adresses n’est pas en https\u00a0: il ne fait entrer personne."),
    "no_such_entity": _("Le fichier du personnel n’a pas d’entité %(entities)s\u00a0: personne d’elle n’entrera."),
    "certificate_ends": _("Son dernier certificat finit le %(day)s. Demandez le nouveau, et ajoutez-le\u00a0: les deux vaudront."),
    "secret_ends": _("Notre secret chez lui finit le %(day)s. Demandez-en un nouveau, et donnez-le sur sa page."),
    "secret_refused": _("Depuis le %(day)s, il refuse notre nouveau secret\u00a0; l’ancien sert encore. Redonnez le nouveau."),
    "metadata_waits": _("Il se décrit autrement, sans signature connue\u00a0: comparez, puis acceptez ou écartez."),
    "metadata_not_read": _("Ses métadonnées n’ont pas pu être relues\u00a0; les connexions continuent avec la copie."),
    "metadata_ends": _("Ses métadonnées ne valent que jusqu’au %(until)s\u00a0: ensuite, personne n’entre."),
    "no_own_key": _(
        "Nos demandes doivent être signées, et il n’y a pas de clé\u00a0: «\u00a0sso rollover --ours\u00a0», puis BINOME_SSO_KEYS."
    ),
}
OTHERWISE = _("Ce n’est pas possible.")


def words_of(code: str) -> tuple[str, Promise]:
    """Return the field that a refusal concerns ("" for none) and the words."""
    return REFUSED.get(code, ("", OTHERWISE))


def words_of_openid(code: str) -> tuple[str, Promise]:
    """Return the same for an OpenID provider, whose form has other fields."""
    return OPENID.get(code) or words_of(code)


def words_of_problem(problem: DoorProblem) -> str:
    """Return what is to be mended, its days as they are written in the page's language."""
    facts: Mapping[str, str] = {
        name: date_format(date.fromisoformat(value)) if name == "day" else value for name, value in problem.facts.items()
    }
    return str(PROBLEMS[problem.code]) % facts
