"""What is asked to reach Lucca, and what it can."""

from django.utils.translation import gettext_lazy as _

from integrations.hris.pull.asks import READING
from portal.people.ports import Ask, SourceKind

KIND = SourceKind(
    code="lucca",
    title="Lucca (API v3)",
    deltas=True,
    comers=True,
    dated=False,
    asks=(
        Ask("address", _("Adresse du compte Lucca"), _("Par exemple, https://exemple.ilucca.net")),
        Ask(
            "key",
            _("Clé d’API"),
            _("Une clé en lecture seule : utilisateurs, contrats de travail, départements. Rien de plus."),
            secret=True,
        ),
        READING,
    ),
)
