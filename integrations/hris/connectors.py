"""The connectors there are: a line each. Adding one is a room beside these and its line (CONTRIBUTING says how)."""

from collections.abc import Mapping

from django.utils.module_loading import import_string

from .pull.connector import Connector

CONNECTORS: Mapping[str, str] = {
    "lucca": "integrations.hris.lucca.client.Lucca",
    "successfactors": "integrations.hris.successfactors.client.SuccessFactors",
    "workday": "integrations.hris.workday.client.Workday",
}


def connector(kind: str) -> type[Connector]:
    """Return the connector of a kind."""
    found: type[Connector] = import_string(CONNECTORS[kind])
    return found
