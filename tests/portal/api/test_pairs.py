"""An association's system opens a pair under the same rules as its desk, and reports sessions."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from pytest_django import DjangoAssertNumQueries

from portal.core import clock
from portal.engagement.models import Application, Clearance
from portal.mentorship.enums import MenteeGateKind
from portal.mentorship.models import Mentee, Pair, Session
from portal.programmes.models import TeamMember
from tests.factories.api import Partner
from tests.factories.engagement import a_candidate_accepted, a_programme, a_volunteer_cleared
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db


def cleared() -> Application:
    """Somebody who is ready since yesterday."""
    return a_volunteer_cleared(at=clock.now() - timedelta(days=31)).application


def referent_of(application: Application) -> TeamMember:
    return TeamMemberFactory.create(association=application.programme.association, referent=True)


def report(application: Application, referent: TeamMember, **mentee: Any) -> dict[str, Any]:
    seen = (clock.today() - timedelta(days=3)).isoformat()
    young = {"reference": "D-12", "alias": "Sacha", "age_band": "12-15", "agreements": dict.fromkeys(MenteeGateKind.values, seen)}
    return {
        "candidate": str(application.id),
        "referent": str(referent.id),
        "introduced_on": clock.today().isoformat(),
        "mentee": young | mentee,
    }


def test_a_pair_is_opened_once_and_listed() -> None:
    application = cleared()
    referent, partner = referent_of(application), Partner(application.programme.association_id)
    said = report(application, referent)
    first = partner.post("pairs/", said, once="pair-0001")
    assert first.status_code == 201, first.content
    assert partner.post("pairs/", said, once="pair-0001").json() == first.json()
    pair = Pair.objects.get()
    assert pair.clearance == Clearance.objects.get(application=application)
    assert Mentee.objects.get().reference == "D-12"
    (line,) = partner.get("pairs/").json()["results"]
    assert line == first.json()
    assert (line["state"], line["mentee_reference"]) == ("introduced", "D-12")
    assert {row["id"] for row in partner.get("referents/").json()} >= {str(referent.id)}


def test_a_pair_without_its_gates_is_refused() -> None:
    application = a_candidate_accepted(at=clock.now() - timedelta(days=20))
    partner = Partner(application.programme.association_id)
    reply = partner.post("pairs/", report(application, referent_of(application)))
    assert (reply.status_code, reply.json()["code"]) == (409, "gates_missing")
    assert not Mentee.objects.exists(), "all or nothing"


def test_a_minor_without_the_agreements_meets_nobody() -> None:
    application = cleared()
    partner = Partner(application.programme.association_id)
    reply = partner.post("pairs/", report(application, referent_of(application), agreements={}))
    assert (reply.status_code, reply.json()["code"]) == (409, "mentee_gates")
    assert not Pair.objects.exists()


def test_nobody_of_another_association_enters_a_pair() -> None:
    application, stranger = cleared(), Partner(a_programme().association_id)
    reply = stranger.post("pairs/", report(application, referent_of(application)))
    assert (reply.status_code, reply.json()["code"]) == (404, "unknown_candidate")
    foreign_referent = TeamMemberFactory.create(referent=True)
    reply = Partner(application.programme.association_id).post("pairs/", report(application, foreign_referent))
    assert (reply.status_code, reply.json()["code"]) == (404, "unknown_referent")
    assert stranger.get("pairs/").json()["results"] == []


def test_sessions_are_reported_for_own_pairs_only() -> None:
    application = cleared()
    partner = Partner(application.programme.association_id)
    pair_id = partner.post("pairs/", report(application, referent_of(application))).json()["id"]
    said = {"on": clock.today().isoformat(), "minutes": 60, "modality": "video", "topics": ["goals"], "time_basis": "work_time"}
    kept = partner.post(f"pairs/{pair_id}/sessions/", said)
    assert (kept.status_code, kept.json()["minutes"]) == (201, 60)
    assert Session.objects.get().logged_by == partner.account.id
    twice = partner.post(f"pairs/{pair_id}/sessions/", said)
    assert (twice.status_code, twice.json()["code"]) == (409, "already_logged")
    assert Partner(uuid4()).post(f"pairs/{pair_id}/sessions/", said).status_code == 404
    assert "private_line" not in kept.json()


def test_the_list_of_pairs_takes_few_queries(django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    application = cleared()
    partner = Partner(application.programme.association_id)
    partner.post("pairs/", report(application, referent_of(application)))
    with django_assert_max_num_queries(5):
        partner.get("pairs/")
