"""What is asked to reach a Workday report, and what it can."""

from django.utils.translation import gettext_lazy as _

from integrations.hris.pull.asks import READING
from portal.people.ports import Ask, SourceKind

KIND = SourceKind(
    code="workday",
    title="Workday (RaaS)",
    deltas=False,
    comers=True,
    dated=True,
    asks=(
        Ask("address", _("Adresse du service"), _("Par exemple, https://wd3-services1.workday.com")),
        Ask("tenant", _("Nom du locataire (tenant)")),
        Ask("owner", _("Compte propriétaire du rapport"), _("Un compte d’intégration (ISU), jamais celui d’une personne.")),
        Ask("report", _("Nom du rapport"), _("Tel qu’il figure dans son adresse, par exemple Binome_Workforce.")),
        Ask(
            "date_prompt",
            _("Invite de la date d’effet"),
            _("Laissez vide si le rapport n’en a pas : il répond alors pour le jour même."),
            required=False,
            default="Effective_as_of_Date",
        ),
        Ask(
            "proof",
            _("Comment Workday nous reconnaît"),
            choices=(("oauth", _("OAuth, jeton de rafraîchissement")), ("basic", _("Nom et mot de passe"))),
            default="oauth",
        ),
        Ask(
            "user",
            _("Nom du compte d’intégration"),
            _("Suivi de @ et du locataire, si Workday le demande."),
            when=("proof", "basic"),
        ),
        Ask("password", _("Mot de passe"), secret=True, when=("proof", "basic")),
        Ask("client_id", _("Identifiant du client d’API"), when=("proof", "oauth")),
        Ask("client_secret", _("Secret du client d’API"), secret=True, when=("proof", "oauth")),
        Ask(
            "refresh_token",
            _("Jeton de rafraîchissement"),
            _("S’il change à chaque usage, Binôme garde le nouveau."),
            secret=True,
            when=("proof", "oauth"),
        ),
        READING,
    ),
)
