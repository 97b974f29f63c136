"""The team on the screen: own people, an invitation."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.enums import Role
from portal.accounts.models import Invitation
from portal.core.models import OutboxMessage
from portal.programmes.models import TeamMember
from tests.factories.accounts import sign_in
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
NEW = {"display_name": "Sonia Petit", "email": "sonia@asso.example.org", "role": Role.REFERENT, "capacity": "12"}


def desk_of(client: Client, **values: Any) -> TeamMember:
    """Sign in as somebody of a team."""
    member = TeamMemberFactory.create(**values)
    sign_in(client, member.user)
    return member


def test_own_team_only_and_a_coordinator_reads(client: Client) -> None:
    member = desk_of(client, display_name="Claire Moreau")
    TeamMemberFactory.create(display_name="Quelqu’un d’ailleurs")
    page = client.get(reverse("association:team")).content.decode()
    assert member.display_name in page
    assert "d’ailleurs" not in page
    assert reverse("association:invite") not in page
    assert client.get(reverse("association:invite")).status_code == 403


def test_an_administrator_invites_and_the_mail_is_on_its_way(client: Client) -> None:
    home = desk_of(client, administrator=True).association
    assert client.post(reverse("association:invite"), NEW).status_code == 302
    added = TeamMember.objects.get(display_name="Sonia Petit")
    assert (added.association, added.role, added.capacity) == (home, Role.REFERENT, 12)
    assert Invitation.objects.get().user == added.user
    assert OutboxMessage.objects.count() == 1


def test_an_address_in_use_is_said_and_nothing_is_kept(client: Client) -> None:
    desk_of(client, administrator=True)
    client.post(reverse("association:invite"), NEW)
    page = client.post(reverse("association:invite"), NEW).content.decode()
    assert "fait déjà partie de l’équipe" in page
    assert TeamMember.objects.count() == 2


@pytest.mark.parametrize("number", [2, 20])
def test_as_many_queries_for_many_as_for_few(client: Client, number: int, django_assert_max_num_queries: Any) -> None:
    home = desk_of(client, administrator=True).association
    TeamMemberFactory.create_batch(number, association=home)
    with django_assert_max_num_queries(13):
        client.get(reverse("association:team"))
