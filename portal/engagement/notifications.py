"""Who is told what: kinds of message by recipient. Words and addresses are found when the message leaves."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from portal.accounts.enums import Role
from portal.core import outbox
from portal.core.transitions import Step
from portal.engagement import queries
from portal.engagement.enums import Placeholder
from portal.engagement.rules import fill
from portal.engagement.states import TO_TEAM
from portal.programmes import queries as programmes
from portal.programmes.models import Programme, TeamMember

from .models import Application, CallRequest, TrainingBooking, Volunteer


def announce(application: Application, step: Step, at: datetime) -> None:
    """Write the mails of a step to the outbox."""
    for kind in step.mails:
        tell(kind, application, at)


def tell(kind: str, application: Application, at: datetime) -> None:
    """Write one message about an application: to the volunteer, or to whoever coordinates the programme."""
    if kind not in TO_TEAM:
        outbox.put(kind, recipient_kind="volunteer", recipient=application.volunteer_id, subject=application.id, at=at)
    elif member_id := coordinator_of(application):
        outbox.put(kind, recipient_kind="team", recipient=member_id, subject=application.id, at=at)


RANK = {Role.COORDINATOR: 0, Role.ASSOCIATION_ADMIN: 1}


def coordinator_of(application: Application) -> UUID | None:
    """Return one person to write to: a coordinator of the antenna, else of the association, else who administers it."""
    return _first_of(programmes.team_members(association_id=application.programme.association_id), application.programme)


def _first_of(team: Iterable[TeamMember], programme: Programme) -> UUID | None:
    able = [member for member in team if member.role in RANK and member.antenna_id in {None, programme.antenna_id}]
    able.sort(key=lambda member: (RANK[Role(member.role)], member.antenna_id is None, member.joined_at))
    return able[0].id if able else None


def please_call(request: CallRequest, before: Application, *, at: datetime) -> None:
    """Ask whoever coordinates where the person was a volunteer to call; the message says neither of whom nor for whom."""
    if member_id := coordinator_of(before):
        outbox.put("engagement.please_call", recipient_kind="team", recipient=member_id, subject=request.id, at=at)


def please_call_again(asked: Sequence[tuple[CallRequest, Application]], *, at: datetime) -> int:
    """Ask many again: each request with where its person was a volunteer, in two SQL queries. Returns how many were written."""
    teams = defaultdict(list)
    for member in programmes.members_with_a_role(roles=RANK) if asked else ():
        teams[member.association_id].append(member)
    found = [(_first_of(teams[before.programme.association_id], before.programme), row.id) for row, before in asked]
    written = [(member_id, request_id) for member_id, request_id in found if member_id]
    return outbox.put_many("engagement.please_call", recipient_kind="team", recipients=written, at=at)


def training_freed(places: Iterable[TrainingBooking], *, at: datetime) -> int:
    """Tell somebody whose application is over that each place they had is free again, with the entry that takes it out of their
    calendar. Returns how many were written.
    """
    written = [(place.volunteer_id, place.id) for place in places]
    return outbox.put_many("engagement.training_place_freed", recipient_kind="volunteer", recipients=written, at=at)


def erased(volunteer: Volunteer, *, at: datetime) -> None:
    """Tell somebody that an association has erased what it kept of them, as they asked."""
    outbox.put("engagement.erased", recipient_kind="volunteer", recipient=volunteer.id, subject=volunteer.id, at=at)


def gates_changed(asked: Iterable[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Tell people that something more will be asked of them: (volunteer, application). Returns how many."""
    return outbox.put_many("engagement.gates_changed", recipient_kind="volunteer", recipients=asked, at=at)


def training_place(kind: str, booking: TrainingBooking, *, at: datetime) -> None:
    """Send the calendar entry of a place taken or given back to the volunteer's personal contact."""
    outbox.put(kind, recipient_kind="volunteer", recipient=booking.volunteer_id, subject=booking.id, at=at)


def training_called_off(places: Iterable[TrainingBooking], *, at: datetime) -> int:
    """Tell everybody who had a place, with the entry that takes it out of their calendar. Returns how many."""
    written = [(place.volunteer_id, place.id) for place in places]
    return outbox.put_many("engagement.training_called_off", recipient_kind="volunteer", recipients=written, at=at)


def to_several(*, kind: str, subject_id: UUID) -> outbox.Addition | None:
    """Return the words of a message to several for one person, in each language it is written in; None once it was taken back."""
    copy = queries.copy_to_send(copy_id=subject_id)
    if copy is None:
        return None
    values = {
        str(Placeholder.GIVEN_NAME): copy.volunteer.given_name,
        str(Placeholder.PROGRAMME): copy.programme.title,
        str(Placeholder.ASSOCIATION): copy.programme.association.name,
        str(Placeholder.REFERENT): copy.referent.display_name if copy.referent else "",
        str(Placeholder.SIGNATURE): copy.mailing.sender.display_name,
    }
    each = copy.mailing.languages.items()
    return outbox.Addition(written={language: (words.subject, fill(words.text, values)) for language, words in each})
