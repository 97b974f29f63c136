"""What every endpoint has in common: one key, one scope a method, paging, ETags, and problems as answers."""

from typing import Any, ClassVar, cast
from uuid import UUID

from django.db.models import QuerySet
from django.utils.decorators import method_decorator
from django.views.decorators.http import conditional_page
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, inline_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotFound
from rest_framework.pagination import Cursor, CursorPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.ui.access import Rule

from .authentication import BearerKey, HasScope
from .idempotency import HEADER
from .parsing import SmallJSONParser
from .throttling import ByClient


@method_decorator(conditional_page, name="dispatch")
class Endpoint(APIView):
    """A view of the partner API. `scopes` names the scope each method asks for."""

    rule: ClassVar[Rule] = Rule(frozenset({str(Role.API_CLIENT)}))
    authentication_classes = (BearerKey,)
    permission_classes = (HasScope,)
    throttle_classes = (ByClient,)
    parser_classes = (SmallJSONParser,)
    metadata_class = None  # OPTIONS is no method here: the schema says it all
    scopes: ClassVar[dict[str, str]] = {}

    def actor(self, request: Request) -> Actor:
        """Return the client that calls; the permission has made sure of it."""
        return cast(Actor, request.auth)

    def association_id(self, request: Request) -> UUID:
        """Return the association of the client that calls: every client belongs to one."""
        return cast(UUID, self.actor(request).association_id)

    def checked(self, serializer: type[serializers.Serializer[Any]], request: Request) -> dict[str, Any]:
        """Return the validated body. Raises ValidationError."""
        read = serializer(data=request.data)
        read.is_valid(raise_exception=True)
        values: dict[str, Any] = read.validated_data
        return values


class ByCreation(CursorPagination):
    """Pages by id (which sorts by creation), so that a page never shifts while rows are added."""

    ordering = "-id"
    page_size = 50
    page_size_query_param = "page_size"
    max_page_size = 200

    def decode_cursor(self, request: Request) -> Cursor | None:
        """Return the cursor. Raises NotFound on one that we did not make."""
        cursor = super().decode_cursor(request)
        if cursor is None or cursor.position is None:
            return cursor
        try:
            UUID(str(cursor.position))
        except ValueError:
            raise NotFound(code="cursor_unknown") from None
        return cursor

    def respond(self, queryset: QuerySet[Any], request: Request, view: APIView, shape: Any) -> Response:
        """Return a page of rows, each made by `shape(rows)`."""
        rows = self.paginate_queryset(queryset, request, view=view) or []
        return self.get_paginated_response(shape(rows))


PROBLEM = inline_serializer(
    "Problem",
    {
        "type": serializers.CharField(),
        "title": serializers.CharField(),
        "status": serializers.IntegerField(),
        "code": serializers.CharField(help_text="Stable; the title is for people."),
        "errors": serializers.ListField(child=serializers.DictField(child=serializers.CharField()), required=False),
    },
)


def page_of(shape: type[serializers.Serializer[Any]]) -> Any:
    """Return the shape of a page of rows."""
    link: dict[str, Any] = {"required": True, "allow_null": True, "help_text": "Address of the page, or null."}
    return inline_serializer(
        f"{shape.__name__}Page",
        {"next": serializers.URLField(**link), "previous": serializers.URLField(**link), "results": shape(many=True)},
    )


PAGING = [
    OpenApiParameter("cursor", str, description="From `next` or `previous`."),
    OpenApiParameter("page_size", int, description="50 by default, 200 at most."),
]


def answers(**found: Any) -> dict[Any, Any]:
    """Return the answers of an endpoint: what it gives by status (`ok`, `created`), and every problem it may give."""
    status_of = {"ok": 200, "created": 201}
    good = {status_of[name]: value for name, value in found.items()}
    problems = {
        (code, "application/problem+json"): OpenApiResponse(PROBLEM, description=words)
        for code, words in {
            400: "The request is not valid; `errors` says where.",
            401: "No key, or one that opens nothing.",
            403: "The key lacks the scope.",
            404: "Nothing of the kind in this association.",
            409: "The present state does not allow it; `code` says why.",
            413: "More than 64 KiB.",
            415: "Not JSON.",
            422: "The Idempotency-Key came with another request.",
            429: "Too many requests; see Retry-After.",
        }.items()
    }
    return good | problems


IDEMPOTENCY_KEY = OpenApiParameter(
    HEADER,
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="8 to 100 characters, one for each request; kept a day.",
)
