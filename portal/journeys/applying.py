"""Apply: an employee (or a volunteer already) becomes one, opens an application and hands over what they chose, in one go."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portal.accounts.actors import Actor
from portal.engagement import operations, queries
from portal.engagement.enums import ApplicationState
from portal.engagement.errors import ApplyRefused
from portal.engagement.models import Application, Volunteer
from portal.people import queries as people
from portal.people.models import Employee
from portal.programmes import queries as programmes
from portal.programmes.models import Programme
from portal.routing import queries as routing


@dataclass(frozen=True)
class Handed:
    """What the person gives for one association, and their answer about the associations they helped before."""

    fields: tuple[str, ...]
    personal_email: str
    personal_phone: str
    contact_previous_associations: bool
    given_name: str = ""
    family_name: str = ""


@dataclass(frozen=True)
class Starting:
    """What the form begins with: the volunteer if they are one, the employee if any, an application to this programme not over."""

    volunteer: Volunteer | None
    employee: Employee | None
    application: Application | None

    @property
    def names(self) -> tuple[str, str]:
        """Given and family name as far as they are known."""
        if self.volunteer and self.volunteer.given_name:
            return self.volunteer.given_name, self.volunteer.family_name
        employee = self.employee
        return (employee.preferred_name or employee.given_name, employee.family_name) if employee else ("", "")


def starting(*, by: Actor, programme: Programme) -> Starting:
    """Return what is known of the person before they apply to a programme."""
    if by.id is None:
        return Starting(None, None, None)
    volunteer = queries.volunteer_of(user_id=by.id)
    if volunteer is None:
        return Starting(None, people.employee_of(user_id=by.id), None)
    return Starting(volunteer, volunteer.employee, queries.live_application(volunteer_id=volunteer.id, programme_id=programme.id))


@transaction.atomic
def apply_to(*, programme: Programme, handed: Handed, by: Actor, at: datetime, campaign_reference: str = "") -> Application:
    """Open (or take up) the person's application to a programme, hand over and send it. Returns it, submitted.

    Raises engagement.errors.ContactRefused and ApplyRefused ("already_applied" when it was sent before), and StepRefused.
    """
    known = starting(by=by, programme=programme)
    volunteer = _volunteer(known, handed, by, at)
    application = known.application
    if application is None:
        campaign = programmes.campaign(reference=campaign_reference) if campaign_reference else None
        application = operations.open_application(
            volunteer=volunteer, programme=programme, rank=_rank(by, programme), campaign=campaign, by=by, at=at
        )
    elif application.state != ApplicationState.DRAFT:
        raise ApplyRefused("already_applied")
    operations.submit_application(
        application=application,
        fields=handed.fields,
        contact_previous_associations=handed.contact_previous_associations,
        by=by,
        at=at,
    )
    return application


def preferred_fields(*, by: Actor) -> Iterable[str]:
    """Return which optional fields there is something to hand over for: those of the profile the person declared."""
    profile = routing.profile_of(user_id=by.id) if by.id else None
    if profile is None:
        return ()
    lists = {
        "causes": profile.causes,
        "skills": profile.skills,
        "slots": profile.slots,
        "territory": profile.departements,
        "languages": profile.languages,
    }
    return tuple(field for field, values in lists.items() if values)


def _volunteer(known: Starting, handed: Handed, by: Actor, at: datetime) -> Volunteer:
    given_name, family_name = known.names
    if known.volunteer is None:
        return operations.become_volunteer(
            user_id=by.id,
            employee=known.employee,
            given_name=handed.given_name or given_name,
            family_name=handed.family_name or family_name,
            personal_email=handed.personal_email,
            personal_phone=handed.personal_phone,
            by=by,
            at=at,
        )
    before = known.volunteer
    same = (before.personal_email, before.personal_phone) == (handed.personal_email, handed.personal_phone)
    if same and before.given_name:
        return before
    named = {"given_name": handed.given_name or given_name, "family_name": handed.family_name or family_name}
    contact = {"personal_email": handed.personal_email, "personal_phone": handed.personal_phone}
    return operations.update_contact(volunteer=before, **contact, **named, by=by, at=at)


def _rank(by: Actor, programme: Programme) -> int:
    """Return the rank of the person's wish for a programme; one nobody wished for counts as a first."""
    profile = routing.profile_of(user_id=by.id) if by.id else None
    wishes = routing.wishes_of(profile=profile) if profile else ()
    return next((wish.rank for wish in wishes if wish.programme_id == programme.id), 1)
