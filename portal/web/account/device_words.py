"""A device in plain words, from the family that a sign-in keeps."""

from django.utils.translation import gettext as _

BROWSERS = {"edge": "Edge", "opera": "Opera", "firefox": "Firefox", "chrome": "Chrome", "safari": "Safari"}
SYSTEMS = {
    "android": "Android",
    "iphone": "iPhone",
    "ipad": "iPad",
    "windows": "Windows",
    "mac": "Mac",
    "chromeos": "ChromeOS",
    "linux": "Linux",
}


def words_of(device: str) -> str:
    """Return "Firefox sur Windows", or what is known of it."""
    browser, _colon, system = device.partition(":")
    if browser in BROWSERS and system in SYSTEMS:
        return _("%(browser)s sur %(system)s") % {"browser": BROWSERS[browser], "system": SYSTEMS[system]}
    return BROWSERS.get(browser) or SYSTEMS.get(system) or _("Appareil inconnu")
