"""The words of the desk: steps and their effects, what was handed over, every refusal in both languages. Pure."""

import re
from typing import Any

import pytest
from django.utils import translation

from portal.core.errors import StepRefused
from portal.engagement.enums import ApplicationState, GateKind, SharedField
from portal.engagement.errors import GateRefused, TrainingRefused
from portal.engagement.models import Application, ProfileHandover
from portal.engagement.queries import Effects, SharedProfile
from portal.engagement.states import APPLICATION
from portal.mentorship.errors import MenteeRefused, PairRefused, ReviewRefused
from portal.programmes.enums import Cause, Slot
from portal.programmes.errors import OpeningRefused, PlacesRefused
from portal.web.association import candidate_words, intakes, refusals
from portal.web.me import training

GENERAL = {"fr": "Ce n’est pas possible", "en": "not possible"}
# Codes no screen of the desk can bring about: its forms and lists do not offer them, or the page is a 404 before.
NOT_AT_THE_DESK = {
    "not_yours", "not_theirs", "unknown_code", "scale", "not_closed", "checker_unknown", "application_over", "no_charter",
    "needed_gates_missing", "not_at_the_desk", "not_allowed", "not_closing", *training.SENTENCES, "not_all_right",
}  # fmt: skip


def codes(*errors: type[Exception]) -> set[str]:
    """The codes that an error's docstring names."""
    return {code for error in errors for code in re.findall(r'"([a-z_0-9]+)"', error.__doc__ or "")}


@pytest.mark.parametrize("code", sorted(codes(PairRefused, MenteeRefused, ReviewRefused) - NOT_AT_THE_DESK))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_the_pairs_refuse_has_a_sentence_of_its_own(code: str, language: str) -> None:
    with translation.override(language):
        sentence = refusals.sentence(PairRefused(code))
        general = refusals.sentence(PairRefused("something nobody foresaw"))
    assert GENERAL[language] in general
    assert sentence != general
    assert sentence.endswith((".", "?"))


@pytest.mark.parametrize("code", sorted(codes(GateRefused, TrainingRefused) - NOT_AT_THE_DESK))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_what_gates_and_training_refuse_has_a_sentence_of_its_own(code: str, language: str) -> None:
    with translation.override(language):
        assert candidate_words.refusal(code) != candidate_words.refusal("something nobody foresaw")


@pytest.mark.parametrize("code", sorted(codes(PlacesRefused, OpeningRefused)))
def test_what_places_refuse_has_a_sentence(code: str) -> None:
    assert intakes.refusal(code)


def test_missing_gates_are_named() -> None:
    sentence = candidate_words.refusal("gates_missing", (GateKind.CHARTER, GateKind.REFERENCES))
    assert sentence == "Il manque encore\u00a0: Charte acceptée, Références."
    with translation.override("en"):
        assert "Charte acceptée" not in candidate_words.refusal("gates_missing", (GateKind.CHARTER,))


def test_no_sentence_blames_or_leaves_a_placeholder() -> None:
    with translation.override("fr"):
        for code in {*candidate_words.REFUSALS, *refusals.SENTENCES}:
            sentence = candidate_words.refusal(code) if code in candidate_words.REFUSALS else refusals.sentence(StepRefused(code))
            assert "%(" not in sentence
            assert "erreur" not in sentence.lower()
            assert "invalide" not in sentence.lower()


@pytest.mark.parametrize("state", ApplicationState)
def test_every_state_has_a_tone_and_stands_under_a_tab(state: ApplicationState) -> None:
    tone = candidate_words.tone(Application(state=state))
    assert tone in {"", "warm", "wait", "brand", "ok"}
    under = [code for code, _, states in candidate_words.TABS if state in states]
    assert bool(under) == (state != ApplicationState.DRAFT), "a draft is nobody's at the desk"


def effects(step: str, **of: Any) -> Effects:
    values: dict[str, Any] = {"tells_volunteer": False, "tells_team": False, "place": "", "deadline_on": None, "missing": ()}
    return Effects(step=APPLICATION.step(step), refusal=None, **{**values, **of})


@pytest.mark.parametrize(
    ("found", "deadline", "words"),
    [
        (effects("start_review"), "", ["Aucun message ne part."]),
        (
            effects("invite", tells_volunteer=True),
            "23 mars 2026",
            ["adresse personnelle", "au plus tard le 23 mars 2026"],
        ),
        (effects("accept", tells_volunteer=True, place="taken"), "", ["message", "lui est réservée"]),
        (
            effects("do_not_continue", tells_volunteer=True, place="given_back"),
            "",
            ["message", "libre", "ne se poursuit pas"],
        ),
        (effects("redirect", tells_volunteer=True), "", ["message", "s’ouvre en brouillon"]),
        (effects("withdraw", place="given_back", dates=1), "", ["Aucun message", "libre", "une date de formation se libère"]),
        (effects("withdraw", place="given_back", dates=3), "", ["Aucun message", "libre", "3 dates de formation se libèrent"]),
    ],
    ids=lambda value: value.step.name if isinstance(value, Effects) else None,
)
def test_what_a_step_will_do_is_said_before_it_is_done(found: Effects, deadline: str, words: list[str]) -> None:
    lines = candidate_words.effects_in_words(found, deadline=deadline)
    assert len(lines) == len(words)
    for line, word in zip(lines, words, strict=True):
        assert word in line


def test_stopping_promises_that_no_reason_is_kept() -> None:
    lines = " ".join(candidate_words.effects_in_words(effects("do_not_continue", tells_volunteer=True), deadline=""))
    assert "Aucune raison n’est demandée ni gardée" in lines


def test_what_was_handed_over_is_read_in_the_order_of_the_form_and_in_words() -> None:
    values: dict[str, str | list[str]] = {
        SharedField.CAUSES: [Cause.SCHOOL, Cause.FIRST_JOB],
        SharedField.GIVEN_NAME: "Amina",
        SharedField.TERRITORY: ["69", "42"],
        SharedField.SLOTS: [Slot.EVENING],
        SharedField.SKILLS: [],
    }
    found = candidate_words.shared_in_words(SharedProfile(ProfileHandover(), values))
    assert [(one.label, one.text) for one in found] == [
        ("Prénom", "Amina"),
        ("Causes", "réussite scolaire, premier emploi"),
        ("Disponibilités", "en soirée"),
        ("Départements", "69, 42"),
    ]
    assert candidate_words.shared_in_words(SharedProfile(ProfileHandover(), {})) == []


def test_every_field_that_can_be_handed_over_has_a_name_here() -> None:
    assert set(candidate_words.SHARED) == set(SharedField)
