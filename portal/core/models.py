"""The three logs every room writes to: steps made, facts for the audit, messages to send."""

from typing import Any, NoReturn

from django.db import models

from .errors import Refusal
from .privacy import Basis, Controller, Erase, personal_data
from .records import Record


class AppendOnlyQuerySet(models.QuerySet[Any]):
    """Rows can be added; only retention (`purge`) takes them away, and nothing changes them."""

    def update(self, **_: Any) -> NoReturn:
        """Refuse: what was written stays as it was."""
        raise Refusal("append_only")

    def delete(self) -> NoReturn:
        """Refuse: rows leave by `purge` alone."""
        raise Refusal("append_only")

    def purge(self) -> int:
        """Delete the rows for good, at the end of their retention. Returns how many."""
        return self._raw_delete(self.db)


class AppendOnly(Record):
    """A row that is written once. Database triggers refuse an UPDATE as well (migration 0002)."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Insert; refuse to change a stored row."""
        if not self._state.adding:
            raise Refusal("append_only")
        super().save(*args, **kwargs)

    def delete(self, *_: Any, **__: Any) -> NoReturn:
        """Refuse."""
        raise Refusal("append_only")


@personal_data(
    subject="volunteer, employee, professional",
    purpose="the history of each application, pair, run and release",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("the association concerned", "the person"),
    retention="as long as the subject of the step",
    erase=Erase.KEEP,
    personal=("actor_id", "subject_id"),
    not_personal=("machine", "step", "from_state", "to_state", "actor_role", "reason", "at"),
)
class Transition(AppendOnly):
    """One step of one machine, written in the transaction that made it."""

    machine = models.CharField(max_length=40)
    step = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    from_state = models.CharField(max_length=40)
    to_state = models.CharField(max_length=40)
    actor_id = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=40)
    reason = models.CharField(max_length=60, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("subject_id", "at")), models.Index(fields=("machine", "to_state", "at")))

    def __str__(self) -> str:
        return f"{self.machine}: {self.from_state} → {self.to_state}"


@personal_data(
    subject="anyone who acts in the portal",
    purpose="to be able to show who did what, and when",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("data-protection officer",),
    retention="3 years",
    erase=Erase.KEEP,
    personal=("actor_id", "subject_id"),
    not_personal=("action", "actor_role", "association_id", "facts", "at"),
)
class AuditEntry(AppendOnly):
    """One act. `facts` hold codes, ids and counts only."""

    action = models.CharField(max_length=80)
    actor_id = models.UUIDField(null=True)
    actor_role = models.CharField(max_length=40)
    subject_id = models.UUIDField(null=True)
    association_id = models.UUIDField(null=True)
    facts = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        indexes = (models.Index(fields=("action", "at")), models.Index(fields=("subject_id", "at")))

    def __str__(self) -> str:
        return self.action


@personal_data(
    subject="anyone the portal writes to",
    purpose="to send each message once, in order",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("nobody",),
    retention="30 days after sending",
    erase=Erase.DELETE,
    personal=("recipient_id", "subject_id"),
    not_personal=("kind", "recipient_kind", "created_at", "not_before", "sent_at", "attempts", "failure", "bounced_at"),
)
class OutboxMessage(Record):
    """A message to be sent: who and about what, by id; words and address are found at sending."""

    kind = models.CharField(max_length=60)
    recipient_kind = models.CharField(max_length=20)
    recipient_id = models.UUIDField()
    subject_id = models.UUIDField(null=True)
    created_at = models.DateTimeField()
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failure = models.CharField(max_length=40, blank=True)
    bounced_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("created_at", "id")
        indexes = (
            models.Index(fields=("not_before",), condition=models.Q(sent_at=None), name="outbox_waiting"),
            models.Index(fields=("recipient_id", "-sent_at")),
        )

    def __str__(self) -> str:
        return self.kind


@personal_data(
    subject="anyone the portal writes to",
    purpose="to write no more of what somebody does not want",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.COMPANY,
    seen_by=("the person",),
    retention="as long as the person is written to",
    erase=Erase.DELETE,
    personal=("recipient_id",),
    not_personal=("recipient_kind", "group", "stopped_at"),
)
class StoppedMessages(Record):
    """Somebody wants no more messages of a group (settings.MESSAGE_GROUPS). What is in no group always leaves."""

    recipient_kind = models.CharField(max_length=20)
    recipient_id = models.UUIDField()
    group = models.CharField(max_length=20)
    stopped_at = models.DateTimeField()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("recipient_kind", "recipient_id", "group"), name="core_messages_stopped_once"),
        )

    def __str__(self) -> str:
        return self.group
