"""What the company's side can infer of an application that stopped: nothing of who stopped it, in words, in figures or in time."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from difflib import unified_diff
from typing import Any

import pytest
from django.db import transaction
from django.test import Client

from portal.accounts.actors import SYSTEM
from portal.accounts.enums import COMPANY_ROLES, Role
from portal.core.models import AuditEntry, OutboxMessage
from portal.engagement import operations
from portal.engagement.enums import STOPPED
from portal.engagement.models import Application
from portal.engagement.queries import application_rows
from portal.programmes.models import Intake
from tests.consistency.routes import roles_of, routes
from tests.factories.engagement import AT, a_candidate_accepted, coordinator, person
from tests.factories.people import EmployeeFactory
from tests.factories.personas import client_as

from .canaries import text_of

pytestmark = pytest.mark.django_db
Stop = Callable[[Application, datetime], Any]


def withdraws(application: Application, at: datetime) -> None:
    operations.withdraw(application=application, by=person(application.volunteer), at=at)


def is_not_continued(application: Application, at: datetime) -> None:
    by = coordinator(application.programme.association)
    operations.do_not_continue(application=application, by=by, at=at)


def expires(application: Application, at: datetime) -> None:
    Application.objects.filter(pk=application.pk).update(deadline_on=at.date() - timedelta(days=1), late_since=AT.date())
    operations.expire_overdue(by=SYSTEM, at=at)


WAYS: dict[str, Stop] = {"the person": withdraws, "the association": is_not_continued, "the clock": expires}


class _Back(Exception):
    """Undo what was tried."""


def after(application: Application, stop: Stop, look: Callable[[], Any]) -> Any:
    """What is seen once an application stopped that way; then it never happened."""
    seen = []
    try:
        with transaction.atomic():
            stop(Application.objects.get(pk=application.pk), AT + timedelta(days=40))
            assert Application.objects.get(pk=application.pk).state in STOPPED
            seen.append(look())
            raise _Back
    except _Back:
        return seen[0]


def an_employee_s_application() -> Application:
    application = a_candidate_accepted()
    EmployeeFactory.create(user=application.volunteer.user)
    return application


def same(text: str) -> str:
    """A page without what differs from one answer to the next."""
    return re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}|nonce-[\w+/=-]+|'Expires': '[^']*'|[A-Za-z0-9]{64}", "·", text)


def pages(clients: dict[str, Client]) -> dict[str, str]:
    """Every page without an id that a role of the company opens."""
    found = {}
    for route in routes():
        for role, client in clients.items():
            if not route.parameters and role in roles_of(route) and route.name.startswith("company:"):
                found[f"{role} {route.name}"] = text_of(client.get(route.address))
    return found


@pytest.mark.live
def test_no_page_of_the_company_differs_by_who_stopped_it() -> None:
    application = an_employee_s_application()
    clients = {str(role): client_as(role) for role in COMPANY_ROLES}
    seen = {way: after(application, stop, lambda: pages(clients)) for way, stop in WAYS.items()}
    first, *others = seen.values()
    assert len(first) > 20
    assert "engagement.stop_application" in first[f"{Role.DPO} company:audit"]
    for other in others:
        assert {name: _difference(first[name], other[name]) for name in first if same(first[name]) != same(other[name])} == {}


def _difference(one: str, other: str) -> list[str]:
    return [line for line in unified_diff(same(one).splitlines(), same(other).splitlines(), n=0, lineterm="") if line[:1] in "+-"]


def test_the_officer_reads_one_act_for_every_way_it_stops() -> None:
    application = an_employee_s_application()
    officer = client_as(Role.DPO)
    seen = {}

    def trail() -> str:
        return officer.get("/fr/company/audit/", {"room": "engagement"}).content.decode()

    for way, stop in WAYS.items():
        page = after(application, stop, trail)
        seen[way] = same(page.split("<tbody>")[1].split("</tbody>")[0])
    assert len(set(seen.values())) == 1
    assert seen["the person"].count("engagement.stop_application") == 1
    assert str(application.pk) not in page


def test_figures_and_places_are_the_same_and_of_the_same_day() -> None:
    application = an_employee_s_application()
    intake = application.intake_id
    assert intake is not None

    def facts() -> Any:
        places = Intake.objects.values_list("places_taken", "places_offered").get(pk=intake)
        return application_rows(until=AT.date() + timedelta(days=60)), places

    seen = [after(application, stop, facts) for stop in WAYS.values()]
    assert seen[0] == seen[1] == seen[2]


def test_the_person_reads_the_same_message_at_the_same_moment() -> None:
    """No message to the company's address, none that another way would not have sent, none sooner or later."""
    application = an_employee_s_application()

    def messages() -> Any:
        rows = OutboxMessage.objects.filter(kind="engagement.application_stopped")
        assert set(OutboxMessage.objects.values_list("recipient_kind", flat=True)) <= {"volunteer", "team"}
        return list(rows.values_list("kind", "recipient_kind", "recipient_id", "not_before"))

    OutboxMessage.objects.all().delete()
    seen = [after(application, stop, messages) for stop in WAYS.values()]
    assert len(seen[0]) == 1
    assert seen[0] == seen[1] == seen[2]


def test_the_trail_itself_keeps_who_did_it_for_the_association() -> None:
    application = an_employee_s_application()
    roles = [after(application, stop, lambda: AuditEntry.objects.latest("at", "id").actor_role) for stop in WAYS.values()]
    assert len(set(roles)) > 1, "so that the tests above can fail"
