"""Who calls: the key of an association's system, in `Authorization: Bearer …`."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from portal.accounts import queries as accounts
from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import clock


class BearerKey(BaseAuthentication):
    """Turns a valid key into an Actor bounded to its association and scopes."""

    def authenticate(self, request: Request) -> tuple[Actor, Actor] | None:
        """Return the actor, None without a key. Raises AuthenticationFailed on a key that opens nothing."""
        scheme, _, raw = get_authorization_header(request).decode("latin-1").partition(" ")
        if not scheme:
            return None
        client = accounts.api_client_for(raw_key=raw.strip(), at=clock.now()) if scheme.lower() == "bearer" else None
        if client is None:
            raise AuthenticationFailed
        actor = Actor(client.id, frozenset({Role.API_CLIENT}), client.association_id, scopes=frozenset(client.scopes))
        return actor, actor

    def authenticate_header(self, request: Request) -> str:
        """Name the scheme, so that a missing or bad key is a 401."""
        return 'Bearer realm="Binome"'


class HasScope(BasePermission):
    """Lets a client through when its key has the scope that the view asks for this method (`scopes`)."""

    def has_permission(self, request: Request, view: APIView) -> bool:
        """Return whether the key carries the scope; no key at all is a 401, a method that the view does not have a 405."""
        wanted: dict[str, str] = getattr(view, "scopes", {})
        method = "GET" if request.method == "HEAD" else str(request.method)
        return isinstance(request.auth, Actor) and (method not in wanted or wanted[method] in request.auth.scopes)


class BearerKeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]  # registers itself, untyped
    """How the schema names the key."""

    target_class = "portal.api.authentication.BearerKey"
    name = "key"

    def get_security_definition(self, auto_schema: object) -> dict[str, str]:
        """Return the OpenAPI security scheme."""
        return {
            "type": "http",
            "scheme": "bearer",
            "description": "A key that the association's administrator issues and may revoke.",
        }
