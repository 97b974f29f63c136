"""Guides for SAML: what to do on the screens of each provider, and which attributes it must send."""

from django.utils.translation import gettext_lazy as _

from .guide import EMPLOYEE_NUMBER, ROLES, Attribute, Guide

END = _(
    "Téléchargez les métadonnées du fournisseur, enregistrez-le dans «\u00a0Connexion unique\u00a0», ou avec la commande "
    "ci-dessous, puis essayez avec une personne avant d’ouvrir à toutes."
)

GUIDES: dict[str, Guide] = {
    "entra": Guide(
        "Microsoft Entra ID",
        (
            _(
                "Dans le centre d’administration Entra : « Enterprise applications » › « New application » › « Create "
                "your own application », sans galerie."
            ),
            _(
                "« Single sign-on » › « SAML » › « Upload metadata file » : donnez nos métadonnées, ou copiez "
                "l’identifiant et l’adresse de réponse ci-dessus."
            ),
            _(
                "« Attributes & Claims » : ajoutez le matricule sous le nom du tableau, espace de noms vide, et "
                "mettez le « NameID » au format persistant."
            ),
            _(
                "« SAML Certificates » : gardez « Sign SAML assertion » et SHA-256. Dans « Users and groups », "
                "attribuez l’application."
            ),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "employeeNumber", "user.employeeid"),
            Attribute(ROLES, "groups", "user.assignedroles"),
        ),
    ),
    "okta": Guide(
        "Okta",
        (
            _("Console d’administration : « Applications » › « Create App Integration » › « SAML 2.0 »."),
            _(
                "« Single sign-on URL » : l’adresse de réponse ci-dessus, cochée aussi pour « Recipient URL » et "
                "« Destination URL ». « Audience URI » : notre identifiant."
            ),
            _("« Name ID format » : Persistent. « Show Advanced Settings » : assertion signée, RSA-SHA256, SHA256."),
            _(
                "« Attribute Statements » : le matricule ; « Group Attribute Statements » : les groupes de Binôme, "
                "filtrés. Puis attribuez l’application."
            ),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "employeeNumber", "user.employeeNumber"),
            Attribute(ROLES, "groups", "Starts with: binome-"),
        ),
    ),
    "adfs": Guide(
        "AD FS",
        (
            _(
                "Gestion AD FS : « Relying Party Trusts » › « Add Relying Party Trust » › « Claims aware », puis "
                "l’adresse de nos métadonnées."
            ),
            _(
                "« Edit Claim Issuance Policy » : une règle « Send LDAP Attributes as Claims » pour le matricule, une "
                "règle « Transform » vers « Name ID », format persistant."
            ),
            _(
                "« Advanced » : SHA-256. En PowerShell, gardez SamlResponseSignature à AssertionOnly ou "
                "MessageAndAssertion : l’assertion doit être signée."
            ),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "employeeNumber", "employeeNumber (LDAP)"),
            Attribute(ROLES, "groups", "Token-Groups - Unqualified Names"),
        ),
    ),
    "keycloak": Guide(
        "Keycloak",
        (
            _("Royaume de l’entreprise : « Clients » › « Import client », avec le fichier de nos métadonnées."),
            _(
                "« Settings » : « Sign assertions » activé, RSA_SHA256, « Name ID format » persistent, « Client "
                "signature required » désactivé sauf demandes signées."
            ),
            _(
                "« Client scopes » › le périmètre dédié › « Add mapper » : « User Attribute » pour le matricule, "
                "« Role list » avec « Single Role Attribute » pour les rôles."
            ),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "employeeNumber", "User Attribute: employeeNumber"),
            Attribute(ROLES, "Role", "Role list"),
        ),
    ),
    "google": Guide(
        "Google Workspace",
        (
            _("Console d’administration : « Apps » › « Web and mobile apps » › « Add app » › « Add custom SAML app »."),
            _(
                "Téléchargez les métadonnées de Google, puis donnez l’adresse de réponse (« ACS URL ») et notre "
                "identifiant (« Entity ID ») ; laissez « Signed response » décoché : c’est alors l’assertion qui est "
                "signée."
            ),
            _(
                "« Name ID format » : PERSISTENT ou UNSPECIFIED. Google ne transmet pas toujours « Employee ID » : "
                "créez un attribut personnalisé « matricule » (« Directory » › « Users » › « Manage custom "
                "attributes ») et reliez-le."
            ),
            _("« User access » : activez l’application pour les unités concernées. Google ne propose pas de déconnexion unique."),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "employeeNumber", "Custom attribute: matricule"),
            Attribute(ROLES, "groups", "Group membership"),
        ),
    ),
    "lemonldap": Guide(
        "LemonLDAP::NG",
        (
            _(
                "Manager : activez SAML (« General Parameters » › « Issuer modules » › « SAML »), puis « SAML service "
                "providers » › « Add SAML SP » et collez nos métadonnées."
            ),
            _(
                "« Options » : « Default NameID format » Persistent, « Sign SSO message » activé ; signature SHA-256 "
                "dans « SAML2 Service » › « Security parameters »."
            ),
            _(
                "« Exported attributes » : la clé est la variable de session, « Name » le nom du tableau, "
                "« Mandatory » activé pour le matricule."
            ),
            END,
        ),
        (
            Attribute(EMPLOYEE_NUMBER, "employeeNumber", "$employeeNumber"),
            Attribute(ROLES, "groups", "$groups"),
        ),
    ),
}
