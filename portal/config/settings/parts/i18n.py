"""Languages, time and the message catalogues, one a room."""

from django.utils.translation import gettext_lazy as _

from .environment import BASE_DIR

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("Français")), ("en", _("Anglais"))]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"
# The messages of the source are French; a room's catalogue holds their English (portal.config.catalogues).
LOCALE_ROOT = BASE_DIR / "portal" / "locale"
LOCALE_PATHS = [LOCALE_ROOT]
