"""Forms of a review by version, drafts, the mid-term review: what may be asked, what is kept, who is reminded and when."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.accounts.actors import SYSTEM
from portal.core.models import OutboxMessage
from portal.mentorship import operations, queries, rules
from portal.mentorship.enums import GoalResult, QuestionKind, ReviewMoment, ReviewNext, ReviewSide
from portal.mentorship.errors import PairRefused, ReviewRefused
from portal.mentorship.models import MidTerm, Pair, Review, ReviewDraft, ReviewForm
from portal.mentorship.review_recipes import review_recipes
from portal.mentorship.rules import Question
from tests.factories.mentorship import AT, a_closed_pair, a_pair_to_close, a_referent, an_active_pair, mentor_of, staff
from tests.factories.programmes import AntennaFactory, TeamMemberFactory
from tests.portal.mentorship.test_nothing_leaks import CANARY, dump

pytestmark = pytest.mark.django_db
END = AT + timedelta(days=95)
USEFUL = Question("useful", QuestionKind.SCALE, "Je me sens utile", "I feel useful", required=True)
WHERE = Question("where", QuestionKind.CHOICE, "Où ?", choices=("Ici", "Là"))
WORDS = Question("words", QuestionKind.WORDS, "Un mot")
ANSWERS: dict[str, Any] = {"satisfaction": 5, "felt_supported": 4, "next_wish": ReviewNext.STOP}
MID: dict[str, Any] = {"moment": ReviewMoment.MID, "satisfaction": 4, "felt_supported": 4, "next_wish": "go_on"}


def publish(pair: Pair, *questions: Question, moment: str = "final", side: str = "mentor", **of: Any) -> ReviewForm:
    by = TeamMemberFactory.create(association=pair.programme.association)
    fields = {"programme": pair.programme, "moment": moment, "side": side, "questions": questions, "at": AT, **of}
    return operations.publish_review_form(**{"by": staff(by), **fields})


def sent(kind: str) -> int:
    return OutboxMessage.objects.filter(kind=f"mentorship.{kind}").count()


@pytest.mark.parametrize(
    ("questions", "found"),
    [
        ([USEFUL, WHERE, WORDS], None),
        ([], None),
        ([Question(f"q{n}", "scale", "Encore ?") for n in range(9)], ("too_many", 0)),
        ([USEFUL, USEFUL], ("code_twice", 0)),
        ([USEFUL, Question("x", "essay", "Racontez")], ("unknown_kind", 2)),
        ([Question("x", "scale", "  ")], ("text", 1)),
        ([Question("x", "scale", "x" * 161)], ("text", 1)),
        ([Question("x", "choice", "Où ?", choices=("Ici",))], ("choices", 1)),
        ([Question("x", "choice", "Où ?", choices=("Ici", "Ici"))], ("choices", 1)),
        ([Question("x", "scale", "Où ?", choices=("Ici", "Là"))], ("choices", 1)),
        ([USEFUL, Question("x", "yes_no", "As-tu une maladie ?")], ("protected_topic", 2)),
        ([Question("x", "yes_no", "Bien ?", "Any disability?")], ("protected_topic", 1)),
        ([Question("x", "choice", "Plutôt", choices=("Syndicats", "Rien"))], ("protected_topic", 1)),
    ],
)
def test_what_a_form_may_ask(questions: Sequence[Question], found: tuple[str, int] | None) -> None:
    assert rules.form_objection(questions) == found


@pytest.mark.parametrize("text", ["Ta religion ?", "Ton état de SANTÉ", "Casier judiciaire", "Nationalité", "Trade union member?"])
def test_what_may_never_be_asked_is_seen_whatever_the_accents(text: str) -> None:
    assert rules.form_objection([Question("x", "words", text)]) == ("protected_topic", 1)


@pytest.mark.parametrize("text", ["Le meilleur moment", "Racines et projets", "Ton orientation au lycée", "Traces de ce chemin"])
def test_what_only_sounds_like_it_may_be_asked(text: str) -> None:
    assert rules.form_objection([Question("x", "words", text)]) is None


@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"useful": 3, "where": 1, "words": "Merci"}, None),
        ({"useful": 3}, None),
        ({}, ("missing", "useful")),
        ({"useful": None}, ("missing", "useful")),
        ({"useful": 6}, ("misfit", "useful")),
        ({"useful": True}, ("misfit", "useful")),
        ({"useful": 3, "where": 2}, ("misfit", "where")),
        ({"useful": 3, "words": "x" * 301}, ("misfit", "words")),
        ({"useful": 3, "spy": 1}, ("unknown_question", "")),
    ],
)
def test_which_answers_fit(answers: dict[str, Any], found: tuple[str, str] | None) -> None:
    assert rules.answers_objection([USEFUL, WHERE, WORDS], answers) == found


@given(st.lists(st.sampled_from(list(QuestionKind)), max_size=8), st.data())
def test_whatever_is_stored_is_read_back_the_same(kinds: list[QuestionKind], data: st.DataObject) -> None:
    text = st.text(min_size=1, max_size=20)
    questions = [Question(f"q{n}", kind, data.draw(text), required=data.draw(st.booleans())) for n, kind in enumerate(kinds)]
    assert rules.questions_of(rules.stored(questions)) == questions


def test_each_published_recipe_is_a_form_for_both_sides_at_both_moments_with_its_source() -> None:
    recipes = review_recipes()
    assert len(recipes) >= 3
    for recipe in recipes.values():
        assert recipe.forms.keys() == {f"{moment}/{side}" for moment in ReviewMoment for side in ReviewSide}
        assert recipe.source_url.startswith("https://")
        assert recipe.title.keys() == recipe.summary.keys() == {"fr", "en"}
        for questions in recipe.forms.values():
            assert rules.form_objection(questions) is None
            assert all(one.en for one in questions)


def test_an_older_review_is_read_with_the_questions_it_answers() -> None:
    first, second = a_pair_to_close(), None
    publish(first, USEFUL)
    said = {"by": mentor_of(first), "at": END, "answers": {"useful": 2}, **ANSWERS}
    goals = {goal.id: GoalResult.PARTLY for goal in first.goals.current()}
    operations.record_review(pair=first, side=ReviewSide.MENTOR, goal_results=goals, **said)
    newer = publish(first, Question("useful", QuestionKind.SCALE, "Autrement dit"), source="effects")
    assert (newer.version, newer.source) == (2, "effects")
    read = queries.read_review(pair=first, moment="final", side="mentor")
    assert read is not None
    assert read.review.form is not None
    assert (read.review.form.version, read.own) == (1, [(USEFUL, 2)])
    assert [result for _, result in read.goals] == ["Atteint en partie"]
    second = a_pair_to_close(programme=first.programme)
    assert queries.form_of(pair=second, moment="final", side="mentor").form == newer
    assert queries.form_of(pair=second, moment="final", side="mentee").form is None


def test_a_draft_is_kept_under_the_version_it_was_begun_and_gone_once_sent() -> None:
    pair = a_pair_to_close()
    old = publish(pair, USEFUL)
    keep: dict[str, Any] = {"pair": pair, "side": "mentor", "moment": "final", "by": mentor_of(pair), "at": END}
    operations.keep_draft(answers={"q_useful": "4"}, **keep)
    publish(pair, WORDS)
    assert operations.keep_draft(answers={"q_useful": "3"}, **keep).form == old
    asked = queries.form_of(pair=pair, moment="final", side="mentor")
    assert (asked.form, asked.questions, asked.begun) == (old, [USEFUL], {"q_useful": "3"})
    operations.record_review(pair=pair, side="mentor", by=mentor_of(pair), at=END, answers={"useful": 3}, **ANSWERS)
    assert not ReviewDraft.objects.exists()
    with pytest.raises(ReviewRefused, match="already_recorded"):
        operations.keep_draft(answers={}, **keep)


def test_a_draft_goes_with_the_closing() -> None:
    pair = a_pair_to_close()
    operations.keep_draft(pair=pair, side="mentor", moment="final", answers={"next_wish": "stop"}, by=mentor_of(pair), at=END)
    operations.close_pair(pair=pair, by=SYSTEM, at=END, without_review=True)
    assert not ReviewDraft.objects.exists()


def test_nothing_that_anybody_wrote_at_a_review_is_readable_in_a_dump_nor_kept_more_than_a_year() -> None:
    pair = a_pair_to_close()
    publish(pair, WORDS)
    operations.keep_draft(pair=pair, side="mentor", moment="final", answers={"q_words": CANARY}, by=mentor_of(pair), at=END)
    assert CANARY not in dump()
    operations.record_review(pair=pair, side="mentor", by=mentor_of(pair), at=END, answers={"words": CANARY}, **ANSWERS)
    assert CANARY not in dump()
    operations.close_pair(pair=pair, by=SYSTEM, at=END)
    operations.purge_closed(by=SYSTEM, at=END + timedelta(days=360))
    assert CANARY in Review.objects.get().answers
    operations.purge_closed(by=SYSTEM, at=END + timedelta(days=370))
    assert Review.objects.get().answers == ""
    assert Review.objects.get().satisfaction == 5


def test_a_form_is_written_by_its_own_association_and_never_the_same_twice() -> None:
    pair, stranger = an_active_pair(), TeamMemberFactory.create()
    for by in (staff(stranger), staff(a_referent(pair.programme)), mentor_of(pair)):
        with pytest.raises(ReviewRefused, match="not_theirs"):
            publish(pair, USEFUL, by=by)
    elsewhere = AntennaFactory.create(association=pair.programme.association)
    bound = TeamMemberFactory.create(association=pair.programme.association, antenna=elsewhere)
    with pytest.raises(ReviewRefused, match="not_theirs"):
        publish(pair, USEFUL, by=staff(bound))
    publish(pair, USEFUL)
    for change, code in (({}, "unchanged"), ({"moment": "never"}, "unknown_code"), ({"side": "boss"}, "unknown_code")):
        with pytest.raises(ReviewRefused, match=code):
            publish(pair, USEFUL, **change)
    with pytest.raises(ReviewRefused, match="protected_topic") as refused:
        publish(pair, USEFUL, Question("x", "words", "Ta religion ?"))
    assert refused.value.facts == {"place": 2}
    assert ReviewForm.objects.count() == 1


@pytest.mark.parametrize(("months", "day"), [(10, date(2026, 8, 2)), (12, date(2026, 9, 2)), (4, date(2026, 5, 2)), (3, None)])
def test_half_way_is_half_the_programme_and_a_short_one_has_none(months: int, day: date | None) -> None:
    assert rules.mid_term_on(introduced_on=date(2026, 3, 2), duration_months=months) == day


def test_both_sides_are_asked_half_way_once_and_reminded_without_haste() -> None:
    pair = an_active_pair()
    half = AT + timedelta(days=30 * (pair.programme.duration_months // 2) + 6)
    assert operations.ask_mid_terms(by=SYSTEM, at=AT + timedelta(days=40)) == 0
    assert operations.ask_mid_terms(by=SYSTEM, at=half) == 1
    assert operations.ask_mid_terms(by=SYSTEM, at=half) == 0
    assert sent("mid_term_asked") == 1
    asked = MidTerm.objects.get()
    assert asked.due_on == half.date() + timedelta(days=14)
    assert operations.remind_of_mid_terms(by=SYSTEM, at=half + timedelta(days=13)) == 0
    for days, mentor, referent in ((14, 1, 1), (15, 1, 1), (42, 1, 2)):
        operations.remind_of_mid_terms(by=SYSTEM, at=half + timedelta(days=days))
        assert (sent("mid_term_waits"), sent("mid_term_to_gather")) == (mentor, referent), days
    operations.settle_mid_term(pair=pair, by=staff(pair.referent), at=half)
    assert operations.remind_of_mid_terms(by=SYSTEM, at=half + timedelta(days=90)) == 0
    assert queries.mid_term_awaited(pair=pair) is None


def test_who_answered_is_asked_no_more_and_when_both_did_nobody_is() -> None:
    pair = an_active_pair()
    operations.ask_mid_term(pair=pair, by=staff(pair.referent), at=AT)
    assert queries.mid_term_awaited(pair=pair) is not None
    goals = {goal.id: GoalResult.OPEN for goal in pair.goals.current()}
    operations.record_review(pair=pair, side="mentor", by=mentor_of(pair), at=AT, goal_results=goals, **MID)
    assert queries.mid_term_awaited(pair=pair) is None
    operations.remind_of_mid_terms(by=SYSTEM, at=AT + timedelta(days=20))
    assert (sent("mid_term_waits"), sent("mid_term_to_gather")) == (0, 1)
    operations.record_review(pair=pair, side="mentee", by=staff(pair.referent), at=AT, **MID)
    assert operations.remind_of_mid_terms(by=SYSTEM, at=AT + timedelta(days=60)) == 0
    assert {(row.moment, row.side) for row in queries.reviews_of(pair_id=pair.id)} == {("mid", "mentor"), ("mid", "mentee")}


def test_half_way_is_refused_where_it_makes_no_sense() -> None:
    pair, closed = an_active_pair(), a_closed_pair()
    with pytest.raises(ReviewRefused, match="not_asked"):
        operations.record_review(pair=pair, side="mentor", by=mentor_of(pair), at=AT, **MID)
    with pytest.raises(ReviewRefused, match="not_asked"):
        operations.settle_mid_term(pair=pair, by=staff(pair.referent), at=AT)
    with pytest.raises(ReviewRefused, match="not_meeting"):
        operations.ask_mid_term(pair=closed, by=staff(closed.referent), at=END)
    with pytest.raises(PairRefused, match="not_theirs"):
        operations.ask_mid_term(pair=pair, by=mentor_of(pair), at=AT)
    operations.ask_mid_term(pair=pair, by=staff(pair.referent), at=AT)
    with pytest.raises(ReviewRefused, match="unknown_code"):
        operations.record_review(pair=pair, side="mentor", by=mentor_of(pair), at=AT, **{**MID, "next_wish": "stop"})
    with pytest.raises(ReviewRefused, match="not_theirs"):
        operations.keep_draft(pair=pair, side="mentee", moment="mid", answers={}, by=mentor_of(pair), at=AT)


def test_figures_of_the_company_read_the_final_review_alone() -> None:
    pair = an_active_pair()
    operations.ask_mid_term(pair=pair, by=staff(pair.referent), at=AT)
    operations.record_review(pair=pair, side="mentor", by=mentor_of(pair), at=AT, **MID)
    assert queries.review_rows(start=AT.date(), end=END.date()) == []
