"""OpenID providers, the sign-ins that were used up, and who of an association is who at its provider."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record
from portal.programmes.models import Association

from .enums import ClientProof, ResponseMode


@no_personal_data
class OidcProvider(Record):
    """An OpenID provider: of a company, for the employees of its `legal_entities`; or of one association, for its team.

    `configuration` and `keys` are the stored copies of what it publishes; a sign-in uses them. The secret is here, encrypted, or in
    the environment under `secret_variable`; the one before it, `former_secret`, serves until the new one has. `acr_values` are
    those that assert a second factor, beside what `amr` says.
    """

    slug = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=80)
    issuer = models.URLField(max_length=400)
    client_id = models.CharField(max_length=200)
    client_secret = EncryptedTextField(blank=True, max_length=400)
    secret_variable = models.CharField(max_length=80, blank=True)
    secret_ends = models.DateField(null=True)
    secret_refused_at = models.DateTimeField(null=True)
    former_secret = EncryptedTextField(blank=True, max_length=400)
    warned_of = models.DateField(null=True)
    client_proof = models.CharField(max_length=24, choices=ClientProof.choices, default=ClientProof.BASIC)
    response_mode = models.CharField(max_length=10, choices=ResponseMode.choices, default=ResponseMode.QUERY)
    scopes = models.CharField(max_length=200, default="openid")
    asks_userinfo = models.BooleanField(default=False)
    legal_entities = models.JSONField(default=list)
    association = models.ForeignKey(Association, null=True, blank=True, on_delete=models.CASCADE, related_name="oidc_providers")
    employee_number_claim = models.CharField(max_length=120, blank=True)
    role_claim = models.CharField(max_length=120, blank=True)
    role_mapping = models.JSONField(default=dict)
    acr_values = models.JSONField(default=list)
    configuration = models.JSONField()
    keys = models.JSONField()
    keys_fetched_at = models.DateTimeField()
    keys_tried_at = models.DateTimeField()
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()
    last_sign_in_at = models.DateTimeField(null=True)

    class Meta:
        ordering: ClassVar[tuple[str, ...]] = ("name", "slug")
        constraints = (
            models.CheckConstraint(
                condition=(models.Q(association=None) & ~models.Q(legal_entities=[]) & ~models.Q(employee_number_claim=""))
                | (models.Q(association__isnull=False) & models.Q(legal_entities=[])),
                name="oidc_of_a_company_or_of_one_association",
            ),
            models.CheckConstraint(condition=~models.Q(issuer="") & ~models.Q(client_id=""), name="oidc_has_issuer_and_client"),
            models.UniqueConstraint(fields=("issuer", "client_id"), name="oidc_one_client_once"),
        )

    def __str__(self) -> str:
        return self.slug


@no_personal_data
class UsedSignIn(Record):
    """A sign-in whose answer has come (`state` as SHA-256): a second answer to it opens nothing. Kept until its cookie is over."""

    provider = models.ForeignKey(OidcProvider, on_delete=models.CASCADE, related_name="used")
    state = models.CharField(max_length=64)
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("provider", "state"), name="oidc_state_once"),)
        indexes = (models.Index(fields=("expires_at",)),)

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="people of associations who sign in through their association's provider",
    purpose="to know them again at the next sign-in, without their e-mail",
    basis=Basis.CONTRACT,
    controller=Controller.ASSOCIATION,
    seen_by=("nobody: read by the sign-in only",),
    retention="6 months after the last right to sign in",
    erase=Erase.DELETE,
    personal=("user", "subject"),
    not_personal=("provider", "linked_at"),
)
class LinkedSubject(Record):
    """Who somebody is at a provider: its `sub`, linked once, by an invitation, to a local account."""

    provider = models.ForeignKey(OidcProvider, on_delete=models.CASCADE, related_name="linked")
    subject = models.CharField(max_length=255)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="linked_subjects")
    linked_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("provider", "subject"), name="oidc_subject_once"),
            models.UniqueConstraint(fields=("provider", "user"), name="oidc_one_subject_a_person"),
        )

    def __str__(self) -> str:
        return str(self.id)
