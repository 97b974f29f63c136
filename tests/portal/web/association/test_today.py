"""The inbox, in words: what protection decides, who waits for a next step, a condition that is over."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.engagement import operations as engagement
from portal.engagement.models import GateMet
from portal.mentorship import operations
from portal.mentorship.enums import ConcernCategory, RaisedBy, Urgency
from tests.factories.accounts import sign_in
from tests.factories.engagement import a_candidate_waiting, a_programme, a_volunteer_cleared, coordinator
from tests.factories.mentorship import a_protector, an_active_pair
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db


def inbox(client: Client) -> str:
    return client.get(reverse("association:today")).content.decode()


def test_a_suspended_pair_waits_for_a_decision(client: Client) -> None:
    pair = an_active_pair()
    operations.suspend_pair(pair=pair, by=SYSTEM, at=clock.now() - timedelta(days=2))
    protector = sign_in(client, TeamMemberFactory.create(association=pair.programme.association, safeguarding=True).user)
    page = inbox(protector)
    assert "attendent votre décision" in page
    assert reverse("association:pair", args=[pair.id]) in page
    assert "attendent votre décision" not in inbox(sign_in(Client(), pair.referent.user))


def test_an_empty_inbox_says_what_would_be_there_for_whoever_reads_it(client: Client) -> None:
    protector = TeamMemberFactory.create(safeguarding=True)
    page = inbox(sign_in(client, protector.user))
    assert "Une inquiétude, ou un binôme suspendu" in page
    assert "nouvelles candidatures" not in page
    coordinator_of_it = TeamMemberFactory.create(association=protector.association)
    assert "Les nouvelles candidatures" in inbox(sign_in(Client(), coordinator_of_it.user))


def test_a_concern_taken_up_comes_back_and_one_not_yet_due_does_not(client: Client) -> None:
    pair = an_active_pair()
    protector = a_protector(pair.programme)
    member = TeamMemberFactory.create(association=pair.programme.association, safeguarding=True)
    for days in (20, 0):
        at = clock.now() - timedelta(days=days)
        concern = operations.raise_concern(
            programme=pair.programme, raised_by=RaisedBy.OTHER, category=ConcernCategory.OTHER, urgency=Urgency.STANDARD,
            by=protector, at=at,
        )  # fmt: skip
        operations.acknowledge_concern(concern=concern, by=protector, at=at)
    page = inbox(sign_in(client, member.user))
    assert page.count("Où en est cette inquiétude") == 2, "the title, and the name of the button"
    assert "Quelqu’un vous signale" not in page


def test_who_waits_for_a_next_step_is_said_once_it_presses(client: Client) -> None:
    programme = a_programme(at=clock.now() - timedelta(days=60))
    at = clock.now() - timedelta(days=20)
    candidate = a_candidate_waiting(programme=programme, at=at)
    member = TeamMemberFactory.create(association=programme.association)
    engagement.start_review(application=candidate, by=coordinator(programme.association), at=at)
    page = inbox(sign_in(client, member.user))
    assert "Des personnes attendent une suite de vous" in page
    assert candidate.volunteer.family_name not in page


@pytest.mark.parametrize(("ends", "said"), [(10, "Valable jusqu’au"), (0, "Valable jusqu’au"), (-1, "Finissait le")])
def test_a_condition_that_is_over_says_so(client: Client, ends: int, said: str) -> None:
    application = a_volunteer_cleared().application
    engagement.mark_paired(application=application, by=coordinator(application.programme.association), at=clock.now())
    day = clock.today() + timedelta(days=ends)
    met = GateMet.objects.filter(application=application).exclude(valid_until=None)
    met.update(valid_until=day, seen_on=day - timedelta(days=180))
    member = TeamMemberFactory.create(association=application.programme.association)
    page = inbox(sign_in(client, member.user))
    assert said in page
