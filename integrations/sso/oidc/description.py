"""How an OpenID provider is agreed on: which client we are there, how we prove it, which claims say what."""

from dataclasses import asdict, dataclass, field
from typing import Any

from portal.core.outside import may_be_called

from .enums import ClientProof, ResponseMode
from .errors import ProviderRefused

# Texts that a person may change, or that are given to somebody else later: never who somebody is.
CHANGEABLE = frozenset(
    {"email", "preferred_username", "upn", "unique_name", "name", "nickname", "given_name", "family_name", "phone_number"}
)
FOR_GOOD = frozenset({"issuer", "client_id", "client_secret", "secret_variable"})
SECRET_PREFIX = "BINOME_OIDC_"  # noqa: S105  the beginning of a variable's name: no other variable may be sent to a provider


@dataclass(frozen=True)
class Description:
    """What a company or an association agrees on with its provider."""

    issuer: str
    client_id: str
    client_secret: str = ""
    secret_variable: str = ""
    client_proof: str = ClientProof.BASIC
    response_mode: str = ResponseMode.QUERY
    scopes: str = "openid"
    asks_userinfo: bool = False
    employee_number_claim: str = ""
    role_claim: str = ""
    acr_values: list[str] = field(default_factory=list)

    def check(self, *, of_company: bool) -> None:
        """Refuse what could not work, or would let the wrong person in.

        Raises ProviderRefused ("address_not_safe", "no_client", "scopes", "secret_variable", "no_number_claim",
        "number_claim_changes").
        """
        if not may_be_called(self.issuer) or "?" in self.issuer:
            raise ProviderRefused("address_not_safe")
        if not self.client_id:
            raise ProviderRefused("no_client")
        if "openid" not in self.scopes.split():
            raise ProviderRefused("scopes")
        if self.secret_variable and not self.secret_variable.startswith(SECRET_PREFIX):
            raise ProviderRefused("secret_variable")
        if of_company and not self.employee_number_claim:
            raise ProviderRefused("no_number_claim")
        if of_company and self.employee_number_claim.lower() in CHANGEABLE:
            raise ProviderRefused("number_claim_changes")

    def stored(self) -> dict[str, Any]:
        """Return the values of the row."""
        return asdict(self)

    def agreed(self) -> dict[str, Any]:
        """Return the values that may change later: all but which client we are where, and its secret."""
        return {name: value for name, value in self.stored().items() if name not in FOR_GOOD}
