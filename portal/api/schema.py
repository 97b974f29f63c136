"""The description of the API, as OpenAPI 3.1; public, and kept in docs/openapi.yaml."""

from drf_spectacular.renderers import OpenApiJsonRenderer, OpenApiYamlRenderer
from drf_spectacular.views import SpectacularAPIView

from portal.ui.access import allow_everyone


@allow_everyone
class Schema(SpectacularAPIView):
    """Serves the schema to anyone: it holds no data."""

    authentication_classes = ()
    permission_classes = ()
    renderer_classes = (OpenApiYamlRenderer, OpenApiJsonRenderer)
