"""The service: one request in, one answer out. Nothing of a body is logged."""

import logging
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from scim2_models import PayloadTooLargeException, SCIMException, UnauthorizedException
from scim2_server.handler import ScimHandler
from scim2_server.requests import ScimRequest
from scim2_server.responses import SCIM_MEDIA_TYPE
from scim2_server.routing import Operation
from scim2_server.service import ScimService

from portal.accounts.actors import SYSTEM
from portal.core import clock

from . import quirks, tokens
from .resources import MOST_BYTES, provider
from .storage import DatabaseStorage
from .workforce import Workforce

ROOT = "/scim/v2"
READS = frozenset({Operation.query, Operation.search, Operation.search_with_body})
log = logging.getLogger(__name__)


@cache
def service() -> ScimService:
    """Return the protocol, once a process."""
    return ScimService(provider())


def answer(request: HttpRequest, path: str) -> HttpResponse:
    """Answer a request below /scim/v2/."""
    asked = ScimRequest(
        method=str(request.method),
        base_url=f"{settings.PUBLIC_URL}{ROOT}",
        path=f"/{path.removesuffix('.scim')}",
        query=quirks.asked(request.GET.dict()),
        headers=list(request.headers.items()),
    )
    try:
        operation = service().match(asked).operation
        if operation is not Operation.service_provider_config:
            _let_in(request)
        asked.body = _body(request, operation)
        at = clock.now()
        whole = operation in {Operation.replace, Operation.bulk}
        storage = DatabaseStorage(provider(), lambda: at, Workforce(SYSTEM, at), active_stays=whole, only_reads=operation in READS)
        given = ScimHandler(service(), storage).handle(asked)
    except SCIMException as error:
        given = service().error_response(error)
    except Exception as error:  # noqa: BLE001  a bug answers in SCIM too, and its message could hold a body
        log.error("scim: %s %s failed with %s", asked.method, path.partition("/")[0], type(error).__name__)
        given = service().error_response(error)
    response = JsonResponse(given.body, status=given.status) if given.body is not None else HttpResponse(status=given.status)
    for name, value in {"Location": asked.url, "Cache-Control": "no-store", **given.headers}.items():
        response[name] = value
    if given.body is None:
        del response["Content-Type"]
    else:
        response["Content-Type"] = SCIM_MEDIA_TYPE
    return response


def _let_in(request: HttpRequest) -> None:
    if tokens.opens(header=request.headers.get("Authorization", ""), at=clock.now()) is None:
        raise UnauthorizedException


def _body(request: HttpRequest, operation: Operation) -> bytes:
    if int(request.META.get("CONTENT_LENGTH") or 0) > MOST_BYTES:
        raise PayloadTooLargeException(detail=f"A request holds at most {MOST_BYTES} bytes.")
    return quirks.plain(request.read(MOST_BYTES + 1), bulk=operation is Operation.bulk)
