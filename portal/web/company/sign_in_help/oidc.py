"""What each refusal of OpenID sign-ins means and what to change, in plain words. A test holds that no code is without."""

from django.utils.translation import gettext_lazy as _

from . import remedies as change
from .explanations import Explanation

CODES: dict[str, Explanation] = {
    "answer_form": Explanation(
        _("Le navigateur n’a pas rapporté une réponse lisible (paramètre en double, formulaire trop gros)."),
        change.REDIRECT_ADDRESS,
    ),
    "unknown_state": Explanation(
        _("La réponse ne correspond à aucune connexion commencée dans ce navigateur depuis moins de dix minutes."),
        change.START_AGAIN,
    ),
    "wrong_response_issuer": Explanation(
        _("La réponse se dit d’un autre fournisseur que celui où la connexion a commencé."), change.ISSUER
    ),
    "no_response_issuer": Explanation(
        _("Le fournisseur annonce qu’il se nomme dans ses réponses, et ne le fait pas."), change.ISSUER
    ),
    "provider_says_no": Explanation(_("Le fournisseur a répondu par un refus."), change.ITS_OWN_LOG),
    "replayed": Explanation(_("Cette réponse a déjà servi."), change.START_AGAIN),
    "no_code": Explanation(_("La réponse ne contient pas de code."), change.SCOPE),
    "provider_not_reached": Explanation(_("Le serveur de Binôme n’a pas pu joindre le fournisseur."), change.REACHABLE),
    "provider_redirects": Explanation(_("Le fournisseur renvoie vers une autre adresse au lieu de répondre."), change.REACHABLE),
    "provider_busy": Explanation(_("Le fournisseur demande d’attendre (trop de demandes)."), change.WAIT),
    "provider_error": Explanation(_("Le fournisseur a répondu par une erreur interne."), change.WAIT),
    "code_refused": Explanation(_("Le fournisseur a refusé d’échanger le code."), change.REDIRECT_ADDRESS),
    "client_refused": Explanation(_("Le fournisseur n’a pas reconnu notre secret."), change.SECRET),
    "token_answer": Explanation(_("La réponse à l’échange du code n’a pas la forme attendue."), change.UNUSUAL_FORM),
    "no_id_token": Explanation(_("Le fournisseur n’a pas donné de jeton d’identité."), change.SCOPE),
    "token_too_large": Explanation(
        _("Le jeton d’identité est trop gros."), _("Chez le fournisseur, ne transmettez que les groupes attribués à l’application.")
    ),
    "token_encrypted": Explanation(_("Le jeton d’identité est chiffré."), change.NOT_ENCRYPTED),
    "token_form": Explanation(_("Le jeton d’identité n’a pas la forme attendue."), change.UNUSUAL_FORM),
    "algorithm_not_allowed": Explanation(_("L’algorithme de signature du jeton n’est pas admis."), change.TOKEN_ALGORITHMS),
    "critical_header": Explanation(_("L’en-tête du jeton demande une extension inconnue."), change.AN_ATTACK),
    "wrong_type": Explanation(_("Le jeton n’est pas un jeton d’identité."), change.AN_ATTACK),
    "unknown_key": Explanation(_("Le jeton est signé par une clé que le fournisseur ne publie pas."), change.PUBLISHED_KEYS),
    "signature": Explanation(_("La signature du jeton n’est pas la bonne."), change.PUBLISHED_KEYS),
    "claims_form": Explanation(_("Le contenu du jeton est illisible."), change.UNUSUAL_FORM),
    "wrong_issuer": Explanation(_("Le jeton vient d’un autre émetteur que celui enregistré."), change.ISSUER),
    "wrong_audience": Explanation(_("Le jeton a été émis pour une autre application."), change.CLIENT),
    "wrong_party": Explanation(_("Le jeton a été remis à une autre application."), change.CLIENT),
    "instant_malformed": Explanation(_("Une date du jeton manque ou est illisible."), change.UNUSUAL_FORM),
    "expired": Explanation(_("Le jeton ne vaut plus."), change.CLOCKS),
    "not_fresh": Explanation(_("Le jeton est trop ancien, ou vient du futur."), change.CLOCKS),
    "too_early": Explanation(_("Le jeton ne vaut pas encore."), change.CLOCKS),
    "wrong_nonce": Explanation(_("Le jeton répond à une autre connexion que celle-ci."), change.START_AGAIN),
    "wrong_access_token": Explanation(_("Le jeton d’accès n’est pas celui qui accompagne le jeton d’identité."), change.AN_ATTACK),
    "subject_form": Explanation(_("Le jeton ne dit pas de qui il parle (« sub »)."), change.UNUSUAL_FORM),
    "userinfo_form": Explanation(
        _("Les informations complémentaires (« userinfo ») sont illisibles."),
        _(
            "Chez le fournisseur, faites répondre « userinfo » en JSON simple, ni signé ni chiffré, ou mettez le "
            "matricule dans le jeton d’identité."
        ),
    ),
    "userinfo_of_another": Explanation(_("Les informations complémentaires parlent d’une autre personne."), change.AN_ATTACK),
    "no_employee_number": Explanation(_("Le numéro de matricule manque, ou n’est pas un seul texte."), change.EMPLOYEE_NUMBER),
    "unknown_employee": Explanation(_("Aucune personne des entités confiées à ce fournisseur n’a ce matricule."), change.ASK_HR),
    "not_employed": Explanation(_("La personne n’est pas en poste aujourd’hui selon le SIRH."), change.ASK_HR),
    "account_closed": Explanation(_("Le compte de la personne est fermé."), change.CLOSED_ACCOUNT),
    "employee_taken": Explanation(_("Cette personne est déjà reliée à un autre compte."), change.TWO_CLAIMANTS),
    "user_taken": Explanation(_("Ce compte est déjà relié à une autre personne."), change.TWO_CLAIMANTS),
    "no_second_factor": Explanation(
        _("Le fournisseur de l’association n’a pas dit qu’un second facteur a servi."), change.SECOND_FACTOR
    ),
    "not_linked": Explanation(_("Personne n’est encore relié à ce compte de l’association."), change.INVITE_AGAIN),
    "linked_to_another": Explanation(_("Cette personne est déjà reliée à un autre compte de l’association."), change.INVITE_AGAIN),
    "not_in_team": Explanation(_("La personne n’est pas dans l’équipe de cette association."), change.TEAM),
    "company_account": Explanation(
        _("Ce compte a un rôle dans l’entreprise : le fournisseur d’une association ne l’ouvre pas."),
        _("La personne entre par l’entreprise, ou reçoit une invitation à une autre adresse pour son rôle associatif."),
    ),
    "invitation_unknown": Explanation(_("L’invitation n’existe pas."), change.INVITE_AGAIN),
    "invitation_used": Explanation(_("L’invitation a déjà servi."), change.INVITE_AGAIN),
    "invitation_expired": Explanation(_("L’invitation n’est plus valable."), change.INVITE_AGAIN),
}
