"""Why somebody does not come in, in plain words, with what to do."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.core.errors import Refusal

SENTENCES = {
    "no_such_letter": gettext_lazy("Ce matricule et ce code ne vont pas ensemble. Vérifiez-les l’un et l’autre sur votre lettre."),
    "letter_locked": gettext_lazy(
        "Ce code a été bloqué après plusieurs essais. Demandez une nouvelle lettre aux ressources humaines : elle le remplacera."
    ),
    "letter_used": gettext_lazy(
        "Ce code a déjà servi. Si c’était vous, entrez avec ce que vous aviez choisi ; sinon, demandez vite une nouvelle lettre."
    ),
    "letter_expired": gettext_lazy("La date de ce code est passée. Demandez une nouvelle lettre aux ressources humaines."),
    "company_account": gettext_lazy("Vous avez maintenant un compte professionnel : c’est par lui que vous entrez."),
    "not_employed": gettext_lazy(
        "Le fichier du personnel ne vous compte pas en poste aujourd’hui. Les ressources humaines peuvent vérifier."
    ),
    "account_closed": gettext_lazy("Cet accès est fermé. Les ressources humaines peuvent vous dire pourquoi."),
    "wrong_code": gettext_lazy("Ce n’est pas le code envoyé. Vérifiez les six chiffres du dernier SMS."),
    "code_over": gettext_lazy(
        "Ce code ne vaut plus : il a servi, dix minutes ont passé, ou les essais sont épuisés. Demandez-en un autre."
    ),
    "unknown_passkey": gettext_lazy(
        "Cette clé d’accès n’ouvre rien ici. Essayez votre téléphone, ou demandez une nouvelle lettre."
    ),
    "passkey_taken": gettext_lazy("Cette clé d’accès sert déjà à une autre personne. Créez-en une nouvelle."),
    "passkey_refused": gettext_lazy("La clé d’accès n’a pas répondu comme attendu. Vous pouvez recommencer."),
}


def sentence(refusal: Refusal) -> str:
    """Return the words of a refusal."""
    return str(SENTENCES.get(refusal.code) or _("Ce n’est pas possible en ce moment. Rien n’a changé : vous pouvez recommencer."))


def too_many() -> str:
    """Return the words of a limit that is reached."""
    return _("Trop d’essais d’affilée depuis cet endroit. Attendez dix minutes avant de recommencer.")
