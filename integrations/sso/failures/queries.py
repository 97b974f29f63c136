"""Reads on refusals, for the administrator's help (portal.accounts.ports.FailedSignIns)."""

from collections.abc import Mapping
from datetime import datetime

from integrations.sso import refusals as saml
from integrations.sso.models import FailedSignIn
from integrations.sso.oidc import refusals as oidc
from portal.accounts.ports import FailedAttempt

from .operations import KEPT

STEPS: dict[str, tuple[tuple[str, ...], Mapping[str, str]]] = {
    "saml": (tuple(map(str, saml.Step)), saml.STEPS),
    "oidc": (tuple(map(str, oidc.Step)), oidc.STEPS),
}


def latest(*, at: datetime, idp: str = "", protocol: str = "", code: str = "") -> list[FailedAttempt]:
    """Return the refusals of the last thirty days, newest first; of one provider, protocol or code if named. One SQL query."""
    wanted = {name: value for name, value in (("idp", idp), ("protocol", protocol), ("code", code)) if value}
    return [_attempt(row) for row in FailedSignIn.objects.filter(at__gte=at - KEPT, **wanted)]


def attempt(*, reference: str, at: datetime) -> FailedAttempt | None:
    """Return the refusal of a reference, however it was typed, or None."""
    clean = "".join(sign for sign in reference.upper() if sign.isalnum())
    found = FailedSignIn.objects.filter(reference=f"{clean[:4]}-{clean[4:]}", at__gte=at - KEPT).first()
    return _attempt(found) if found else None


def _attempt(row: FailedSignIn) -> FailedAttempt:
    steps, by_code = STEPS[row.protocol]
    step = by_code.get(row.code)
    return FailedAttempt(row.reference, row.idp, row.protocol, row.code, str(step or ""), steps, tuple(row.received), row.at)


class FailedSignIns:
    """Both, as the settings name them."""

    latest = staticmethod(latest)
    attempt = staticmethod(attempt)
