"""Every error as a problem document (RFC 9457): a stable code for machines, one plain sentence for people."""

from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from portal.core.errors import Refusal
from portal.journeys.partners import UnknownHere

MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: gettext_lazy("La requête n’est pas valable."),
    401: gettext_lazy("La clé manque ou n’ouvre rien."),
    403: gettext_lazy("La clé n’a pas le droit demandé."),
    404: gettext_lazy("Rien à cette adresse pour votre association."),
    405: gettext_lazy("Cette méthode n’existe pas ici."),
    406: gettext_lazy("Seul le JSON est proposé."),
    409: gettext_lazy("L’étape demandée n’est pas possible dans l’état présent."),
    413: gettext_lazy("Le corps de la requête dépasse 64 Kio."),
    415: gettext_lazy("Seul le JSON est lu."),
    422: gettext_lazy("La clé d’idempotence a déjà servi pour une autre requête."),
    429: gettext_lazy("Trop de requêtes : réessayez plus tard."),
}
# Codes of DRF that say less than ours.
CODES = {"not_authenticated": "key_missing", "authentication_failed": "key_refused", "permission_denied": "scope_missing"}


class Conflict(exceptions.APIException):
    """The request meets a state that does not allow it."""

    status_code = status.HTTP_409_CONFLICT
    default_code = "conflict"


class KeyReused(exceptions.APIException):
    """An Idempotency-Key came back with another request."""

    status_code = status.HTTP_422_UNPROCESSABLE_ENTITY
    default_code = "idempotency_key_reused"


def handle(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn any expected error into a problem; None leaves the unexpected to Django's 500."""
    set_rollback()
    if isinstance(error, Refusal):
        return problem(404 if isinstance(error, UnknownHere) else 409, error.code)
    if isinstance(error, Http404):
        return problem(404, "not_found")
    if isinstance(error, exceptions.ValidationError):
        return problem(400, "invalid", errors=_errors(error.detail))
    if isinstance(error, exceptions.APIException):
        return problem(error.status_code, _code(error), headers=_headers(error))
    return None


def problem(
    code_of_status: int, code: str, *, errors: list[dict[str, str]] | None = None, headers: dict[str, str] | None = None
) -> Response:
    """Return a problem document. `errors` lists each field that is wrong."""
    body: dict[str, Any] = {
        "type": f"urn:binome:problem:{code}",
        "title": str(TITLES.get(code_of_status) or _("La requête n’a pas abouti.")),
        "status": code_of_status,
        "code": code,
    }
    if errors:
        body["errors"] = errors
    return Response(body, status=code_of_status, headers=headers, content_type=MEDIA_TYPE)


def _code(error: exceptions.APIException) -> str:
    code = error.get_codes()
    code = code if isinstance(code, str) else error.default_code
    return CODES.get(code, code)


def _headers(error: exceptions.APIException) -> dict[str, str]:
    headers = {}
    if challenge := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = challenge
    if (wait := getattr(error, "wait", None)) is not None:
        headers["Retry-After"] = str(int(wait) + 1)
    return headers


def _errors(detail: Any, path: str = "") -> list[dict[str, str]]:
    """Flatten DRF's nested details to a list of pointer, code and sentence."""
    if isinstance(detail, dict):
        return [line for key, value in detail.items() for line in _errors(value, f"{path}/{key}")]
    if isinstance(detail, list):
        return [line for index, value in enumerate(detail) for line in _errors(value, _at(path, index, value))]
    return [{"pointer": path or "/", "code": str(getattr(detail, "code", "invalid")), "detail": str(detail)}]


def _at(path: str, index: int, value: Any) -> str:
    return f"{path}/{index}" if isinstance(value, dict | list) else path
