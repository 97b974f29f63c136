"""What an association does in one go: a mentee with the agreements seen, a pair reported by its own system."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any
from uuid import uuid4

import pytest

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core.errors import Refusal
from portal.core.models import AuditEntry
from portal.engagement.enums import ApplicationState
from portal.engagement.models import Application
from portal.journeys import pairing, partners
from portal.journeys.partners import MenteeReference, UnknownHere
from portal.mentorship import operations as mentorship
from portal.mentorship.enums import ClosedBy, CloseReason, MenteeGateKind, PairState
from portal.mentorship.models import Mentee, MenteeGate, Pair
from tests.factories.engagement import a_candidate_accepted, a_volunteer_cleared, coordinator
from tests.factories.mentorship import AT as START
from tests.factories.mentorship import MenteeFactory, a_proposed_pair, a_referent, staff
from tests.factories.programmes import AntennaFactory, AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
AT = START + timedelta(days=31)
ON = AT.date()
AGREED: Mapping[str, date] = dict.fromkeys(map(str, MenteeGateKind), ON)
NOOR = MenteeReference(alias="Noor", age_band="12-15", reference="A-12", departement="69", agreements=AGREED)


@pytest.fixture
def application() -> Application:
    return a_volunteer_cleared().application


def system_of(application: Application) -> Actor:
    return Actor(uuid4(), frozenset({Role.API_CLIENT}), application.programme.association_id)


def report(application: Application, *, mentee: MenteeReference = NOOR, by: Actor | None = None, **of: Any) -> Pair:
    referent_id = of.get("referent_id") or a_referent(application.programme).id
    candidate_id = of.get("candidate_id", application.id)
    by = by or system_of(application)
    return partners.report_pair(candidate_id=candidate_id, referent_id=referent_id, mentee=mentee, on=ON, by=by, at=AT)


def test_a_pair_is_reported_with_its_young_person(application: Application) -> None:
    pair = report(application)
    assert (pair.state, pair.introduced_on) == (PairState.INTRODUCED, ON)
    assert (pair.mentee.alias, pair.mentee.reference, pair.mentee.departement) == ("Noor", "A-12", "69")
    assert set(pair.mentee.gates.values_list("kind", "seen_on")) == {(kind, ON) for kind in MenteeGateKind}
    assert Application.objects.get(pk=application.pk).state == ApplicationState.PAIRED


def test_a_young_person_known_by_the_file_number_is_found_again(application: Application) -> None:
    known = MenteeFactory.create(association=application.programme.association, reference="A-12", age_band="12-15")
    pair = report(application)
    assert pair.mentee == known
    assert Mentee.objects.count() == 1
    assert MenteeGate.objects.filter(mentee=known).count() == 3


def test_the_same_file_number_elsewhere_is_somebody_else(application: Application) -> None:
    foreign = MenteeFactory.create(association=AssociationFactory.create(), reference="A-12")
    assert report(application).mentee != foreign


@pytest.mark.parametrize(
    ("of", "code"),
    [({"candidate_id": uuid4()}, "unknown_candidate"), ({"referent_id": uuid4()}, "unknown_referent")],
)
def test_what_does_not_exist_here_is_said_and_nothing_is_written(application: Application, of: dict[str, Any], code: str) -> None:
    audits = AuditEntry.objects.count()
    with pytest.raises(UnknownHere) as refused:
        report(application, **of)
    assert refused.value.code == code
    assert (Pair.objects.count(), Mentee.objects.count(), AuditEntry.objects.count()) == (0, 0, audits)


def test_a_candidate_or_a_referent_of_another_association_does_not_exist(application: Application) -> None:
    other = a_candidate_accepted()
    with pytest.raises(UnknownHere, match="unknown_candidate"):
        report(application, candidate_id=other.id)
    with pytest.raises(UnknownHere, match="unknown_referent"):
        report(application, referent_id=a_referent(other.programme).id)
    gone = TeamMemberFactory.create(association=application.programme.association, referent=True, active=False)
    with pytest.raises(UnknownHere, match="unknown_referent"):
        report(application, referent_id=gone.id)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"agreements": {}}, "mentee_gates"),
        ({"agreements": {"family_notice": ON}}, "mentee_gates"),
        ({"agreements": {**AGREED, "family_notice": ON + timedelta(days=1)}}, "in_future"),
        ({"agreements": {**AGREED, "a_feeling": ON}}, "unknown_code"),
        ({"alias": ""}, "alias_length"),
        ({"age_band": "12"}, "unknown_code"),
    ],
)
def test_a_pair_that_cannot_be_leaves_no_young_person_behind(application: Application, changes: dict[str, Any], code: str) -> None:
    values = {"alias": NOOR.alias, "age_band": NOOR.age_band, "reference": NOOR.reference, "agreements": AGREED, **changes}
    with pytest.raises(Refusal, match=code):
        report(application, mentee=MenteeReference(**values))
    assert not Mentee.objects.exists()
    assert not Pair.objects.exists()


def test_at_the_desk_a_young_person_comes_with_what_was_seen_or_not_at_all() -> None:
    by = coordinator(AssociationFactory.create())
    assert by.association_id is not None
    mentee = partners.add_mentee(mentee=NOOR, association_id=by.association_id, by=by, at=AT)
    assert mentee.gates.count() == 3
    assert mentee.antenna is None
    broken = MenteeReference(alias="Ayo", age_band="12-15", agreements={"family_notice": ON + timedelta(days=9)})
    with pytest.raises(Refusal, match="in_future"):
        partners.add_mentee(mentee=broken, association_id=by.association_id, by=by, at=AT)
    assert list(Mentee.objects.values_list("alias", flat=True)) == ["Noor"]


def test_a_young_person_added_by_an_antenna_is_that_antennas() -> None:
    association = AssociationFactory.create()
    north, south = (AntennaFactory.create(association=association) for _ in range(2))
    ours, theirs = (staff(TeamMemberFactory.create(association=association, antenna=one)) for one in (north, south))
    mentee = partners.add_mentee(mentee=NOOR, association_id=association.id, by=ours, at=AT)
    assert mentee.antenna == north
    assert list(Mentee.objects.seen_by(ours)) == [mentee]
    assert not Mentee.objects.seen_by(theirs).exists()
    of_both = Actor(ours.id, ours.roles, association.id, frozenset({north.id, south.id}))
    unbound = partners.add_mentee(
        mentee=MenteeReference(alias="Jo", age_band="18-25"), association_id=association.id, by=of_both, at=AT
    )
    assert unbound.antenna is None


def test_possible_referents_carry_pairs_in_that_team() -> None:
    association = AssociationFactory.create()
    carries = TeamMemberFactory.create(association=association, referent=True, display_name="B")
    first = TeamMemberFactory.create(association=association, display_name="A")
    TeamMemberFactory.create(association=association, capacity=0)
    TeamMemberFactory.create(association=association, active=False)
    TeamMemberFactory.create()
    assert partners.possible_referents(by=coordinator(association)) == [first, carries]


def test_a_clearance_opens_one_pair_and_not_a_second_one_after_it(application: Application) -> None:
    """The pair ended; its mentor is checked anew before the next young person."""
    pair = report(application)
    by, later = staff(pair.referent), AT + timedelta(days=90)
    mentorship.start_closing(pair=pair, reason=CloseReason.MOVED, closed_by=ClosedBy.FAMILY, by=by, at=later)
    mentorship.close_pair(pair=pair, by=by, at=later, without_review=True)
    another = MenteeFactory.create(association=application.programme.association)
    application.refresh_from_db()
    assert not pairing.preview_opening(application=application, mentee=another, on=later.date()).allowed
    with pytest.raises(Refusal, match="wrong_state"):
        pairing.open_pair(application=application, mentee=another, referent=pair.referent, on=later.date(), by=by, at=later)
    assert Pair.objects.count() == 1
    proposed = a_proposed_pair(programme=pair.programme, volunteer=pair.volunteer, mentee=another, at=later)
    with pytest.raises(Refusal, match="no_application"):
        pairing.open_proposed_pair(pair=proposed, on=later.date(), by=by, at=later)
    assert Pair.objects.get(pk=proposed.pk).state == PairState.PROPOSED
