"""Finding somebody at the desk: within reach, by any of their names, in as many queries whatever there is."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.accounts.actors import Actor
from portal.accounts.enums import Role
from portal.journeys.search import LONGEST, MOST, search
from portal.programmes.models import Association, Programme
from tests.factories.engagement import AT, VolunteerFactory, a_candidate_waiting, a_draft, a_programme, coordinator
from tests.factories.mentorship import MenteeFactory, an_active_pair
from tests.factories.programmes import AntennaFactory, ProgrammeFactory

pytestmark = pytest.mark.django_db


def of(association: Association) -> Actor:
    return coordinator(association)


def a_candidate(programme: Programme, given: str, family: str = "Martin") -> None:
    a_candidate_waiting(VolunteerFactory.create(given_name=given, family_name=family), programme)


def test_a_candidate_is_found_by_any_name_without_accents() -> None:
    programme = a_programme()
    a_candidate(programme, "Inès")
    for wanted in ("ines", "MARTIN", "martin in", "  Inès  "):
        assert [one.volunteer.given_name for one in search(actor=of(programme.association), wanted=wanted).candidates] == ["Inès"]
    assert search(actor=of(programme.association), wanted="zoé").nothing


def test_a_pair_is_found_by_mentor_alias_and_file_number_and_a_young_person_who_waits_too() -> None:
    programme = ProgrammeFactory.create()
    mentee = MenteeFactory.create(association=programme.association, alias="Léo", reference="DOS-12")
    pair = an_active_pair(programme=programme, mentee=mentee, at=AT - timedelta(days=45))
    MenteeFactory.create(association=programme.association, alias="Léonie", reference="DOS-13")
    by = of(programme.association)
    assert search(actor=by, wanted="dos-12").pairs == (pair,)
    assert search(actor=by, wanted=pair.volunteer.family_name).pairs == (pair,)
    found = search(actor=by, wanted="leo")
    assert found.pairs == (pair,)
    assert [one.alias for one in found.mentees] == ["Léonie"]


def test_a_programme_leads_to_its_intakes() -> None:
    programme = a_programme(title="Cap sur la seconde")
    assert [one.programme for one in search(actor=of(programme.association), wanted="seconde cap").intakes] == [programme]


@pytest.mark.parametrize("wanted", ["", " ", "i"])
def test_too_little_finds_nothing(wanted: str) -> None:
    programme = a_programme()
    a_candidate(programme, "Inès")
    assert search(actor=of(programme.association), wanted=wanted).nothing


def test_nothing_of_another_association_nor_of_a_draft_nor_of_who_has_no_desk() -> None:
    programme, other = a_programme(), a_programme()
    a_candidate(programme, "Inès")
    a_draft(VolunteerFactory.create(given_name="Inès"), other)
    assert search(actor=of(other.association), wanted="ines").nothing
    assert search(actor=Actor(None, frozenset({Role.HR})), wanted="ines").nothing


def test_an_antenna_finds_its_own_people_alone() -> None:
    here = AntennaFactory.create()
    there = AntennaFactory.create(association=here.association)
    mine = a_programme(association=here.association, antenna=here)
    theirs = a_programme(association=here.association, antenna=there)
    a_candidate(mine, "Inès")
    a_candidate(theirs, "Inessa")
    found = search(actor=coordinator(here.association, antenna=here), wanted="ines")
    assert [one.volunteer.given_name for one in found.candidates] == ["Inès"]


def test_as_many_queries_whatever_there_is_and_no_more_than_it_shows() -> None:
    programme = a_programme()
    by = of(programme.association)
    a_candidate(programme, "Inès")

    def taken() -> int:
        with CaptureQueriesContext(connection) as seen:
            search(actor=by, wanted="ines")
        return len(seen)

    few = taken()
    for number in range(MOST + 3):
        a_candidate(programme, "Inès", f"Martin {number}")
    assert taken() == few <= 7
    found = search(actor=by, wanted="ines")
    assert len(found.candidates) == MOST
    assert found.more
    assert search(actor=by, wanted="i" * (LONGEST + 40)).nothing
