"""Which session here is which at a provider: kept as keyed digests, so that its logout finds it without our cookie."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.crypto import salted_hmac

from portal.accounts import operations as accounts
from portal.accounts.models import SignIn
from portal.core import audit
from portal.core.actors import Acting
from portal.journeys.sign_in import VerifiedIdentity

from .errors import SamlRefused
from .logout import LogoutRequest
from .models import ConsumedAssertion, IdentityProvider, ProviderSession

SALT = "integrations.sso.sessions"
HEARD_FOR = timedelta(minutes=15)
LOGOUT = "logout:"


def digest(text: str) -> str:
    """Return what is kept of a name id or a session's index; "" for none."""
    return salted_hmac(SALT, text, algorithm="sha256").hexdigest() if text else ""


def remember(*, idp: IdentityProvider, sign_in: SignIn, identity: VerifiedIdentity) -> ProviderSession:
    """Keep what the provider calls the session that a sign-in opens."""
    subject, index = digest(identity.name_id), digest(identity.session_index)
    return ProviderSession.objects.create(idp=idp, sign_in=sign_in, subject=subject, index=index)


@transaction.atomic
def end_named(*, idp: IdentityProvider, asked: LogoutRequest, inside: bool, own: UUID | None, by: Acting, at: datetime) -> int:
    """End the sessions that a request names, wherever they were opened; return how many. Its sender has been verified.

    Where the browser that brought it is signed in (`inside`), its own sign-in must be one of those named.
    Raises SamlRefused ("replayed", "other_session").
    """
    named = ProviderSession.objects.filter(idp=idp, subject=digest(asked.name_id)).order_by("id").select_related("sign_in")
    if asked.session_indexes:
        named = named.filter(index__in=[digest(index) for index in asked.session_indexes if index])
    found = [each.sign_in for each in named]
    if inside and own not in {sign_in.id for sign_in in found}:
        raise SamlRefused("other_session")
    _, first = ConsumedAssertion.objects.get_or_create(
        idp=idp, assertion_id=LOGOUT + digest(asked.id), defaults={"expires_at": at + HEARD_FOR}
    )
    if not first:
        raise SamlRefused("replayed")
    ended = [accounts.end_session(sign_in_id=each.id, user_id=each.user_id, by=by, at=at) for each in found]
    audit.record("sso.end_sessions", by=by, at=at, subject=idp.id, idp=idp.slug, sessions=sum(ended))
    return sum(ended)
