"""Two coordinators at the same moment, each in a process of their own: one act counts, the other is told, nothing is half done."""

from pathlib import Path
from typing import Any

import pytest

from portal.accounts.actors import ANONYMOUS
from portal.mentorship import operations
from portal.mentorship.models import Concern, Pair
from tests import races
from tests.factories.mentorship import (
    AT,
    MenteeFactory,
    a_clearance,
    a_proposed_pair,
    a_protector,
    an_accepted_pair,
    an_active_pair,
)
from tests.factories.programmes import ProgrammeFactory, TeamMemberFactory

pytestmark = [pytest.mark.live, pytest.mark.django_db(transaction=True)]

ACT = """
from portal.core import clock
from portal.core.errors import Refusal
from portal.mentorship import operations
from portal.mentorship.models import Concern, Pair
from portal.programmes.models import TeamMember
from tests.factories.mentorship import staff
by = staff(TeamMember.objects.get(pk=given["member"]))
subject = (Concern if given["about"] == "concern" else Pair).objects.get(pk=given["subject"])
go()
try:
    getattr(operations, given["act"])(**{given["about"]: subject}, by=by, at=clock.now())
    print("done")
except Refusal as refused:
    print(refused.code)
"""


def at_once(folder: Path, *acts: dict[str, Any]) -> list[str]:
    return sorted(races.run(ACT, races.database_url(folder), *acts))


def act(name: str, subject: Pair | Concern, member: Any) -> dict[str, Any]:
    about = "concern" if isinstance(subject, Concern) else "pair"
    return {"act": name, "about": about, "subject": str(subject.pk), "member": str(member.pk)}


def test_an_agreement_noted_twice_at_once_counts_once(tmp_path: Path) -> None:
    pair = a_proposed_pair()
    first, second = (TeamMemberFactory.create(association=pair.programme.association) for _ in range(2))
    words = at_once(tmp_path, act("accept_pair", pair, first), act("accept_pair", pair, second))
    assert words.count("done") == 1, words
    assert {"state_moved", "wrong_state"} & set(words), "the other is told"


def test_of_two_pairs_for_one_young_person_one_is_agreed(tmp_path: Path) -> None:
    programme = ProgrammeFactory.create()
    mentee = MenteeFactory.create(association=programme.association)
    pairs = [a_proposed_pair(programme=programme, mentee=mentee) for _ in range(2)]
    members = [TeamMemberFactory.create(association=programme.association) for _ in range(2)]
    words = at_once(tmp_path, *(act("accept_pair", pair, member) for pair, member in zip(pairs, members, strict=True)))
    assert words.count("done") == 1, words


def test_a_concern_is_taken_up_by_one_person(tmp_path: Path) -> None:
    programme = ProgrammeFactory.create()
    concern = operations.raise_concern(
        programme=programme, raised_by="family", category="school", urgency="critical", by=ANONYMOUS, at=AT
    )
    members = [TeamMemberFactory.create(association=programme.association, safeguarding=True) for _ in range(2)]
    words = at_once(tmp_path, *(act("acknowledge_concern", concern, member) for member in members))
    assert words.count("done") == 1, words


INTRODUCE_OR_ALLEGE = """
import time
from portal.accounts.actors import ANONYMOUS
from portal.core import clock
from portal.core.errors import Refusal
from portal.engagement.models import Clearance
from portal.mentorship import operations
from portal.mentorship.models import Pair
from portal.mentorship.operations import pairs
from tests.factories.mentorship import a_protector, staff
holds = pairs.allegation_holds
def slowly(**asked):
    found = holds(**asked)
    time.sleep(1.5)
    return found
pairs.allegation_holds = slowly
pair = Pair.objects.get(pk=given["pair"])
clearance = Clearance.objects.filter(pk=given.get("clearance")).first()
protector = a_protector(pair.programme)
go()
try:
    if clearance:
        operations.introduce_pair(pair=pair, clearance=clearance, on=clearance.cleared_on, by=staff(pair.referent), at=clock.now())
    else:
        time.sleep(0.5)
        worry = {"raised_by": "staff", "category": "mentor_conduct", "urgency": "critical"}
        operations.raise_concern(programme=pair.programme, pair=pair, by=protector, at=clock.now(), **worry)
    print("done")
except Refusal as refused:
    print(refused.code)
"""


def test_an_allegation_while_its_mentor_is_being_introduced_suspends_that_pair_too(tmp_path: Path) -> None:
    pair = an_active_pair()
    a_protector(pair.programme)
    beside = ProgrammeFactory.create(association=pair.programme.association)
    waiting = an_accepted_pair(programme=beside, volunteer=pair.volunteer)
    clearance = a_clearance(waiting.volunteer, beside)
    url = races.database_url(tmp_path)
    acts: list[dict[str, Any]] = [{"pair": str(waiting.pk), "clearance": str(clearance.pk)}, {"pair": str(pair.pk)}]
    assert races.run(INTRODUCE_OR_ALLEGE, url, *acts)[1] == "done"
    assert races.run(STATES, url, {"mentor": str(pair.volunteer_id)})[0] in {"suspended+suspended", "accepted+suspended"}


STATES = """
from portal.mentorship.models import Pair
go()
print("+".join(sorted(Pair.objects.filter(volunteer_id=given["mentor"]).values_list("state", flat=True))))
"""
