"""Programmes: written with their sheet, opened when somebody answers a worry, needed more or less, closed; and who sees which."""

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import SYSTEM
from portal.core.models import AuditEntry
from portal.programmes import operations, queries
from portal.programmes.enums import Cause, Mode, ProgrammeStatus, Slot
from portal.programmes.errors import OpeningRefused, ProgrammeRefused
from portal.programmes.models import Programme, QualityStep
from portal.programmes.operations.programmes import write_steps
from portal.programmes.rules import unknown_codes
from tests.factories.programmes import AntennaFactory, AssociationFactory, IntakeFactory, ProgrammeFactory

AT = datetime(2026, 1, 20, 9, tzinfo=UTC)
TODAY = AT.date()
STEPS = {step: f"Étape {step}, comme nous la faisons." for step in range(1, 7)}
pytestmark = pytest.mark.django_db


def written(**given: Any) -> Programme:
    usual: dict[str, Any] = {
        "association": given.pop("association", None) or AssociationFactory.create(),
        "code": "lire-a-deux",
        "steps": STEPS,
        "title": "Lire à deux",
        "summary": "Une histoire par semaine.",
        "description": "Un soir par semaine, à distance.",
        "audience": "Enfants de 6 à 9 ans",
        "mode": Mode.REMOTE,
        "age_min": 6,
        "age_max": 9,
        "duration_months": 6,
        "hours_per_month": 4,
        "slots": [Slot.values[0]],
        "causes": [Cause.values[0]],
    }
    return operations.create_programme(**{**usual, **given}, by=SYSTEM, at=AT)


def told(action: str) -> int:
    return AuditEntry.objects.filter(action=action).count()


class TestWriting:
    def test_a_programme_begins_in_preparation_and_nobody_reads_it(self) -> None:
        programme = written()
        assert programme.status == ProgrammeStatus.DRAFT
        assert queries.catalogue(on=TODAY) == []
        assert queries.card(programme_id=programme.id, on=TODAY) is None
        assert told("programmes.create_programme") == 1

    def test_its_sheet_says_how_each_of_the_six_steps_is_done(self) -> None:
        programme = written()
        found = queries.programme(programme_id=programme.id)
        assert found is not None
        assert {step.step: step.text for step in found.quality_steps.all()} == STEPS

    def test_a_sheet_is_written_again_whole(self) -> None:
        programme = written()
        write_steps(programme, {2: "Autrement."})
        assert list(QualityStep.objects.filter(programme=programme).values_list("step", "text")) == [(2, "Autrement.")]

    def test_a_code_serves_once_whatever_the_association(self) -> None:
        first = written()
        with pytest.raises(ProgrammeRefused) as refused:
            written(title="Un autre")
        assert (refused.value.code, Programme.objects.get()) == ("code_taken", first)

    @pytest.mark.parametrize("field", ["slots", "causes", "skills", "languages", "labels"])
    def test_a_code_that_is_in_no_list_is_refused_and_named(self, field: str) -> None:
        with pytest.raises(ProgrammeRefused) as refused:
            written(**{field: ["never-heard-of"]})
        assert refused.value.code == "unknown_code"
        assert refused.value.facts == {"field": field, "codes": ["never-heard-of"]}
        assert not Programme.objects.exists()

    @given(given=st.lists(st.sampled_from("abcdef")), known=st.lists(st.sampled_from("abcdef")))
    def test_unknown_codes_are_those_given_and_not_known(self, given: list[str], known: list[str]) -> None:
        found = unknown_codes(given, known)
        assert found == sorted(set(found)) and set(found) == {code for code in given if code not in known}


