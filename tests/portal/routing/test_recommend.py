"""Recommendations: the best first with reasons that sum, why not the others, nothing hidden, few queries."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from portal.accounts.actors import SYSTEM
from portal.programmes import operations as programmes
from portal.programmes.enums import Mode
from portal.routing import operations, queries
from portal.routing.errors import ProfileRefused, WishRefused
from portal.routing.models import RoutingDecision, VolunteerProfile
from tests.factories.accounts import UserFactory
from tests.factories.programmes import CampaignFactory, IntakeFactory, ProgrammeFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
DAY = date(2026, 3, 2)
pytestmark = pytest.mark.django_db


def with_places(number: int = 1, **values: Any) -> None:
    for _ in range(number):
        IntakeFactory.create(programme=ProgrammeFactory.create(**values))


def test_the_best_comes_first_and_its_reasons_sum_to_its_score() -> None:
    with_places(title="Ailleurs", causes=["culture"], skills=[])
    with_places(title="Proche", causes=["orientation"], skills=["interview"])
    found = queries.recommend(profile=VolunteerProfileFactory.create(), on=DAY)
    assert [item.programme.title for item in found.items] == ["Proche", "Ailleurs"]
    for item in found.items:
        assert sum(reason.points for reason in item.reasons) == item.score
        assert all(reason.sentence and 0 < reason.share <= 100 for reason in item.reasons)
    assert found.items[0].reasons[0].sentence == "Vos causes\u00a0: orientation"
    assert (found.total, found.eligible, found.items[0].places) == (2, 2, 8)


def test_why_not_counts_each_other_programme_once_and_says_what_would_open_it() -> None:
    with_places(2, slots=["saturday"])
    with_places(1, slots=["lunch", "saturday"])
    with_places(1, duration_months=12)
    with_places(1, languages=["en"])
    with_places(2, mode=Mode.IN_PERSON, departements=["59"])
    with_places(1, duration_months=12, slots=["saturday"])
    IntakeFactory.create(programme=ProgrammeFactory.create(), full=True)
    with_places(1)
    found = queries.recommend(profile=VolunteerProfileFactory.create(), on=DAY)
    rows = {row.sentence: row.count for row in found.why_not}
    assert rows == {
        "Si vous ajoutez une disponibilité le samedi": 3,
        "Si vous ajoutez un département\u00a0: Nord": 2,
        "Si vous pouvez vous engager 12\u00a0mois".replace("\u00a0", " "): 1,
        "Si vous parlez anglais": 1,
        "Complets aujourd’hui": 1,
        "Demandent plusieurs changements": 1,
    }
    assert found.eligible + sum(rows.values()) == found.total == 10


def test_what_why_not_promises_comes_true() -> None:
    with_places(3, slots=["saturday"])
    profile = VolunteerProfileFactory.create()
    promised = queries.recommend(profile=profile, on=DAY).why_not[0]
    profile.slots = ["evening", "saturday"]
    assert queries.recommend(profile=profile, on=DAY).eligible == promised.count == 3


def test_remote_is_offered_to_who_had_not_thought_of_it() -> None:
    with_places(2)
    rows = queries.recommend(profile=VolunteerProfileFactory.create(only_on_site=True), on=DAY).why_not
    assert [(row.code, row.count) for row in rows] == [("remote", 2)]


def test_many_ask_for_it_is_said_and_a_small_number_of_wishes_is_not() -> None:
    wanted = ProgrammeFactory.create(title="Très demandé", need=60)
    IntakeFactory.create(programme=wanted, places_offered=2)
    with_places(title="Besoin", need=55)
    profile = VolunteerProfileFactory.create()
    WishFactory.create_batch(4, programme=wanted)
    items = {item.programme.title: item for item in queries.recommend(profile=profile, on=DAY).items}
    assert (items["Très demandé"].scarce, items["Très demandé"].wishes, items["Besoin"].scarce) == (True, None, False)
    assert next(iter(items)) == "Besoin"
    WishFactory.create_batch(6, programme=wanted)
    items = {item.programme.title: item for item in queries.recommend(profile=profile, on=DAY).items}
    assert items["Très demandé"].wishes == 10


def test_the_arrays_follow_the_catalogue_and_places_are_always_fresh() -> None:
    intake = IntakeFactory.create(programme=ProgrammeFactory.create(duration_months=6))
    programmes.set_need(programme=intake.programme, need=10, by=SYSTEM, at=AT)
    profile = VolunteerProfileFactory.create()
    before = queries.recommend(profile=profile, on=DAY).items[0]
    programmes.set_need(programme=intake.programme, need=90, by=SYSTEM, at=AT)
    programmes.take_place(intake=intake, by=SYSTEM, at=AT)
    after = queries.recommend(profile=profile, on=DAY).items[0]
    assert (after.score - before.score, after.places) == (16, 7)
    programmes.close_programme(programme=intake.programme, by=SYSTEM, at=AT)
    assert queries.recommend(profile=profile, on=DAY).total == 0


@pytest.mark.parametrize("number", [3, 30])
def test_three_queries_however_many_programmes(number: int, django_assert_num_queries: Any) -> None:
    with_places(number)
    profile = VolunteerProfileFactory.create()
    programmes.set_need(programme=ProgrammeFactory.create(), need=10, by=SYSTEM, at=AT)
    queries.recommend(profile=profile, on=DAY)
    with django_assert_num_queries(3):
        queries.recommend(profile=profile, on=DAY)


def test_what_a_person_chose_is_one_query(django_assert_num_queries: Any) -> None:
    profile = VolunteerProfileFactory.create(causes=["school", "reading"])
    WishFactory.create_batch(9)
    second, first = WishFactory.create(profile=profile, rank=2), WishFactory.create(profile=profile, rank=1)
    with django_assert_num_queries(1):
        mine = queries.choices(user_id=profile.user_id)
    assert mine.profile == profile
    assert mine.profile.causes == ["school", "reading"]
    assert [(wish.rank, wish.programme_id) for wish in mine.wishes] == [(1, first.programme_id), (2, second.programme_id)]
    assert mine.wishes[0].title == first.programme.title
    assert mine.wishes[0].association_name == first.programme.association.name


def test_who_chose_nothing_has_a_profile_and_no_wish_or_neither() -> None:
    profile = VolunteerProfileFactory.create()
    assert queries.choices(user_id=profile.user_id) == queries.Choices(profile, [])
    assert queries.choices(user_id=UserFactory.create().pk) == queries.Choices(None, [])


@pytest.mark.parametrize(("wishes", "price"), [(0, 0), (8, 0), (12, 7), (16, 15), (40, 15)])
def test_the_price_of_a_scarce_programme_is_said_and_leaves_its_score_alone(wishes: int, price: int) -> None:
    programme = IntakeFactory.create(places_offered=8).programme
    profile = VolunteerProfileFactory.create()
    WishFactory.create_batch(wishes, programme=programme)
    item = queries.recommend(profile=profile, on=DAY).items[0]
    assert (item.price, item.scarce) == (price, wishes > 8)
    assert item.score == sum(reason.points for reason in item.reasons)


def test_each_line_of_why_not_names_the_change_it_speaks_of() -> None:
    with_places(slots=["saturday"])
    with_places(duration_months=12)
    with_places(languages=["en"])
    with_places(mode=Mode.IN_PERSON, departements=["59"])
    with_places(languages=["de"], slots=["lunch"])
    rows = queries.recommend(profile=VolunteerProfileFactory.create(), on=DAY).why_not
    assert {row.code: row.value for row in rows} == {
        "slots": "saturday", "duration": "12", "language": "en", "territory": "59", "several": "",
    }  # fmt: skip


def test_wishes_are_kept_in_order_with_the_reasons_of_the_day() -> None:
    profile, campaign = VolunteerProfileFactory.create(), CampaignFactory.create()
    first, second = ProgrammeFactory.create(), ProgrammeFactory.create()
    operations.set_wishes(profile=profile, programme_ids=[first.pk, second.pk], by=SYSTEM, at=AT, campaign=campaign)
    operations.set_wishes(profile=profile, programme_ids=[second.pk, first.pk], by=SYSTEM, at=AT)
    assert [wish.programme for wish in queries.wishes_of(profile=profile)] == [second, first]
    assert RoutingDecision.objects.count() == 2
    decision = queries.latest_decision(profile=profile, programme_id=first.pk)
    assert decision is not None
    assert decision.campaign == campaign
    assert {reason["code"] for reason in decision.reasons} <= {"causes", "skills", "area", "rhythm", "need"}


@pytest.mark.parametrize(
    ("number", "twice", "code"), [(4, False, "too_many_wishes"), (1, True, "wished_twice"), (0, False, "unknown_programme")]
)
def test_wishes_that_cannot_be_kept_change_nothing(number: int, twice: bool, code: str) -> None:
    profile, kept = VolunteerProfileFactory.create(), ProgrammeFactory.create()
    operations.set_wishes(profile=profile, programme_ids=[kept.pk], by=SYSTEM, at=AT)
    ids = [programme.pk for programme in ProgrammeFactory.create_batch(number)] * (2 if twice else 1)
    ids = ids or [ProgrammeFactory.create(in_preparation=True).pk]
    with pytest.raises(WishRefused, match=code):
        operations.set_wishes(profile=profile, programme_ids=ids, by=SYSTEM, at=AT)
    assert [wish.programme for wish in queries.wishes_of(profile=profile)] == [kept]


def test_declaring_again_replaces_what_was_declared_and_codes_are_known() -> None:
    given: dict[str, Any] = {"skills": [], "slots": ["evening"], "hours_per_month": 3, "months": 6, "departements": ["69"]}
    user = UserFactory.create()
    for causes in (["school"], ["reading", "school"]):
        operations.declare_profile(user_id=user.pk, causes=causes, **given, remote_ok=True, by=SYSTEM, at=AT)
    assert VolunteerProfile.objects.get().causes == ["reading", "school"]
    with pytest.raises(ProfileRefused, match="unknown_code"):
        operations.declare_profile(user_id=user.pk, causes=["religion"], **given, remote_ok=True, by=SYSTEM, at=AT)
