"""What the settings say when a provider is refused: the rule, and what to do. The field that it concerns comes first."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    "not_one_idp": ("file", _("Les métadonnées doivent décrire un fournisseur d’identité, et un seul.")),
    "no_entity_id": ("file", _("Le fournisseur ne dit pas son identifiant («\u00a0entityID\u00a0»).")),
    "no_redirect_address": ("file", _("Il manque une adresse de connexion en HTTP-Redirect.")),
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
    "nothing_proposed": ("", _("Rien n’attend plus\u00a0: quelqu’un a déjà répondu.")),
    "certificate_unknown": ("", _("Ce certificat n’est plus enregistré.")),
    "last_certificate": ("", _("C’est le dernier certificat\u00a0: donnez d’abord les nouvelles métadonnées.")),
    "no_metadata_address": ("", _("Ce fournisseur vient d’un fichier\u00a0: donnez le nouveau ci-dessous.")),
    "unknown_slug": ("", _("Ce fournisseur n’existe plus.")),
}
OTHERWISE = _("Ce n’est pas possible.")


def words_of(code: str) -> tuple[str, Promise]:
    """Return the field that a refusal concerns ("" for none) and the words."""
    return REFUSED.get(code, ("", OTHERWISE))