class TestOpening:
    @pytest.mark.parametrize("ages", [{}, {"age_min": 18, "age_max": 25}], ids=["minors", "adults"])
    def test_somebody_has_to_answer_a_worry(self, ages: dict[str, int]) -> None:
        """Whoever is accompanied: product.md, rule 4, makes no difference of age."""
        programme = written(association=AssociationFactory.create(nobody_answers=True), **ages)
        with pytest.raises(OpeningRefused) as refused:
            operations.open_programme(programme=programme, by=SYSTEM, at=AT)
        assert refused.value.code == "safeguarding_not_ready"
        assert Programme.objects.get().status == ProgrammeStatus.DRAFT
        assert told("programmes.set_open") == 0

    def test_then_it_is_shown(self) -> None:
        programme = written()
        operations.open_programme(programme=programme, by=SYSTEM, at=AT)
        assert [card.programme for card in queries.catalogue(on=TODAY)] == [programme]
        assert told("programmes.set_open") == 1

    def test_a_closed_programme_is_shown_no_more_and_stays(self) -> None:
        programme = ProgrammeFactory.create()
        operations.close_programme(programme=programme, by=SYSTEM, at=AT)
        assert queries.card(programme_id=programme.id, on=TODAY) is None
        assert queries.programme(programme_id=programme.id) == programme
        assert told("programmes.set_closed") == 1


class TestNeed:
    @pytest.mark.parametrize("need", [0, 50, 100])
    def test_it_is_between_nothing_and_a_hundred(self, need: int) -> None:
        programme = operations.set_need(programme=ProgrammeFactory.create(), need=need, by=SYSTEM, at=AT)
        programme.refresh_from_db()
        assert programme.need == need

    @pytest.mark.parametrize("need", [-1, 101])
    def test_outside_it_is_refused(self, need: int) -> None:
        programme = ProgrammeFactory.create(need=40)
        with pytest.raises(ProgrammeRefused) as refused:
            operations.set_need(programme=programme, need=need, by=SYSTEM, at=AT)
        programme.refresh_from_db()
        assert (refused.value.code, programme.need) == ("out_of_bounds", 40)


class TestTheVersionOfTheCatalogue:
    """What is computed from the catalogue lasts as long as its token: it changes with each change of a programme, and only then."""

    def test_there_is_none_before_the_first_change(self) -> None:
        assert queries.catalogue_version() is None

    def test_it_changes_with_a_programme(self) -> None:
        association = AssociationFactory.create()
        seen = {queries.catalogue_version()}
        programme = written(association=association)
        for change in (
            lambda: None,
            lambda: operations.open_programme(programme=programme, by=SYSTEM, at=AT),
            lambda: operations.set_need(programme=programme, need=80, by=SYSTEM, at=AT),
            lambda: operations.close_programme(programme=programme, by=SYSTEM, at=AT),
        ):
            change()
            seen.add(queries.catalogue_version())
        assert len(seen) == 5

    def test_the_same_rows_are_read_until_it_changes(self) -> None:
        programme = written()
        operations.open_programme(programme=programme, by=SYSTEM, at=AT)
        (kept,) = queries.open_programmes()
        assert queries.open_programmes()[0] is kept
        operations.set_need(programme=programme, need=77, by=SYSTEM, at=AT)
        (fresh,) = queries.open_programmes()
        assert (fresh.need, fresh.association.name) == (77, programme.association.name)
        operations.close_programme(programme=programme, by=SYSTEM, at=AT)
        assert list(queries.open_programmes()) == []

    def test_before_the_first_change_they_are_read_each_time(self) -> None:
        assert list(queries.open_programmes()) == []
        made = ProgrammeFactory.create()
        assert list(queries.open_programmes()) == [made]

    def test_the_list_has_their_places_of_the_moment(self) -> None:
        programme = written()
        operations.open_programme(programme=programme, by=SYSTEM, at=AT)
        assert [card.places_left for card in queries.catalogue(on=TODAY)] == [0]
        intake = IntakeFactory.create(programme=programme, opens_on=TODAY, closes_on=TODAY, starts_on=TODAY)
        assert [card.places_left for card in queries.catalogue(on=TODAY)] == [intake.places_left]

    def test_places_leave_it_alone(self) -> None:
        programme = written()
        before = queries.catalogue_version()
        intake = IntakeFactory.create(programme=programme)
        operations.take_place(intake=intake, by=SYSTEM, at=AT)
        assert queries.catalogue_version() == before


