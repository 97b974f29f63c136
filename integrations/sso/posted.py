"""The one message of a form that a browser posts here: never more than it may be, and read no more than it needs."""

from urllib.parse import unquote_to_bytes

from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest
from django.http.multipartparser import MultiPartParserError
from django.http.request import UnreadablePostError

from . import safe_xml
from .errors import SamlRefused

RESPONSE, REQUEST = "SAMLResponse", "SAMLRequest"
MOST_BYTES = safe_xml.LARGEST * 5 // 4  # of a form, whose base64 grows a little on the way
MOST_FIELDS = 20
# All that a form escapes of a base64 text: five replacements take a fifth of the time of reading escape by escape.
ESCAPED = ((b"%2B", b"+"), (b"%2F", b"/"), (b"%3D", b"="), (b"%0D", b"\r"), (b"%0A", b"\n"))


def message(request: HttpRequest, *names: str) -> str:
    """Return the only message of these names (an answer to a sign-in unless named); a form too large is not even read.

    It stays with the request as `saml_message`, for whoever tells what was received. Raises SamlRefused ("too_large",
    "not_one_message").
    """
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length[:12]) > MOST_BYTES:
        raise SamlRefused("too_large")
    try:
        found = _fields(request, names or (RESPONSE,))
    except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent, MultiPartParserError, UnreadablePostError) as error:
        raise SamlRefused("too_large") from error
    if len(found) != 1:
        raise SamlRefused("not_one_message")
    request.saml_message = found[0]  # type: ignore[attr-defined]
    return found[0]


def received(request: HttpRequest) -> str | None:
    """Return the message of a request that `message` has read, None when there was none."""
    return getattr(request, "saml_message", None)


def _fields(request: HttpRequest, names: tuple[str, ...]) -> list[str]:
    if request.content_type != "application/x-www-form-urlencoded":
        return [value for name in names for value in request.POST.getlist(name)]
    pairs = [part.partition(b"=") for part in request.body.split(b"&", MOST_FIELDS)]
    return [_plain(value) for name, _, value in pairs if name.decode("latin-1") in names]


def _plain(value: bytes) -> str:
    value = value.replace(b"+", b" ")
    for escape, sign in ESCAPED:
        value = value.replace(escape, sign)
    return (unquote_to_bytes(value) if b"%" in value else value).decode("latin-1")
