"""Writes on the messages of an association to several people: its templates, a sending, and taking it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit, outbox
from portal.core.slices import delete_in_slices, in_slices
from portal.engagement.errors import MessageRefused
from portal.engagement.models import Mailing, MailingCopy, MessageTemplate, Volunteer
from portal.engagement.queries.messages import TO_SEVERAL
from portal.engagement.rules import MOST_TEMPLATES, MessageWords, tidy, words_objection
from portal.engagement.rules.messages import LONGEST_NAME
from portal.programmes.models import Antenna, Association, Programme, TeamMember

WRITERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)
LEAVES_AFTER = timedelta(minutes=15)
"""How long a message to several waits, so that it can be taken back before anybody has it."""
KEPT = timedelta(days=30)
LINE_KEPT = timedelta(days=366)
NOBODY = MessageWords("", "")
NO_WORDS = dict.fromkeys(("subject_fr", "text_fr", "subject_en", "text_en"), "")


@dataclass(frozen=True)
class To:
    """Whom a message goes to: about which programme, and who stands behind the pair, if there is one."""

    volunteer: Volunteer
    programme: Programme
    referent: TeamMember | None = None


@transaction.atomic
def keep_template(
    *,
    association_id: UUID,
    name: str,
    fr: MessageWords,
    by: Actor,
    at: datetime,
    en: MessageWords = NOBODY,
    template_id: UUID | None = None,
    seen_at: datetime | None = None,
) -> MessageTemplate:
    """Keep a new template, or change one (`template_id`) as it was last seen (`seen_at`: its `changed_at` of then).

    Raises MessageRefused "not_theirs", "unknown_template", "changed_since" (a colleague wrote in between), "name_length" (1 to 60),
    "name_taken", "too_many" (40), and what `rules.words_objection` objects, with `language` and `word`.
    """
    _check(association_id, by)
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST_NAME:
        raise MessageRefused("name_length")
    home = Association.objects.select_for_update().get(pk=association_id)
    found = _to_change(home, template_id, seen_at)
    fr, en = _checked(home, fr, "fr"), _checked(home, en, "en") if en.written else NOBODY
    if MessageTemplate.objects.filter(association=home, name=name).exclude(pk=found.pk).exists():
        raise MessageRefused("name_taken")
    found.name, found.changed_at = name, at
    found.subject_fr, found.text_fr, found.subject_en, found.text_en = fr.subject, fr.text, en.subject, en.text
    found.save()
    audit.record("engagement.keep_template", by=by, at=at, subject=found.id, association=association_id)
    return found


@transaction.atomic
def remove_template(*, association_id: UUID, template_id: UUID, by: Actor, at: datetime) -> None:
    """Keep a template no longer; what was sent with it still leaves. Raises MessageRefused "not_theirs", "unknown_template"."""
    _check(association_id, by)
    gone, _each = MessageTemplate.objects.filter(association_id=association_id, pk=template_id).delete()
    if not gone:
        raise MessageRefused("unknown_template")
    audit.record("engagement.remove_template", by=by, at=at, subject=template_id, association=association_id)


@transaction.atomic
def send_to_several(*, template: MessageTemplate, to: Sequence[To], by: Actor, at: datetime) -> Mailing:
    """Send a template to people of the association, at their personal contact, a quarter of an hour from now (later in quiet
    hours). Each person once; whom it may not go to is the caller's to leave out (`queries.cannot_be_written_to`).

    Raises MessageRefused "not_theirs" (the template, a programme or a referent is another association's).
    """
    _check(template.association_id, by)
    programmes = {one.programme.association_id for one in to} | {one.referent.association_id for one in to if one.referent}
    sender = TeamMember.objects.filter(user=by.id, association_id=template.association_id, active=True).first()
    if programmes - {template.association_id} or sender is None:
        raise MessageRefused("not_theirs")
    each = {one.volunteer.id: one for one in to}.values()
    mailing = Mailing.objects.create(
        association_id=template.association_id, sender=sender, sent_at=at, subject_fr=template.subject_fr,
        text_fr=template.text_fr, subject_en=template.subject_en, text_en=template.text_en,
        template_name=template.name, people=len(each),
    )  # fmt: skip
    copies = [MailingCopy(mailing=mailing, volunteer=one.volunteer, programme=one.programme, referent=one.referent) for one in each]
    MailingCopy.objects.bulk_create(copies)
    recipients = [(copy.volunteer_id, copy.id) for copy in copies]
    outbox.put_many(TO_SEVERAL, recipient_kind="volunteer", recipients=recipients, at=at, not_before=at + LEAVES_AFTER)
    audit.record(
        "engagement.send_to_several", by=by, at=at, subject=mailing.id, association=mailing.association_id, copies=len(copies)
    )
    return mailing


@transaction.atomic
def take_back_mailing(*, mailing_id: UUID, by: Actor, at: datetime) -> int:
    """Take back a sending of one's own before anybody has it, all of it or nothing: its words and whom it was for go, that it was
    taken back stays. Returns how many messages do not leave.

    Raises MessageRefused "unknown_mailing" (taken back already, or somebody else's), "already_left" (the quarter of an hour is
    over).
    """
    found = Mailing.objects.select_for_update(of=("self",)).filter(pk=mailing_id, sender__user=by.id, taken_back_at=None).first()
    if found is None or found.association_id != by.association_id:
        raise MessageRefused("unknown_mailing")
    copies = list(found.copies.values_list("pk", flat=True))
    if at >= found.sent_at + LEAVES_AFTER or outbox.withdraw(kind=TO_SEVERAL, subjects=copies) < len(copies):
        raise MessageRefused("already_left")
    found.copies.all().delete()
    Mailing.objects.filter(pk=found.pk).update(taken_back_at=at, **NO_WORDS)
    audit.record(
        "engagement.take_back_mailing", by=by, at=at, subject=mailing_id, association=by.association_id, copies=len(copies)
    )
    return len(copies)


def forget_mailings(*, by: Actor, at: datetime) -> int:
    """Delete the words of sendings of thirty days ago and whom they went to, and after a year that they were sent; in slices.
    Returns how many rows.
    """
    old = Mailing.objects.filter(sent_at__lt=at - KEPT)
    gone = delete_in_slices(MailingCopy.objects.filter(mailing__in=old))
    gone += in_slices(old.with_words(), lambda some: some.update(**NO_WORDS))
    gone += delete_in_slices(Mailing.objects.filter(sent_at__lt=at - LINE_KEPT))
    if gone:
        audit.record("engagement.forget_mailings", by=by, at=at, rows=gone)
    return gone


def _check(association_id: UUID, by: Actor) -> None:
    if by.association_id != association_id or not by.has(*WRITERS):
        raise MessageRefused("not_theirs")


def _to_change(home: Association, template_id: UUID | None, seen_at: datetime | None) -> MessageTemplate:
    if template_id is None:
        if MessageTemplate.objects.filter(association=home).count() >= MOST_TEMPLATES:
            raise MessageRefused("too_many", most=MOST_TEMPLATES)
        return MessageTemplate(association=home)
    found = MessageTemplate.objects.filter(association=home, pk=template_id).first()
    if found is None:
        raise MessageRefused("unknown_template")
    if seen_at is not None and found.changed_at != seen_at:
        raise MessageRefused("changed_since")
    return found


def _checked(home: Association, words: MessageWords, language: str) -> MessageWords:
    """Return the words as they are kept. A subject names no association, programme or place (product.md, rule 8)."""
    private = [home.name, *Programme.objects.filter(association=home).values_list("title", flat=True)]
    private += Antenna.objects.filter(association=home).values_list("name", flat=True)
    found = MessageWords(tidy(words.subject), tidy(words.text))
    if objection := words_objection(found, private=private):
        raise MessageRefused(objection[0], language=language, word=objection[1])
    return found
