"""Accounts, and sessions opened as a person would."""

import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import factory
from allauth.account.authentication import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.account.internal.userkit import user_id_to_str
from django.test import Client
from factory.django import DjangoModelFactory

from portal.accounts.enums import Door, GrantSource, Role
from portal.accounts.models import ApiClient, RoleGrant, SignIn, User
from portal.core import clock
from portal.ui import sessions

AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


class UserFactory(DjangoModelFactory[User]):
    """An account. `local` ones have an e-mail; others are opaque."""

    class Meta:
        model = User
        skip_postgeneration_save = True

    handle = factory.Sequence(lambda n: f"test:{n}")
    display_name = factory.Sequence(lambda n: f"Camille Essai {n}")
    created_at = AT

    class Params:
        local = factory.Trait(
            email=factory.Sequence(lambda n: f"personne{n}@asso.example.org"),
            handle=factory.LazyAttribute(lambda user: f"local:{user.email}"),
        )


class ApiClientFactory(DjangoModelFactory[ApiClient]):
    """The system of an association."""

    class Meta:
        model = ApiClient

    association_id = factory.LazyFunction(uuid4)
    name = "Système de suivi"
    scopes: list[str] = []
    created_at = AT


def grant(user: User, *roles: Role) -> User:
    """Give company roles."""
    for role in roles:
        RoleGrant.objects.create(user=user, role=role, source=GrantSource.COMMAND, granted_at=AT)
    return user


def sign_in(client: Client, user: User, *, second_factor: bool = True) -> Client:
    """Open a session for the user, by default with the second factor that association roles need."""
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    session, now = client.session, clock.now()
    came = SignIn.objects.create(user=user, door=Door.LOCAL, at=now, last_seen_at=now, device="firefox:linux")
    session[sessions.KEY] = str(came.id)
    if second_factor:
        session[AUTHENTICATION_METHODS_SESSION_KEY] = [{"method": "mfa", "type": "totp", "at": time.time()}]
        session[f"{AUTHENTICATION_METHODS_SESSION_KEY}_user"] = user_id_to_str(user)
    session.save()
    return client


def in_days(days: int) -> datetime:
    """An instant so many days after the factories' own."""
    return AT + timedelta(days=days)
