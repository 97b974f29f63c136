"""What the second door says no to: always the same plain page, and a code in the audit."""

from portal.core.errors import Refusal


class OidcRefused(Refusal):
    """An answer of an OpenID provider that is not accepted; `code` says which rule it broke, for the audit only."""

    code = "oidc_refused"


class ProviderRefused(Refusal):
    """An OpenID provider that cannot be registered as it is described."""

    code = "provider_refused"
