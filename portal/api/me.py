"""Who is signed in, for a page or a tool of the same browser: by the session cookie, never by a key."""

from typing import Any, ClassVar, cast

from django.urls import path
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.authentication import BaseAuthentication
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from portal.accounts.actors import Actor
from portal.accounts.models import User
from portal.ui.access import EVERYONE, Rule

from .endpoints import PROBLEM


class MeShape(serializers.Serializer[Any]):
    """The identity of a session."""

    id = serializers.UUIDField()
    display_name = serializers.CharField(allow_blank=True)
    roles = serializers.ListField(child=serializers.CharField())


class BySession(BaseAuthentication):
    """Takes over who the session is, as the role rules found it: one that is over is nobody's."""

    def authenticate(self, request: Request) -> tuple[User, Actor] | None:
        """Return the person and who they act as, or None."""
        actor: Actor | None = getattr(request._request, "actor", None)
        user = request._request.user
        return (user, actor) if actor is not None and actor.id is not None and isinstance(user, User) else None

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that nobody signed in is a 401."""
        return 'Session realm="Binome"'


class SignedIn(BasePermission):
    """Lets whoever is signed in through."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether somebody is."""
        return isinstance(request.auth, Actor)


class Me(APIView):
    """The signed-in identity."""

    rule: ClassVar[Rule] = Rule(EVERYONE)
    authentication_classes = (BySession,)
    permission_classes = (SignedIn,)

    @extend_schema(
        operation_id="me",
        responses={
            200: MeShape,
            (401, "application/problem+json"): OpenApiResponse(PROBLEM, description="Nobody is signed in, or the session is over."),
        },
    )
    def get(self, request: Request) -> Response:
        """Return public id, display name and roles of whoever is signed in by this browser's session."""
        user, actor = cast(User, request.user), cast(Actor, request.auth)
        said = {"id": str(user.id), "display_name": user.display_name, "roles": sorted(actor.roles)}
        return Response(said, headers={"Cache-Control": "no-store"})


class BySessionScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself, untyped
    """How the schema names the session."""

    target_class = "portal.api.me.BySession"
    name = "session"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the OpenAPI security scheme."""
        return {"type": "apiKey", "in": "cookie", "name": "sessionid", "description": "The session of a browser that signed in."}


urlpatterns = [path("me/", Me.as_view(), name="me")]
