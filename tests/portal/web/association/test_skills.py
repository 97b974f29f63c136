"""What an association reads of a mentor's skills: what was shared with it, until it is taken back."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.skills import operations
from portal.skills.models import Share
from tests.factories.personas import client_as
from tests.factories.programmes import AssociationFactory
from tests.factories.skills import ACCEPTED, answered, asked_at_the_start, who

pytestmark = pytest.mark.django_db
LIST = "/fr/association/skills/"


def a_share() -> Share:
    found = answered(asked_at_the_start(), 4)
    return operations.share(
        volunteer=found.volunteer, association=found.application.programme.association, by=who(found), at=ACCEPTED
    )


def desk(share: Share, role: str = Role.REFERENT) -> Client:
    return client_as(role, association=share.association)


def test_a_shared_profile_is_read_and_a_taken_back_one_does_not_exist() -> None:
    share = a_share()
    client, one = desk(share), reverse("association:skills-shared", args=[share.id])
    assert share.volunteer.family_name in client.get(LIST).content.decode()
    text = client.get(one).content.decode()
    assert "4,0" in text
    assert "pas pour évaluer" in text
    assert "competences.pdf" not in text
    operations.take_back(share=share, by=who_shares(share), at=ACCEPTED)
    assert client.get(one).status_code == 404
    assert "Personne ne partage son profil" in client.get(LIST).content.decode()


def who_shares(share: Share) -> Actor:
    return Actor(share.volunteer.user_id, frozenset({Role.VOLUNTEER}))


def test_another_association_sees_nothing() -> None:
    share = a_share()
    other = client_as(Role.COORDINATOR, association=AssociationFactory.create())
    assert share.volunteer.family_name not in other.get(LIST).content.decode()
    assert other.get(reverse("association:skills-shared", args=[share.id])).status_code == 404


def test_erased_answers_leave_with_their_share() -> None:
    share = a_share()
    operations.erase_answers(volunteer=share.volunteer, by=who_shares(share), at=ACCEPTED)
    assert desk(share).get(reverse("association:skills-shared", args=[share.id])).status_code == 404


def test_safeguarding_alone_does_not_open_it() -> None:
    share = a_share()
    assert desk(share, Role.SAFEGUARDING).get(LIST).status_code == 403


def test_the_list_costs_the_same_for_many() -> None:
    share = a_share()
    client = desk(share)
    client.get(LIST)
    with CaptureQueriesContext(connection) as one:
        client.get(LIST)
    found = answered(asked_at_the_start(), 2)
    Share.objects.create(volunteer=found.volunteer, association=share.association, shared_at=ACCEPTED)
    with CaptureQueriesContext(connection) as two:
        client.get(LIST)
    assert len(one) == len(two)
