"""Guides for OpenID Connect: what to do on the screens of each provider, and which attributes it must send."""

from django.utils.translation import gettext_lazy as _

from .guide import EMPLOYEE_NUMBER, ROLES, SECOND_FACTOR, Attribute, Guide

END = _(
    "Enregistrez le fournisseur dans « Connexion unique », ou avec la commande ci-dessous, puis essayez "
    "avec une personne avant d’ouvrir à toutes."
)

GUIDES: dict[str, Guide] = {
    "entra": Guide(
        "Microsoft Entra ID",
        (
            _(
                "« App registrations » › « New registration » : un seul annuaire, plateforme « Web », adresse de "
                "redirection ci-dessus."
            ),
            _("« Certificates & secrets » : créez un secret et notez sa date de fin. N’activez ni « implicit » ni « hybrid »."),
            _(
                "« Enterprise applications » › l’application › « Single sign-on » › « Attributes & Claims » : ajoutez "
                "le matricule. Dans le manifeste, « acceptMappedClaims » à true, ou une clé propre à l’application."
            ),
            _(
                "« App roles » : créez les rôles de Binôme et attribuez-les. L’émetteur est "
                "https://login.microsoftonline.com/<annuaire>/v2.0, avec l’identifiant de l’annuaire, jamais "
                "« common »."
            ),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "employeeid", "user.employeeid"),
            Attribute(ROLES, "roles", "App roles"),
            Attribute(SECOND_FACTOR, "amr", "Optional claim: amr (mfa)"),
        ),
    ),
    "okta": Guide(
        "Okta",
        (
            _("« Applications » › « Create App Integration » › « OIDC » › « Web Application »."),
            _(
                "« Sign-in redirect URIs » et « Sign-out redirect URIs » : les adresses ci-dessus ; « Require PKCE as "
                "additional verification » activé."
            ),
            _(
                "« Security » › « API » › le serveur d’autorisation › « Claims » : ajoutez le matricule au jeton "
                "d’identité, toujours."
            ),
            _("Règle de connexion de l’application : exigez deux facteurs ; Okta les annonce dans « amr »."),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "matricule", "user.employeeNumber"),
            Attribute(ROLES, "groups", "Groups: Starts with binome-"),
            Attribute(SECOND_FACTOR, "amr", "mfa"),
        ),
    ),
    "adfs": Guide(
        "AD FS",
        (
            _(
                "AD FS 2016 ou plus récent : « Application Groups » › « Add Application Group » › « Server "
                "application accessing a web API », adresse de redirection ci-dessus, « Generate a shared secret »."
            ),
            _("« Web API » : l’identifiant doit être celui du client ; cochez les portées « openid » et « allatclaims »."),
            _(
                "« Issuance Transform Rules » : « Send LDAP Attributes as Claims » pour le matricule. Ces "
                "informations ne viennent qu’avec la réponse par formulaire (« form_post »)."
            ),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "matricule", "employeeNumber (LDAP)"),
            Attribute(ROLES, "groups", "Token-Groups - Unqualified Names"),
            Attribute(SECOND_FACTOR, "acr", "http://schemas.microsoft.com/claims/multipleauthn"),
        ),
    ),
    "keycloak": Guide(
        "Keycloak",
        (
            _(
                "Royaume de l’entreprise ou de l’association : « Clients » › « Create client » › « OpenID Connect », "
                "« Client authentication » et « Standard flow » seuls."
            ),
            _(
                "« Valid redirect URIs » et « Valid post logout redirect URIs » : les adresses ci-dessus, sans "
                "étoile. « Advanced » › « Proof Key for Code Exchange » : S256."
            ),
            _(
                "« Client scopes » › le périmètre dédié › « Add mapper » › « User Attribute » : le matricule, « Claim "
                "JSON Type » String, « Add to ID token »."
            ),
            _(
                "Pour une association : ajoutez le mapper « Authentication Method Reference (AMR) », et dans le flux "
                "d’authentification donnez à l’étape OTP ou WebAuthn la référence « otp » ou « hwk »."
            ),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "matricule", "User Attribute: employeeNumber"),
            Attribute(ROLES, "realm_access.roles", "Realm roles"),
            Attribute(SECOND_FACTOR, "amr", "AMR mapper: otp, hwk"),
        ),
    ),
    "google": Guide(
        "Google Workspace",
        (
            _(
                "Le jeton d’identité de Google ne porte ni matricule ni second facteur : pour le personnel, prenez "
                "plutôt le guide SAML de Google ; pour une association, un autre fournisseur."
            ),
            _(
                "Si un courtier (Keycloak, par exemple) se place devant Google, suivez son guide : c’est lui qui "
                "ajoute le matricule du SIRH et exige le second facteur."
            ),
            _(
                "Chez Google, le courtier s’enregistre dans « Google Cloud console » › « APIs & Services » › "
                "« Credentials » › « OAuth client ID », type « Web application », public « Internal »."
            ),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "matricule", "—"),
            Attribute(ROLES, "groups", "—"),
            Attribute(SECOND_FACTOR, "amr", "—"),
        ),
    ),
    "lemonldap": Guide(
        "LemonLDAP::NG",
        (
            _(
                "Manager : activez OpenID Connect (« General Parameters » › « Issuer modules »), puis « OpenID "
                "Connect Relying Parties » › « Add OpenID Relying Party »."
            ),
            _(
                "« Options » › « Basic » : identifiant, secret, adresses de redirection ci-dessus. « Security » : "
                "signature du jeton RS256, « Require PKCE » activé. « Logout » : l’adresse après déconnexion."
            ),
            _(
                "« Exported attributes » : le matricule vers la variable de session. Activez « Force claims to be "
                "returned in ID Token », et déclarez la portée qui porte cet attribut."
            ),
            _(
                "Pour une association : associez un niveau d’authentification à une valeur « acr » (« OpenID Connect "
                "Service » › « Authentication context ») et donnez cette valeur à Binôme."
            ),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "matricule", "$employeeNumber"),
            Attribute(ROLES, "groups", "$groups"),
            Attribute(SECOND_FACTOR, "acr", "loa-4"),
        ),
    ),
}
