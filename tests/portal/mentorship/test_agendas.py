"""Agendas: few lines, by where a pair stands, in versions; nobody is named, nothing protected is asked."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from hypothesis import given
from hypothesis import strategies as st
from pytest_django import DjangoAssertNumQueries

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.core.models import AuditEntry
from portal.mentorship import operations, queries, rules
from portal.mentorship.agenda_recipes import USUAL, agenda_recipes
from portal.mentorship.enums import AgendaMoment, ClosedBy, CloseReason
from portal.mentorship.errors import AgendaRefused
from portal.mentorship.models import Agenda, MidTerm
from portal.mentorship.rules import AgendaLine, agenda_lines, agenda_moment, agenda_objection, stored_agenda
from portal.programmes.models import Programme
from tests.factories.engagement import coordinator
from tests.factories.mentorship import AT, MenteeFactory, an_active_pair, an_introduced_pair, staff
from tests.factories.programmes import AntennaFactory, ProgrammeFactory, TeamMemberFactory

LINES = [AgendaLine("Se présenter", "Introduce yourselves"), AgendaLine("Convenir du rythme")]
MOMENT = AgendaMoment.FIRST


@pytest.mark.parametrize(
    ("held", "mid_term_open", "closing", "found"),
    [
        (False, False, False, AgendaMoment.FIRST),
        (True, False, False, AgendaMoment.NEXT),
        (True, True, False, AgendaMoment.MID),
        (False, True, False, AgendaMoment.FIRST),
        (True, True, True, AgendaMoment.LAST),
        (False, False, True, AgendaMoment.LAST),
    ],
)
def test_the_agenda_follows_where_the_pair_stands(held: bool, mid_term_open: bool, closing: bool, found: AgendaMoment) -> None:
    assert agenda_moment(held=held, mid_term_open=mid_term_open, closing=closing) == found


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (LINES, None),
        ([], ("empty", 0)),
        ([AgendaLine("x")] * 7, ("too_many", 0)),
        ([AgendaLine("x"), AgendaLine(" ")], ("text", 2)),
        ([AgendaLine("x" * 121)], ("text", 1)),
        ([AgendaLine("x", "y" * 121)], ("text", 1)),
        ([AgendaLine("Parler de sa religion")], ("protected_topic", 1)),
        ([AgendaLine("x", "Talk about health")], ("protected_topic", 1)),
    ],
)
def test_what_may_not_be_proposed_is_said_with_its_line(lines: list[AgendaLine], found: tuple[str, int] | None) -> None:
    assert agenda_objection(lines) == found


@given(st.lists(st.builds(AgendaLine, st.text(), st.text())))
def test_lines_come_back_as_they_were_stored(lines: list[AgendaLine]) -> None:
    assert list(agenda_lines(stored_agenda(lines))) == lines
    assert all(one.said("fr") == one.fr and one.said("en-gb") == (one.en or one.fr) for one in lines)


def test_the_delivered_agendas_could_be_published_and_name_their_source() -> None:
    recipes = agenda_recipes()
    assert len(recipes) >= 2
    assert set(recipes[USUAL].agendas) == set(AgendaMoment.values)
    for one in recipes.values():
        assert one.source_url.startswith("https://")
        assert all(agenda_objection(lines) is None and all(line.en for line in lines) for lines in one.agendas.values())


def published(programme: Programme, lines: list[AgendaLine] = LINES, by: Actor | None = None, moment: str = MOMENT) -> Agenda:
    by = by or coordinator(programme.association)
    return operations.publish_agenda(programme=programme, moment=moment, lines=lines, by=by, at=AT, source="steps")


@pytest.mark.django_db
def test_a_version_follows_another_and_changes_none() -> None:
    programme = ProgrammeFactory.create()
    first = published(programme)
    second = published(programme, LINES[:1])
    assert (first.version, second.version, second.source) == (1, 2, "steps")
    first.refresh_from_db()
    assert list(agenda_lines(first.lines)) == LINES
    assert queries.latest_agenda(programme_id=programme.id, moment=MOMENT) == second
    assert queries.latest_agenda(programme_id=programme.id, moment=AgendaMoment.LAST) is None
    assert [one.version for one in queries.agendas_of(programme_ids=[programme.id])] == [2, 1]
    assert AuditEntry.objects.filter(action="mentorship.publish_agenda").count() == 2
    assert AuditEntry.objects.filter(subject_id=second.id).get().facts == {}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"lines": []}, "empty"),
        ({"lines": [AgendaLine("x" * 121)]}, "text"),
        ({"lines": [AgendaLine("Parler de Léo")]}, "names_young_person"),
        ({"lines": [AgendaLine("x", "About Léo")]}, "names_young_person"),
        ({"moment": "never"}, "unknown_code"),
        ({"lines": LINES}, "unchanged"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_refused_is_not_published(change: dict[str, Any], code: str) -> None:
    programme = ProgrammeFactory.create()
    MenteeFactory.create(association=programme.association, alias="Léo")
    published(programme)
    with pytest.raises(AgendaRefused, match=code):
        published(programme, **change)
    assert Agenda.objects.count() == 1


@pytest.mark.django_db
def test_only_who_coordinates_the_programme_publishes() -> None:
    home = ProgrammeFactory.create().association
    programme = ProgrammeFactory.create(association=home, antenna=AntennaFactory.create(association=home))
    elsewhere = TeamMemberFactory.create(association=home, antenna=AntennaFactory.create(association=home))
    referent = TeamMemberFactory.create(association=home, role=Role.REFERENT)
    for by in (staff(elsewhere), staff(referent), coordinator(ProgrammeFactory.create().association)):
        with pytest.raises(AgendaRefused, match="not_theirs"):
            published(programme, by=by)
    assert not Agenda.objects.exists()


@pytest.mark.django_db
def test_two_at_once_make_one_version(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(**_: object) -> None:
        raise IntegrityError

    monkeypatch.setattr(Agenda.objects, "create", taken)
    with pytest.raises(AgendaRefused, match="version_exists"):
        published(ProgrammeFactory.create())


@pytest.mark.django_db
def test_a_pair_finds_its_programmes_own_or_the_delivered_one() -> None:
    pair = an_introduced_pair()
    found = queries.coming_agenda(pair=pair)
    assert (found.moment, found.own) == (AgendaMoment.FIRST, False)
    assert found.lines == agenda_recipes()[USUAL].agendas[AgendaMoment.FIRST]
    published(pair.programme)
    found = queries.coming_agenda(pair=pair)
    assert (list(found.lines), found.own) == (LINES, True)


@pytest.mark.django_db
def test_the_moment_moves_with_the_pair(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    pair = an_active_pair()
    assert queries.coming_agenda(pair=pair).moment == AgendaMoment.NEXT
    MidTerm.objects.create(pair=pair, asked_at=AT, due_on=AT.date())
    with django_assert_num_queries(3):
        assert queries.coming_agenda(pair=pair).moment == AgendaMoment.MID
    MidTerm.objects.update(elsewhere_on=AT.date())
    assert queries.coming_agenda(pair=pair).moment == AgendaMoment.NEXT
    later = AT + timedelta(days=60)
    operations.start_closing(
        pair=pair, closed_by=ClosedBy.MENTOR, reason=CloseReason.GOALS_REACHED, by=staff(pair.referent), at=later
    )
    pair.refresh_from_db()
    assert queries.coming_agenda(pair=pair).moment == AgendaMoment.LAST


def test_the_rules_are_reached_by_their_door() -> None:
    assert rules.MOST_LINES == 6
