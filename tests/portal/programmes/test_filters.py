"""Filters that somebody keeps: their own, made of choices, a dozen a list."""

import pytest

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.programmes import operations, queries
from portal.programmes.enums import DeskList
from portal.programmes.errors import FilterRefused
from portal.programmes.models import SavedFilter, TeamMember
from portal.programmes.operations.filters import CHOICES, MOST
from tests.factories.engagement import AT
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db


def whoever(member: TeamMember) -> Actor:
    return Actor(member.user_id, frozenset({Role.COORDINATOR}), member.association_id)


def keep(member: TeamMember, name: str = "Les miens", of_list: str = DeskList.PAIRS, **choices: str) -> SavedFilter:
    return operations.save_filter(
        member_id=member.id, of_list=of_list, name=name, choices=choices or {"whose": "mine"}, by=whoever(member), at=AT
    )


def test_a_filter_is_kept_for_its_person_and_the_same_name_takes_the_new_choices() -> None:
    member, colleague = TeamMemberFactory.create(), TeamMemberFactory.create()
    keep(member, "  Les   miens ", whose="mine", show="")
    assert [(one.name, one.choices) for one in queries.filters_of(member_id=member.id, of_list=DeskList.PAIRS)] == [
        ("Les miens", {"whose": "mine"})
    ]
    keep(member, "Les miens", show="paused")
    assert SavedFilter.objects.get().choices == {"show": "paused"}
    assert not queries.filters_of(member_id=member.id, of_list=DeskList.CANDIDATES)
    assert not queries.filters_of(member_id=colleague.id, of_list=DeskList.PAIRS)


@pytest.mark.parametrize(
    ("of_list", "name", "choices", "code"),
    [
        (DeskList.PAIRS, "  ", {"show": "paused"}, "name_length"),
        (DeskList.PAIRS, "n" * 41, {"show": "paused"}, "name_length"),
        (DeskList.PAIRS, "Nom", {"q": "ines"}, "unknown_code"),
        (DeskList.FOLLOW_UP, "Nom", {"show": "paused"}, "unknown_code"),
        (DeskList.PAIRS, "Nom", {"show": "Inès Martin"}, "unknown_code"),
        ("elsewhere", "Nom", {"show": "paused"}, "unknown_code"),
    ],
)
def test_nothing_that_was_typed_is_kept(of_list: str, name: str, choices: dict[str, str], code: str) -> None:
    with pytest.raises(FilterRefused) as refused:
        keep(TeamMemberFactory.create(), name, of_list, **choices)
    assert refused.value.code == code
    assert not SavedFilter.objects.exists()


def test_every_list_names_its_choices() -> None:
    assert set(CHOICES) == set(DeskList)


def test_a_dozen_a_list_and_one_more_for_another() -> None:
    member = TeamMemberFactory.create()
    for number in range(MOST):
        keep(member, f"Filtre {number}")
    with pytest.raises(FilterRefused) as refused:
        keep(member, "Un de plus")
    assert refused.value.code == "too_many"
    keep(member, "Filtre 3", show="closed")
    keep(member, "Ailleurs", DeskList.CANDIDATES, tab="ready")


def test_nobody_keeps_or_takes_away_for_somebody_else() -> None:
    member, colleague = TeamMemberFactory.create(), TeamMemberFactory.create()
    found = keep(member)
    with pytest.raises(FilterRefused):
        operations.forget_filter(filter_id=found.id, by=whoever(colleague), at=AT)
    with pytest.raises(FilterRefused):
        operations.save_filter(
            member_id=member.id, of_list=DeskList.PAIRS, name="X", choices={"show": "closed"}, by=whoever(colleague), at=AT
        )
    operations.forget_filter(filter_id=found.id, by=whoever(member), at=AT)
    assert not SavedFilter.objects.exists()


def test_the_audit_names_no_filter() -> None:
    member = TeamMemberFactory.create()
    found = keep(member, "Inès à rappeler")
    entry = AuditEntry.objects.get(action="programmes.save_filter")
    assert (entry.subject_id, entry.facts) == (found.id, {})
