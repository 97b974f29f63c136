"""Reads on the messages of an association to several: its templates, and who can be written to."""

from collections.abc import Sequence
from uuid import UUID

from django.db.models import QuerySet

from portal.core import wanted
from portal.core.wanted import Recipient
from portal.engagement.models import Mailing, MailingCopy, MessageTemplate, ProfileHandover, Volunteer

TO_SEVERAL = "engagement.to_several"
WORDS = ("subject_fr", "text_fr", "subject_en", "text_en")


def message_templates(*, association_id: UUID) -> QuerySet[MessageTemplate]:
    """Return the templates of an association by name."""
    return MessageTemplate.objects.filter(association_id=association_id)


def message_template(*, association_id: UUID, template_id: UUID) -> MessageTemplate | None:
    """Return a template of an association, or None."""
    return MessageTemplate.objects.filter(association_id=association_id, pk=template_id).first()


def mailings_of(*, association_id: UUID, antenna_ids: frozenset[UUID] = frozenset()) -> QuerySet[Mailing]:
    """Return what an association sent to several, the latest first, with who did; of the people of some antennas, if any are given.
    Not its words.
    """
    rows = Mailing.objects.filter(association_id=association_id).select_related("sender").defer(*WORDS).order_by("-sent_at", "id")
    return rows.filter(sender__antenna__in=antenna_ids) if antenna_ids else rows


def cannot_be_written_to(*, association_id: UUID, volunteers: Sequence[Volunteer]) -> dict[UUID, str]:
    """Return who gets no message of the association to several, with why: "revoked" (their profile is no longer shared),
    "no_contact" (no personal address), "unreachable" (their latest message came back), "unwanted" (they stopped such messages).
    Three SQL queries.
    """
    ids, group = [one.id for one in volunteers], wanted.group_of(TO_SEVERAL)
    stopped = wanted.stopped_groups(recipients=[Recipient("volunteer", one) for one in ids])
    dead = wanted.unreachable(recipient_kind="volunteer", recipient_ids=ids)
    revoked = _revoked(association_id, ids)
    found: dict[UUID, str] = {}
    for one in volunteers:
        if one.id in revoked:
            found[one.id] = "revoked"
        elif not one.personal_email:
            found[one.id] = "no_contact"
        elif one.id in dead:
            found[one.id] = "unreachable"
        elif group in stopped[Recipient("volunteer", one.id)]:
            found[one.id] = "unwanted"
    return found


def copy_to_send(*, copy_id: UUID) -> MailingCopy | None:
    """Return a copy that is about to leave with all it names; None once it was taken back, or the person no longer shares their
    profile with the association.
    """
    related = ("mailing__sender", "volunteer", "programme__association", "referent")
    found = MailingCopy.objects.select_related(*related).filter(pk=copy_id).first()
    return None if found is None or _revoked(found.mailing.association_id, [found.volunteer_id]) else found


def _revoked(association_id: UUID, volunteer_ids: Sequence[UUID]) -> frozenset[UUID]:
    """Return those who shared their profile with the association once, and do no more."""
    rows = ProfileHandover.objects.filter(application__volunteer_id__in=volunteer_ids, association_id=association_id)
    each = set(rows.values_list("application__volunteer_id", "revoked_at"))
    shared = {volunteer for volunteer, revoked_at in each if revoked_at is None}
    return frozenset(volunteer for volunteer, _ in each) - shared
