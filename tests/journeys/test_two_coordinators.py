"""Two coordinators at the same moment, each in a process of their own: one act counts, the other is told, nothing is half done."""

from pathlib import Path
from typing import Any

import pytest

from portal.accounts.actors import ANONYMOUS
from portal.mentorship import operations
from portal.mentorship.models import Concern, Pair
from tests import races
from tests.factories.mentorship import AT, MenteeFactory, a_proposed_pair
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
