"""When somebody or something goes: a coordinator leaves a team, a programme closes. No young person finds out by silence."""

from datetime import timedelta

import pytest

from portal.accounts.actors import SYSTEM
from portal.core.models import OutboxMessage
from portal.journeys import teams
from portal.mentorship import operations
from portal.mentorship.enums import PairState
from portal.mentorship.models import Pair
from portal.programmes.errors import TeamRefused
from portal.programmes.operations import close_programme
from tests.factories.mentorship import AT, a_session, an_active_pair, staff
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db


def test_a_coordinator_leaves_only_once_somebody_else_stands_behind_their_pairs() -> None:
    pair = an_active_pair()
    association, member = pair.programme.association, pair.referent
    by = staff(TeamMemberFactory.create(association=association, administrator=True))
    with pytest.raises(TeamRefused, match="carries_pairs"):
        teams.leave(member=member, by=by, at=AT)
    other = TeamMemberFactory.create(association=association, referent=True)
    operations.change_referent(pair=pair, referent=other, by=by, at=AT)
    teams.leave(member=member, by=by, at=AT)
    pair.refresh_from_db()
    assert pair.referent_id == other.id
    OutboxMessage.objects.all().delete()
    operations.nudge_quiet_pairs(by=SYSTEM, at=AT + timedelta(days=40))
    operations.ask_check_ins(by=SYSTEM, at=AT + timedelta(days=40))
    assert member.id not in set(OutboxMessage.objects.values_list("recipient_id", flat=True))


def test_when_a_programme_closes_its_pairs_go_on_to_their_own_end() -> None:
    pair = an_active_pair()
    by = staff(TeamMemberFactory.create(association=pair.programme.association, administrator=True))
    close_programme(programme=pair.programme, by=by, at=AT)
    a_session(pair, AT + timedelta(days=20))
    OutboxMessage.objects.all().delete()
    operations.nudge_quiet_pairs(by=SYSTEM, at=AT + timedelta(days=40))
    assert Pair.objects.get(pk=pair.pk).state == PairState.ACTIVE
    assert OutboxMessage.objects.filter(kind="mentorship.session_nudge", subject_id=pair.id).exists()
