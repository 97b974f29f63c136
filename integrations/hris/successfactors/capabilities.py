"""What is asked to reach SuccessFactors, and what it can."""

from django.utils.translation import gettext_lazy as _

from integrations.hris.pull.asks import READING
from portal.people.ports import Ask, SourceKind

KIND = SourceKind(
    code="successfactors",
    title="SAP SuccessFactors (OData v2)",
    deltas=True,
    comers=True,
    dated=True,
    asks=(
        Ask("address", _("Adresse de l’API"), _("Par exemple, https://api55.sapsf.eu")),
        Ask("company", _("Identifiant de l’entreprise (companyId)")),
        Ask("user", _("Nom du compte technique"), _("Un compte d’intégration, jamais celui d’une personne.")),
        Ask(
            "proof",
            _("Comment SuccessFactors nous reconnaît"),
            _("SAP retire le nom et le mot de passe : préférez OAuth."),
            choices=(("saml", _("OAuth, assertion SAML signée")), ("basic", _("Nom et mot de passe"))),
            default="saml",
        ),
        Ask("client_id", _("Clé d’API (OAuth2 Client Applications)"), when=("proof", "saml")),
        Ask(
            "private_key",
            _("Clé privée, en PEM"),
            _("Celle dont SuccessFactors tient le certificat X.509."),
            secret=True,
            long=True,
            when=("proof", "saml"),
        ),
        Ask("password", _("Mot de passe"), secret=True, when=("proof", "basic")),
        READING,
    ),
)
