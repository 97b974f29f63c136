"""The request as views receive it."""

from django.http import HttpRequest

from portal.accounts.actors import Actor


class Request(HttpRequest):
    """A request with the actor that `portal.ui.access.RoleRuleMiddleware` found. For annotations."""

    actor: Actor
