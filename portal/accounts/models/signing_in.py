"""Sign-ins with the sessions they opened, and what a local account is opened and changed by."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import models

from portal.accounts.enums import Door
from portal.accounts.rules import LONGEST_SESSION
from portal.core.privacy import Basis, Controller, Erase, personal_data
from portal.core.records import Record


class SignInQuerySet(models.QuerySet["SignIn"]):
    """Sign-ins."""

    def live(self, at: datetime) -> "SignInQuerySet":
        """Keep those whose session is open at an instant."""
        unended = self.filter(ended_at=None, last_seen_at__isnull=False, at__gt=at - LONGEST_SESSION)
        return unended.filter(models.Q(ends_at=None) | models.Q(ends_at__gt=at))

    def seen(self, sign_in_id: UUID, at: datetime) -> None:
        """Note that a session was used."""
        self.filter(pk=sign_in_id).update(last_seen_at=at)


@personal_data(
    subject="anyone with an account",
    purpose="to show people when and how their account was used",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("the person",),
    retention="6 months",
    erase=Erase.DELETE,
    personal=("user", "at", "device", "last_seen_at"),
    not_personal=("door", "provider", "ends_at", "ended_at"),
)
class SignIn(Record):
    """One sign-in and the session it opened: through which door (`provider` is the identity provider's slug), on what kind of
    device ("firefox:windows", no address), last seen when (None: it opened no session), to end when at the latest, ended when.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    door = models.CharField(max_length=10, choices=Door.choices)
    provider = models.CharField(max_length=50, blank=True)
    at = models.DateTimeField()
    device = models.CharField(max_length=30, blank=True)
    last_seen_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ("-at", "-id")
        indexes = (models.Index(fields=("user", "-at")), models.Index(fields=("at",)))

    def __str__(self) -> str:
        return self.door


@personal_data(
    subject="people of associations",
    purpose="to open a local account to somebody who proves their e-mail",
    basis=Basis.CONTRACT,
    controller=Controller.ASSOCIATION,
    seen_by=("own association's administrator",),
    retention="as long as the account",
    erase=Erase.DELETE,
    personal=("user", "invited_by"),
    not_personal=("sent_at", "expires_at", "accepted_at"),
)
class Invitation(Record):
    """An invitation to choose the password of a local account; it opens once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="invitations")
    invited_by = models.UUIDField(null=True)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("user",), condition=models.Q(accepted_at=None), name="accounts_one_open_invitation"),
            models.CheckConstraint(condition=models.Q(expires_at__gt=models.F("sent_at")), name="accounts_invitation_ends_later"),
        )

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="people of associations",
    purpose="to change the e-mail of an account once the new one is proved",
    basis=Basis.CONTRACT,
    controller=Controller.ASSOCIATION,
    seen_by=("the person",),
    retention="until used, or a day",
    erase=Erase.DELETE,
    personal=("user", "new_email"),
    not_personal=("asked_at", "expires_at"),
)
class EmailChange(Record):
    """A new e-mail that waits to be proved: one at most for each account, gone once it has served."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="email_change")
    new_email = models.EmailField()
    asked_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=models.F("asked_at")), name="accounts_email_change_ends_later"
            ),
        )

    def __str__(self) -> str:
        return str(self.id)
