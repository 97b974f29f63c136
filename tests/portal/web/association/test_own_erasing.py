"""The screen on which an association erases one of its own people: the preview, the box to tick, the certificate, who may."""

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.accounts.models import User
from portal.core.models import AuditEntry
from portal.engagement.enums import STOPPED
from portal.engagement.models import Volunteer
from portal.journeys.own_erasing import erase_own
from portal.mentorship import operations as mentorship
from portal.programmes.models import Programme
from tests.factories.accounts import sign_in
from tests.factories.engagement import a_candidate_waiting, a_programme
from tests.factories.erasing import AT, FAMILY, NAME, a_full_life, somebody
from tests.factories.mentorship import mentor_of, staff
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def programme() -> Programme:
    return a_programme()


@pytest.fixture
def admin(programme: Programme) -> Actor:
    return staff(TeamMemberFactory.create(association=programme.association, role=Role.ASSOCIATION_ADMIN))


@pytest.fixture
def volunteer(programme: Programme) -> Volunteer:
    volunteer = somebody()
    a_candidate_waiting(volunteer=volunteer, programme=programme)
    return volunteer


def test_it_is_read_ticked_and_done(client: Client, programme: Programme, admin: Actor, volunteer: Volunteer) -> None:
    sign_in(client, User.objects.get(pk=str(admin.id)))
    url = reverse("association:own-erasing", args=[volunteer.id])
    page = client.get(url).content.decode()
    assert f"{NAME} {FAMILY}" in page
    assert programme.title in page
    refused = client.post(url)
    assert refused.status_code == 400
    assert "Rien n’a été effacé" in refused.content.decode()
    assert volunteer.applications.exclude(state__in=STOPPED).exists()
    done = client.post(url, {"asked": "yes"}).content.decode()
    assert "Attestation d’effacement" in done
    assert str(AuditEntry.objects.get(action="journeys.erase_own").subject_id) in done
    assert FAMILY not in done
    assert client.post(url, {"asked": "yes"}).status_code == 404, "sent twice: it is done"


@pytest.mark.parametrize(("role", "sees"), [(Role.ASSOCIATION_ADMIN, True), (Role.COORDINATOR, False), (Role.REFERENT, False)])
def test_the_way_there_is_for_who_administers(
    client: Client, programme: Programme, volunteer: Volunteer, role: Role, *, sees: bool
) -> None:
    member = TeamMemberFactory.create(association=programme.association, role=role)
    sign_in(client, member.user)
    url = reverse("association:own-erasing", args=[volunteer.id])
    application = volunteer.applications.get()
    assert (url in client.get(reverse("association:candidate", args=[application.id])).content.decode()) == sees
    assert client.get(url).status_code == (200 if sees else 403)


def test_a_pair_that_is_over_leads_there_while_it_has_a_name(client: Client, programme: Programme, admin: Actor) -> None:
    volunteer = somebody()
    pair = a_full_life(programme, volunteer)
    sign_in(client, User.objects.get(pk=str(admin.id)))
    url, way = reverse("association:pair", args=[pair.id]), reverse("association:own-erasing", args=[volunteer.id])
    assert way in client.get(url).content.decode()
    erase_own(volunteer_id=volunteer.id, by=admin, at=AT)
    page = client.get(url)
    assert page.status_code == 200
    assert "/erasing/" not in page.content.decode()
    assert FAMILY not in page.content.decode()


def test_the_preview_does_not_say_whether_there_is_a_concern(client: Client, programme: Programme, admin: Actor) -> None:
    volunteers = [somebody(), somebody()]
    lived = [a_full_life(programme, volunteer) for volunteer in volunteers]
    mentorship.raise_concern(
        programme=programme, raised_by="mentor", category="distress", urgency="standard", pair=lived[0],
        by=mentor_of(lived[0]), at=AT,
    )  # fmt: skip
    sign_in(client, User.objects.get(pk=str(admin.id)))
    pages = []
    for volunteer in volunteers:
        page = client.get(reverse("association:own-erasing", args=[volunteer.id])).content.decode()
        pages.append(page.split("<main", 1)[1].replace(str(volunteer.id), ""))
    assert [page.count("inquiétude") for page in pages] == [pages[0].count("inquiétude")] * 2
    assert "s’il y en a une" in pages[0]
