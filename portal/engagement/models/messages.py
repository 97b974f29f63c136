"""Messages of an association to several people: its templates, what was sent, to whom it still leaves."""

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models.functions import Length

from portal.core.encryption import EncryptedTextField
from portal.core.privacy import Basis, Controller, Erase, no_personal_data, personal_data
from portal.core.records import Record
from portal.engagement.rules import MessageWords

from .volunteers import Volunteer


class _Written(Record):
    """Words in French, and in English where somebody wrote them."""

    subject_fr = EncryptedTextField(max_length=80)
    text_fr = EncryptedTextField(max_length=2000)
    subject_en = EncryptedTextField(max_length=80, blank=True)
    text_en = EncryptedTextField(max_length=2000, blank=True)

    class Meta:
        abstract = True

    @property
    def languages(self) -> dict[str, MessageWords]:
        """The message in each language it is written in, French first."""
        both = {"fr": MessageWords(self.subject_fr, self.text_fr), "en": MessageWords(self.subject_en, self.text_en)}
        return {language: words for language, words in both.items() if words.written}

    def read_in(self, language: str) -> str:
        """Return the language in which somebody who reads `language` gets it."""
        return language if language in self.languages else settings.LANGUAGE_CODE


@no_personal_data
class MessageTemplate(_Written):
    """A message that an association keeps to send it again: about nobody, with placeholders in the place of names."""

    association = models.ForeignKey("programmes.Association", models.CASCADE, related_name="message_templates")
    name = models.CharField(max_length=60)
    changed_at = models.DateTimeField()

    class Meta:
        ordering = ("name", "id")
        constraints = (models.UniqueConstraint(fields=("association", "name"), name="engagement_template_name_once"),)

    def __str__(self) -> str:
        return self.name


class MailingQuerySet(models.QuerySet["Mailing"]):
    """Sendings."""

    def with_words(self) -> Self:
        """Keep those whose words are still there, without reading them (an encrypted column cannot be compared)."""
        return self.annotate(words=Length("subject_fr") + Length("text_fr")).filter(words__gt=0)


@personal_data(
    subject="professionals and volunteers of an association's team",
    purpose="to send what was read before it was confirmed, signed; to know what was written to several, and when",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("own association (who, when, which template, to how many; never the words)",),
    retention="the words: 30 days; that it was sent: 12 months",
    erase=Erase.DELETE,
    personal=("sender",),
    not_personal=(
        "association",
        "subject_fr",
        "text_fr",
        "subject_en",
        "text_en",
        "template_name",
        "people",
        "sent_at",
        "taken_back_at",
    ),
)
class Mailing(_Written):
    """A template as it was sent to several: its name and words of that moment, whatever becomes of the template; to how many."""

    association = models.ForeignKey("programmes.Association", models.CASCADE, related_name="mailings")
    sender = models.ForeignKey("programmes.TeamMember", models.CASCADE, related_name="+")
    template_name = models.CharField(max_length=60, blank=True)
    people = models.PositiveIntegerField(default=0)
    sent_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    objects = MailingQuerySet.as_manager()

    class Meta:
        ordering = ("-sent_at", "id")
        indexes = (models.Index(fields=("sent_at",)),)

    def __str__(self) -> str:
        return str(self.id)


@personal_data(
    subject="volunteer",
    purpose="to put the right name and programme into a message when it leaves",
    basis=Basis.LEGITIMATE_INTEREST,
    controller=Controller.ASSOCIATION,
    seen_by=("nobody",),
    retention="30 days",
    erase=Erase.DELETE,
    personal=("volunteer", "programme", "referent"),
    not_personal=("mailing",),
)
class MailingCopy(Record):
    """A mailing to one person, about one programme; its id is the subject of the outbox's message."""

    mailing = models.ForeignKey(Mailing, models.CASCADE, related_name="copies")
    volunteer = models.ForeignKey(Volunteer, models.CASCADE, related_name="+")
    programme = models.ForeignKey("programmes.Programme", models.CASCADE, related_name="+")
    referent = models.ForeignKey("programmes.TeamMember", models.CASCADE, null=True, related_name="+")

    class Meta:
        constraints = (models.UniqueConstraint(fields=("mailing", "volunteer"), name="engagement_one_copy_a_person"),)

    def __str__(self) -> str:
        return str(self.id)
