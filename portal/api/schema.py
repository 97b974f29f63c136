"""The description of the API, as OpenAPI 3.1; public, and kept in docs/openapi.yaml."""

from typing import Any

from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView

from portal.ui.access import allow_everyone


@allow_everyone
class Schema(SpectacularAPIView):
    """Serves the schema to anyone: it holds no data."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = [OpenApiYamlRenderer, OpenApiJsonRenderer]


def only_ours(endpoints: list[Any]) -> list[Any]:
    """Keep the endpoints of the partner API: the editor's own are nobody's interface."""
    return [endpoint for endpoint in endpoints if endpoint[0].startswith("/api/v1/") and not endpoint[0].endswith("/schema/")]