class TestTheCards:
    def opened(self, opens: date, closes: date, **given: Any) -> Any:
        return IntakeFactory.create(opens_on=opens, closes_on=closes, starts_on=closes, **given)

    def test_places_are_those_of_the_intakes_open_that_day(self) -> None:
        programme = ProgrammeFactory.create()
        numbers = {"places_funded": 9, "staff_capacity": 9}
        self.opened(date(2026, 1, 1), date(2026, 1, 31), programme=programme, places_offered=5, places_taken=2, **numbers)
        self.opened(date(2026, 1, 20), date(2026, 3, 1), programme=programme, places_offered=4, **numbers)
        self.opened(date(2026, 2, 1), date(2026, 4, 1), programme=programme, places_offered=9, **numbers)
        (card,) = queries.catalogue(on=TODAY)
        assert (card.places_left, card.places_offered, card.starts_on) == (7, 9, date(2026, 1, 31))

    @pytest.mark.parametrize(
        ("starts", "ahead"),
        [
            ([date(2025, 5, 31)], None),
            ([TODAY], None),
            ([date(2025, 5, 31), date(2026, 3, 2), date(2026, 9, 1)], date(2026, 3, 2)),
        ],
        ids=["under way", "today", "and more to come"],
    )
    def test_the_next_start_is_ahead_or_there_is_none(self, starts: list[date], ahead: date | None) -> None:
        programme = ProgrammeFactory.create()
        for start in starts:
            IntakeFactory.create(programme=programme, opens_on=date(2025, 5, 1), closes_on=date(2030, 12, 31), starts_on=start)
        (card,) = queries.catalogue(on=TODAY)
        assert (card.starts_on, card.next_start) == (starts[0], ahead)
        found = queries.card(programme_id=programme.id, on=TODAY)
        assert found is not None
        assert found.next_start == ahead

    @pytest.mark.parametrize("day", [date(2025, 12, 31), date(2026, 2, 1)])
    def test_the_day_before_and_the_day_after_there_are_none(self, day: date) -> None:
        self.opened(date(2026, 1, 1), date(2026, 1, 31))
        (card,) = queries.catalogue(on=day)
        assert (card.places_left, card.places_offered, card.starts_on) == (0, 0, None)

    def test_the_outlook_counts_what_is_still_to_come(self) -> None:
        one = ProgrammeFactory.create()
        numbers = {"places_funded": 9, "staff_capacity": 9, "places_offered": 6, "places_taken": 1}
        self.opened(date(2026, 1, 1), date(2026, 1, 31), programme=one, **numbers)
        self.opened(date(2026, 5, 1), date(2026, 6, 1), programme=one, **numbers)
        self.opened(date(2025, 5, 1), date(2025, 6, 1), programme=one, **numbers)
        outlook = queries.outlook(on=TODAY)
        assert (outlook.left, outlook.offered, outlook.programmes) == (10, 12, 1)

    def test_without_anything_to_come_the_outlook_is_nothing(self) -> None:
        outlook = queries.outlook(on=TODAY)
        assert (outlook.left, outlook.offered, outlook.programmes) == (0, 0, 0)


class TestWhoseProgrammes:
    def test_an_antenna_sees_its_own_and_the_association_all(self) -> None:
        antenna = AntennaFactory.create()
        whole = ProgrammeFactory.create(association=antenna.association, title="B")
        local = ProgrammeFactory.create(association=antenna.association, antenna=antenna, title="A")
        ProgrammeFactory.create(title="D’une autre association")
        mine: dict[str, Any] = {"association_id": antenna.association_id}
        assert list(queries.programmes_of(**mine)) == [local, whole]
        assert list(queries.programmes_of(**mine, antenna_ids=frozenset({antenna.id}))) == [local]
        assert not queries.programmes_of(**mine, antenna_ids=frozenset({uuid4()}))

    def test_a_programme_that_is_not_there_is_none(self) -> None:
        assert queries.programme(programme_id=uuid4()) is None
