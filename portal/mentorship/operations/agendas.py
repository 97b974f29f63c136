"""Writes on agendas: a new version each time, never a change to one that was published."""

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core import audit
from portal.engagement.rules import named_in
from portal.mentorship import rules
from portal.mentorship.enums import AgendaMoment
from portal.mentorship.errors import AgendaRefused
from portal.mentorship.models import Agenda
from portal.mentorship.queries.agendas import latest_agenda
from portal.mentorship.queries.mentees import names_of_mentees
from portal.programmes.models import Programme
from portal.programmes.reach import is_theirs

WRITERS = (Role.ASSOCIATION_ADMIN, Role.COORDINATOR)


@transaction.atomic
def publish_agenda(
    *, programme: Programme, moment: str, lines: Sequence[rules.AgendaLine], by: Actor, at: datetime, source: str = ""
) -> Agenda:
    """Publish the next version of what a programme proposes at a moment. Every mentor of the programme reads it: it names nobody.

    Raises AgendaRefused "not_theirs", "unknown_code", "unchanged", "version_exists" (written at the same time),
    "names_young_person" (with the `word`), and what `rules.agenda_objection` objects, with the line's `place`.
    """
    if not (by.has(*WRITERS) and is_theirs(programme, by)):
        raise AgendaRefused("not_theirs")
    if moment not in AgendaMoment.values:
        raise AgendaRefused("unknown_code")
    if found := rules.agenda_objection(lines):
        raise AgendaRefused(found[0], place=found[1])
    text = "\n".join(part for one in lines for part in (one.fr, one.en))
    if said := named_in(text, names_of_mentees(association_id=programme.association_id)):
        raise AgendaRefused("names_young_person", word=said)
    latest, kept = latest_agenda(programme_id=programme.id, moment=moment), rules.stored_agenda(lines)
    if latest and latest.lines == kept:
        raise AgendaRefused("unchanged")
    version = (latest.version if latest else 0) + 1
    try:
        with transaction.atomic():
            agenda = Agenda.objects.create(
                programme=programme, moment=moment, version=version, lines=kept, source=source, published_at=at
            )
    except IntegrityError as error:
        raise AgendaRefused("version_exists") from error
    audit.record("mentorship.publish_agenda", by=by, at=at, subject=agenda.id, association=programme.association_id)
    return agenda
