"""Filters that somebody of a team keeps for the lists of the desk."""

import re
from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from portal.accounts.actors import Actor
from portal.core import audit
from portal.programmes.enums import DeskList
from portal.programmes.errors import FilterRefused
from portal.programmes.models import SavedFilter, TeamMember

NAME_LENGTH, MOST = 40, 12
CODE = re.compile(r"[a-z0-9_-]{1,40}")
CHOICES: Mapping[str, frozenset[str]] = {
    DeskList.CANDIDATES: frozenset({"tab", "programme"}),
    DeskList.PAIRS: frozenset({"show", "whose", "programme"}),
    DeskList.FOLLOW_UP: frozenset({"whose", "flag"}),
}
"""What may be kept of each list: choices among codes and ids, nothing that was typed."""


@transaction.atomic
def save_filter(*, member_id: UUID, of_list: str, name: str, choices: Mapping[str, str], by: Actor, at: datetime) -> SavedFilter:
    """Keep a filter of one's own under a name (1 to 40 characters); the same name again takes the new choices, empty ones are left
    out.

    Raises FilterRefused "not_yours" (somebody else's place), "name_length", "unknown_code" (a list or a choice), "too_many" (12 a
    list).
    """
    member = TeamMember.objects.select_for_update().filter(pk=member_id, user=by.id, active=True).first()
    if member is None:
        raise FilterRefused("not_yours")
    name = " ".join(name.split())
    if not 1 <= len(name) <= NAME_LENGTH:
        raise FilterRefused("name_length", longest=NAME_LENGTH)
    kept = {key: value for key, value in choices.items() if value}
    if of_list not in CHOICES or not kept.keys() <= CHOICES[of_list] or not all(map(CODE.fullmatch, kept.values())):
        raise FilterRefused("unknown_code")
    others = SavedFilter.objects.filter(member=member, list=of_list).exclude(name=name)
    if others.count() >= MOST:
        raise FilterRefused("too_many", most=MOST)
    found, _ = SavedFilter.objects.update_or_create(member=member, list=of_list, name=name, defaults={"choices": kept})
    audit.record("programmes.save_filter", by=by, at=at, subject=found.id, association=member.association_id)
    return found


@transaction.atomic
def forget_filter(*, filter_id: UUID, by: Actor, at: datetime) -> None:
    """Take a filter of one's own off the list. Raises FilterRefused "not_yours"."""
    found = SavedFilter.objects.select_related("member").filter(pk=filter_id, member__user=by.id).first()
    if found is None or found.member.association_id != by.association_id:
        raise FilterRefused("not_yours")
    found.delete()
    audit.record("programmes.forget_filter", by=by, at=at, subject=filter_id, association=by.association_id)
