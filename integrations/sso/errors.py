"""What the plug says no to: always the same plain page, and a code in the audit."""

from portal.core.errors import Refusal


class SamlRefused(Refusal):
    """A message of an identity provider that is not accepted; `code` says which rule it broke, for the audit only."""

    code = "saml_refused"


class RegistrationRefused(Refusal):
    """A description of an identity provider that cannot be registered."""

    code = "registration_refused"
