"""A template of an association to several people: who gets it and in which language, who does not and why, and never a word on a
young person.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from portal.accounts.actors import Actor
from portal.core import wanted
from portal.core.errors import Refusal
from portal.engagement import operations as engagement
from portal.engagement import queries
from portal.engagement.enums import Placeholder
from portal.engagement.errors import MessageRefused
from portal.engagement.models import MessageTemplate
from portal.engagement.operations import LEAVES_AFTER, To
from portal.engagement.rules import MessageWords, named_in, placeholders
from portal.mentorship import queries as mentorship

from .bulk import Line, One


@dataclass(frozen=True)
class Person:
    """Somebody who was ticked: the row's id and name, whom a message would go to, and why it may not ("" if it may)."""

    id: UUID
    name: str
    to: To
    refusal: str = ""


def keep_template(
    *,
    association_id: UUID,
    name: str,
    fr: MessageWords,
    en: MessageWords,
    template_id: UUID | None,
    seen_at: datetime | None,
    by: Actor,
    at: datetime,
) -> MessageTemplate:
    """Keep a template that names no young person.

    Raises MessageRefused "names_young_person" (`word`: the alias or the file number that stands in it), and what
    `engagement.keep_template` raises.
    """
    if said := _young_person_in(association_id, (name, fr.subject, fr.text, en.subject, en.text)):
        raise MessageRefused("names_young_person", word=said)
    return engagement.keep_template(
        association_id=association_id, name=name, fr=fr, en=en, template_id=template_id, seen_at=seen_at, by=by, at=at
    )


def to_each(*, template: MessageTemplate, people: Sequence[Person]) -> list[One]:
    """Return an act for each: it looks whether the template may go to them, and returns their `To`. Five SQL queries.

    It refuses with what `queries.cannot_be_written_to` says, "twice" (they come before in the list), "no_referent" (the text names
    one, and there is none), "names_young_person" (the text does, since somebody came), or the person's own refusal.
    """
    volunteers = [one.to.volunteer for one in people]
    stopped = queries.cannot_be_written_to(association_id=template.association_id, volunteers=volunteers)
    words = [part for each in template.languages.values() for part in (each.subject, each.text)]
    young = _young_person_in(template.association_id, words)
    names_referent = any(Placeholder.REFERENT in placeholders(part) for part in words)
    seen: set[UUID] = set()
    acts = []
    for one in people:
        reasons = (
            one.refusal,
            "names_young_person" if young else "",
            "twice" if one.to.volunteer.id in seen else "",
            stopped.get(one.to.volunteer.id, ""),
            "no_referent" if names_referent and one.to.referent is None else "",
        )
        refusal = next(filter(None, reasons), "")
        if not refusal:
            seen.add(one.to.volunteer.id)
        acts.append(One(one.id, one.name, _looked_at(one.to, refusal), language_of(template=template, to=one.to)))
    return acts


def language_of(*, template: MessageTemplate, to: To) -> str:
    """Return the language in which somebody gets a template: their own, French where it is not written in it."""
    user = to.volunteer.user
    return template.read_in(user.language if user else "")


def send(*, template: MessageTemplate, by: Actor, at: datetime) -> Callable[[Sequence[Line]], Any]:
    """Return what sends a template to all of those it may go to at once."""
    return lambda lines: engagement.send_to_several(template=template, to=[line.made for line in lines], by=by, at=at)


def leaves_in_quiet_hours(*, at: datetime) -> bool:
    """Return whether what is sent now waits longer than its quarter of an hour: nobody is woken."""
    return wanted.is_night(at + LEAVES_AFTER)


def _looked_at(to: To, refusal: str) -> Callable[[], To]:
    def act() -> To:
        if refusal:
            raise Refusal(refusal)
        return to

    return act


def _young_person_in(association_id: UUID, texts: Sequence[str]) -> str:
    """Return the alias or file number of a young person of the association that stands in a text, or ""."""
    names = mentorship.names_of_mentees(association_id=association_id)
    return named_in("\n".join(texts), names)
