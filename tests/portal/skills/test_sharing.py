"""Who may read a profile: whom the person chose, as long as they want, and as long as that association knows them at all."""

from datetime import timedelta

import pytest

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.engagement.models import ProfileHandover
from portal.skills import operations, queries
from portal.skills.errors import SkillsRefused
from portal.skills.models import Share
from tests.factories.engagement import VolunteerFactory, coordinator
from tests.factories.programmes import AntennaFactory
from tests.factories.skills import ACCEPTED, a_mentor_at_the_end, answered, asked_at_the_start, who

pytestmark = pytest.mark.django_db
LATE = ACCEPTED + timedelta(days=30 + 366)


def a_share() -> Share:
    found = answered(asked_at_the_start(), 4)
    association = found.application.programme.association
    return operations.share(volunteer=found.volunteer, association=association, by=who(found), at=ACCEPTED)


def take_the_handover_back(share: Share) -> None:
    rows = ProfileHandover.objects.filter(application__volunteer=share.volunteer, association=share.association)
    assert rows.update(revoked_at=ACCEPTED + timedelta(days=5)) == 1


def test_a_handover_taken_back_takes_the_profile_back_with_it() -> None:
    """The association sees nothing of that person any more: no list, no profile, no figure."""
    share = a_share()
    desk = coordinator(share.association)
    assert queries.shared_with(actor=desk) == [share]
    take_the_handover_back(share)
    assert queries.shared_with(actor=desk) == []
    assert queries.may_share_with(volunteer=share.volunteer) == []


def test_figures_of_an_association_leave_out_whoever_took_their_handover_back() -> None:
    last = a_mentor_at_the_end()
    association = last.application.programme.association
    share = operations.share(volunteer=last.volunteer, association=association, by=who(last), at=LATE)
    day = LATE.date()
    assert len(list(queries.change_facts(start=day, end=day, shared_with=association.id))) == 1
    take_the_handover_back(share)
    assert list(queries.change_facts(start=day, end=day, shared_with=association.id)) == []
    assert len(list(queries.change_facts(start=day, end=day))) == 1, "the answers are still there for the company's figures"


def test_figures_of_an_association_are_of_those_who_share_with_it() -> None:
    last = a_mentor_at_the_end()
    association = last.application.programme.association
    assert list(queries.change_facts(start=LATE.date(), end=LATE.date(), shared_with=association.id)) == []


def test_nobody_takes_a_share_back_for_somebody_else() -> None:
    share = a_share()
    for other in (coordinator(share.association), Actor(VolunteerFactory.create().user_id, frozenset({Role.VOLUNTEER}))):
        with pytest.raises(SkillsRefused, match="not_theirs"):
            operations.take_back(share=share, by=other, at=ACCEPTED)
    assert Share.objects.get() == share


def test_each_act_leaves_one_row_in_the_journal_and_says_no_answer() -> None:
    share = a_share()
    by = Actor(share.volunteer.user_id, frozenset({Role.VOLUNTEER}))
    operations.share(volunteer=share.volunteer, association=share.association, by=by, at=ACCEPTED)
    operations.take_back(share=share, by=by, at=ACCEPTED)
    rows = AuditEntry.objects.filter(action__in=("skills.share", "skills.take_back")).order_by("id")
    assert [(row.action, row.association_id, row.facts) for row in rows] == [
        ("skills.share", share.association_id, {}),
        ("skills.take_back", share.association_id, {}),
    ]


def test_an_antenna_reads_those_of_its_own_candidates() -> None:
    share = a_share()
    programme = share.volunteer.applications.get().programme
    here, elsewhere = (AntennaFactory.create(association=share.association) for _ in range(2))
    programme.antenna = here
    programme.save()
    for antenna, found in ((here, [share]), (elsewhere, [])):
        actor = Actor(
            coordinator(share.association).id,
            frozenset({Role.COORDINATOR}),
            association_id=share.association_id,
            antenna_ids=frozenset({antenna.id}),
        )
        assert queries.shared_with(actor=actor) == found


@pytest.mark.parametrize("role", [Role.HR, Role.CSR, Role.DPO, Role.EDITOR, Role.WORKS_COUNCIL, Role.PAYROLL])
def test_somebody_of_the_company_has_no_association_to_read_as(role: Role) -> None:
    a_share()
    assert queries.shared_with(actor=Actor(None, frozenset({role}))) == []
