"""The identity providers a company signs in with, and the assertions they have been heard with."""

from typing import ClassVar

from django.db import models

from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record


class Binding(models.TextChoices):
    """How a message of ours reaches a provider."""

    REDIRECT = "redirect", "HTTP-Redirect"
    POST = "post", "HTTP-POST"


@no_personal_data
class IdentityProvider(Record):
    """A company's SAML identity provider. It signs in only employees of its `legal_entities` (codes of the HRIS).

    `certificates` are its signing certificates (base64 DER; two during a roll-over); `role_mapping` goes from a value of
    `role_attribute` to a company role. Sign-ins use what is stored here, never the network: a task reads `metadata_url` again
    from time to time. A description that nobody pinned signed waits in `proposed` for an administrator.
    """

    slug = models.SlugField(max_length=40, unique=True)
    entity_id = models.CharField(max_length=400, unique=True)
    name = models.CharField(max_length=80)
    sso_url = models.URLField(max_length=400)
    sso_binding = models.CharField(max_length=8, choices=Binding.choices, default=Binding.REDIRECT)
    slo_url = models.URLField(max_length=400, blank=True)
    slo_binding = models.CharField(max_length=8, choices=Binding.choices, default=Binding.REDIRECT)
    slo_answer_url = models.URLField(max_length=400, blank=True)
    sign_requests = models.BooleanField(default=False)
    certificates = models.JSONField()
    legal_entities = models.JSONField()
    employee_number_attribute = models.CharField(max_length=120)
    role_attribute = models.CharField(max_length=120, blank=True)
    role_mapping = models.JSONField(default=dict)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    last_sign_in_at = models.DateTimeField(null=True)
    metadata_url = models.URLField(max_length=400, blank=True)
    metadata_pins = models.JSONField(default=list)
    metadata_valid_until = models.DateTimeField(null=True)
    metadata_tried_at = models.DateTimeField(null=True)
    metadata_read_at = models.DateTimeField(null=True)
    metadata_problem = models.CharField(max_length=40, blank=True)
    proposed = models.JSONField(null=True)
    warned_of = models.DateField(null=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("name", "slug")
        constraints = (
            models.CheckConstraint(condition=~models.Q(legal_entities=[]), name="sso_idp_has_an_entity"),
            models.CheckConstraint(condition=~models.Q(certificates=[]), name="sso_idp_has_a_certificate"),
            models.CheckConstraint(condition=~models.Q(entity_id=""), name="sso_idp_has_an_entity_id"),
            models.CheckConstraint(condition=~models.Q(employee_number_attribute=""), name="sso_idp_has_a_number"),
        )

    def __str__(self) -> str:
        return self.slug


@no_personal_data
class ConsumedAssertion(Record):
    """An assertion that signed somebody in; it never does again. Kept until it could not be accepted anyway."""

    idp = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="consumed")
    assertion_id = models.CharField(max_length=200)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("idp", "assertion_id"), name="sso_assertion_once"),)
        indexes = (models.Index(fields=("expires_at",)),)

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="employees signed in through their company",
    purpose="to end a session here when the identity provider ends it",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("nobody: read by the sign-out only",),
    retention="as long as the sign-in is listed: 6 months",
    erase=Erase.DELETE,
    personal=("subject", "index", "sign_in"),
    not_personal=("idp",),
)
class ProviderSession(Record):
    """A session here and what its provider calls it: keyed digests of the name id and of the session's index ("" for none).

    A logout posted by the provider's page comes without our session cookie, so the session is found by these.
    """

    idp = models.ForeignKey(IdentityProvider, on_delete=models.CASCADE, related_name="sessions")
    subject = models.CharField(max_length=64)
    index = models.CharField(max_length=64, blank=True)
    sign_in = models.OneToOneField("accounts.SignIn", on_delete=models.CASCADE, related_name="at_provider")

    class Meta:
        indexes = (models.Index(fields=("idp", "subject")),)

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="someone whose sign-in was refused, when they give its reference to their support",
    purpose="to show an administrator which check refused and what to change at the provider",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("platform administrator",),
    retention="30 days",
    erase=Erase.KEEP,
    personal=("reference",),
    not_personal=("idp", "protocol", "code", "received", "at"),
)
class FailedSignIn(Record):
    """A sign-in that was refused: by which rule, and the shape and length of what came, never a value of it.

    `idp` is the slug; `received` is a list of `failures.shapes.Seen`. The newest twenty of a provider and a code are kept.
    """

    reference = models.CharField(max_length=9, unique=True)
    idp = models.CharField(max_length=40)
    protocol = models.CharField(max_length=4)
    code = models.CharField(max_length=60)
    received = models.JSONField(default=list)
    at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("-at", "-id")
        indexes = (models.Index(fields=("idp", "code", "-at")), models.Index(fields=("at",)))

    def __str__(self) -> str:
        return self.reference
