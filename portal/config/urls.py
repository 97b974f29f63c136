"""Every address of the portal. Screens and campaign pages carry the language; plugs do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.web.public.machine_urls")),
    path("sso/", include("integrations.sso.urls")),
    path("api/v1/", include("portal.api.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
if settings.DEBUG:
    urlpatterns += [path("demo/", include("portal.demo.urls"))]
urlpatterns += i18n_patterns(
    path("", include("portal.web.urls")),
    path("", include("cms.urls")),
    path("", include(wagtail_urls)),
)

handler403 = "portal.web.public.errors.forbidden"
handler404 = "portal.web.public.errors.not_found"
handler500 = "portal.web.public.errors.server_error"
