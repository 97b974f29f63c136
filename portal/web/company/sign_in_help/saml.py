"""What each refusal of SAML sign-ins means and what to change, in plain words. A test holds that no code is without."""

from django.utils.translation import gettext_lazy as _

from . import remedies as change
from .explanations import Explanation

CODES: dict[str, Explanation] = {
    "too_large": Explanation(
        _("Le message dépasse la taille admise (256 Kio)."),
        _(
            "Chez le fournisseur, limitez les groupes transmis à ceux de Binôme : c’est presque toujours leur "
            "liste qui grossit le message."
        ),
    ),
    "not_one_message": Explanation(_("La page du fournisseur n’a pas envoyé exactement un message."), change.START_AGAIN),
    "not_base64": Explanation(_("Le message n’est pas dans l’encodage attendu."), change.UNUSUAL_FORM),
    "not_xml": Explanation(_("Le message n’est pas du XML lisible."), change.UNUSUAL_FORM),
    "forbidden_xml": Explanation(
        _("Le message contient du XML interdit (déclaration de type, commentaire, instruction, profondeur excessive)."),
        change.AN_ATTACK,
    ),
    "not_a_response": Explanation(_("Le message n’est pas une réponse SAML."), change.UNUSUAL_FORM),
    "status_not_success": Explanation(_("Le fournisseur a répondu par un échec."), change.ITS_OWN_LOG),
    "not_one_assertion": Explanation(_("La réponse ne contient pas exactement une assertion."), change.UNUSUAL_FORM),
    "wrong_version": Explanation(_("La réponse n’est pas en SAML 2.0."), change.UNUSUAL_FORM),
    "duplicate_id": Explanation(_("Deux parties de la réponse portent le même identifiant."), change.AN_ATTACK),
    "schema": Explanation(_("La réponse ne suit pas le schéma de SAML 2.0."), change.UNUSUAL_FORM),
    "assertion_not_signed": Explanation(_("L’assertion n’est pas signée."), change.SIGN_ASSERTION),
    "signature_misplaced": Explanation(_("Une signature n’est pas à sa place."), change.AN_ATTACK),
    "signature_form": Explanation(_("La signature n’a pas la forme admise."), change.ALGORITHMS),
    "canonicalization_not_allowed": Explanation(
        _("La mise en forme canonique de la signature n’est pas admise."), change.ALGORITHMS
    ),
    "signature_algorithm_not_allowed": Explanation(
        _("L’algorithme de signature n’est pas admis (SHA-1, HMAC…)."), change.ALGORITHMS
    ),
    "reference_elsewhere": Explanation(_("La signature porte sur autre chose que son propre élément."), change.AN_ATTACK),
    "transform_not_allowed": Explanation(_("La signature demande une transformation non admise."), change.ALGORITHMS),
    "digest_not_allowed": Explanation(_("L’empreinte de la signature n’est pas admise (SHA-1…)."), change.ALGORITHMS),
    "encryption_form": Explanation(_("L’assertion chiffrée n’a pas la forme admise."), change.ENCRYPTION),
    "encryption_not_allowed": Explanation(_("L’algorithme de chiffrement n’est pas admis."), change.ENCRYPTION),
    "no_own_key": Explanation(
        _("L’assertion est chiffrée, mais Binôme n’a pas de clé pour la lire."),
        _("Réglez BINOME_SSO_KEYS sur le serveur et redonnez nos métadonnées au fournisseur, ou n’exigez pas le chiffrement."),
    ),
    "decryption": Explanation(_("L’assertion n’a pas pu être déchiffrée."), change.ENCRYPTION),
    "metadata_expired": Explanation(
        _("Les métadonnées enregistrées du fournisseur ne sont plus valables."),
        _("Relisez les métadonnées du fournisseur (« sso fetch-metadata »), ou enregistrez le nouveau fichier."),
    ),
    "signature": Explanation(_("Aucun certificat enregistré n’a produit cette signature."), change.CERTIFICATES),
    "wrong_destination": Explanation(_("La réponse est destinée à une autre adresse que la nôtre."), change.OUR_METADATA),
    "wrong_issuer": Explanation(
        _("La réponse vient d’un autre fournisseur que celui enregistré."),
        _(
            "Comparez l’identifiant (« entity ID ») du fournisseur avec celui enregistré ici, puis enregistrez "
            "ses métadonnées de nouveau."
        ),
    ),
    "wrong_audience": Explanation(
        _("La réponse n’est pas destinée à Binôme : l’audience n’est pas notre identifiant."), change.OUR_METADATA
    ),
    "wrong_recipient": Explanation(_("Le destinataire de l’assertion n’est pas notre adresse."), change.OUR_METADATA),
    "instant_malformed": Explanation(_("Une date de la réponse est illisible."), change.UNUSUAL_FORM),
    "not_fresh": Explanation(_("La réponse est trop ancienne, ou vient du futur."), change.CLOCKS),
    "no_end": Explanation(
        _("La réponse ne dit pas jusqu’à quand elle vaut."),
        _("Chez le fournisseur, fixez une durée de validité de l’assertion (cinq minutes, par exemple)."),
    ),
    "too_early": Explanation(_("La réponse ne vaut pas encore."), change.CLOCKS),
    "expired": Explanation(_("La réponse ne vaut plus."), change.CLOCKS),
    "conditions_form": Explanation(
        _("Les conditions de l’assertion manquent, ou en contiennent d’inconnues."), change.UNUSUAL_FORM
    ),
    "confirmation_form": Explanation(_("La confirmation du sujet n’a pas la forme attendue (« bearer »)."), change.UNUSUAL_FORM),
    "statement_form": Explanation(
        _("L’assertion ne contient pas exactement une déclaration d’authentification."), change.UNUSUAL_FORM
    ),
    "text_expected": Explanation(_("Un champ contient autre chose que du texte."), change.AN_ATTACK),
    "no_request": Explanation(
        _("La réponse ne répond à aucune demande : la connexion a été lancée depuis le portail du fournisseur."),
        _("Chez le fournisseur, remplacez la tuile de l’application par un lien vers notre page de connexion : /sso/…/login/."),
    ),
    "unknown_request": Explanation(
        _("La réponse répond à une connexion que ce navigateur n’a pas commencée, ou commencée il y a plus de dix minutes."),
        change.START_AGAIN,
    ),
    "replayed": Explanation(_("Cette réponse a déjà servi."), change.START_AGAIN),
    "name_id_form": Explanation(_("Le « NameID » manque ou n’est pas un texte simple."), change.NAME_ID),
    "name_id_format": Explanation(_("Le format du « NameID » n’est pas admis."), change.NAME_ID),
    "attribute_form": Explanation(_("Un attribut n’est pas un texte simple."), change.UNUSUAL_FORM),
    "attribute_twice": Explanation(
        _("Un attribut est transmis deux fois."),
        _("Chez le fournisseur, supprimez la règle en double : chaque nom d’attribut ne doit être produit qu’une fois."),
    ),
    "no_employee_number": Explanation(_("Le numéro de matricule manque, ou il y en a plusieurs."), change.EMPLOYEE_NUMBER),
    "unknown_employee": Explanation(_("Aucune personne des entités confiées à ce fournisseur n’a ce matricule."), change.ASK_HR),
    "not_employed": Explanation(_("La personne n’est pas en poste aujourd’hui selon le SIRH."), change.ASK_HR),
    "account_closed": Explanation(_("Le compte de la personne est fermé."), change.CLOSED_ACCOUNT),
    "employee_taken": Explanation(_("Cette personne est déjà reliée à un autre compte."), change.TWO_CLAIMANTS),
    "user_taken": Explanation(_("Ce compte est déjà relié à une autre personne."), change.TWO_CLAIMANTS),
    "logout_not_signed": Explanation(_("La demande de déconnexion n’est pas signée."), change.LOGOUT),
    "not_a_logout_message": Explanation(_("Le message n’est pas une demande de déconnexion."), change.LOGOUT),
    "not_deflated": Explanation(_("La demande de déconnexion n’est pas compressée comme prévu."), change.LOGOUT),
    "other_session": Explanation(_("La demande de déconnexion vise une autre session."), change.LOGOUT),
}
