"""Every address of the portal. Screens and campaign pages carry the language; plugs do not."""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.conf.urls.static import static
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern
from wagtail.views import serve

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("portal.web.public.machine_urls")),
    path("sso/", include("integrations.sso.urls")),
    path("scim/v2/", include("integrations.hris.scim.urls")),
    path("api/v1/", include("portal.api.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
]
if settings.DEBUG:
    urlpatterns += [path("demo/", include("portal.demo.urls")), *static(settings.MEDIA_URL, document_root=settings.MEDIA_ROOT)]
urlpatterns += i18n_patterns(
    path("", include("portal.web.urls")),
    path("", include("cms.urls")),
    re_path(serve_pattern, serve, name="wagtail_serve"),  # not wagtail.urls whole: no second sign-in page
)

handler403 = "portal.web.public.errors.forbidden"
handler404 = "portal.web.public.errors.not_found"
handler429 = "portal.web.account.sign_in.too_many"
handler500 = "portal.web.public.errors.server_error"
