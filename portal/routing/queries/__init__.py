"""Reads on routing, by subject."""

from .contests import Reviews, contest_for, contests_for, question_of, reviews_waiting
from .instances import Around
from .moves import Moves, what_moves
from .policies import policy_of, priorities_of, weights_of
from .previews import WeightsPreview, preview_weights
from .proofs import verified
from .proposals import (
    ProposalRow,
    proposal_counts,
    proposal_for_person,
    proposal_for_review,
    proposal_rows,
    proposal_to_answer,
    proposals_for_person,
    proposals_for_review,
    reasons_of,
    waiting_place_of,
)
from .recommendations import (
    Choices,
    Fit,
    Recommendation,
    Recommendations,
    Wished,
    accounts_with_profiles,
    choices,
    eligible,
    fit,
    latest_decision,
    profile_of,
    recommend,
    user_ids_of_profiles,
    wish_counts,
    wishes_of,
)
from .runs import due_runs, last_run, lost_runs, next_run, run, runs_of
from .seasons import season_to_learn

__all__ = [
    "Around",
    "Choices",
    "Fit",
    "Moves",
    "ProposalRow",
    "Recommendation",
    "Recommendations",
    "Reviews",
    "WeightsPreview",
    "Wished",
    "accounts_with_profiles",
    "choices",
    "contest_for",
    "contests_for",
    "due_runs",
    "eligible",
    "fit",
    "last_run",
    "latest_decision",
    "lost_runs",
    "next_run",
    "policy_of",
    "preview_weights",
    "priorities_of",
    "profile_of",
    "proposal_counts",
    "proposal_for_person",
    "proposal_for_review",
    "proposal_rows",
    "proposal_to_answer",
    "proposals_for_person",
    "proposals_for_review",
    "question_of",
    "reasons_of",
    "recommend",
    "reviews_waiting",
    "run",
    "runs_of",
    "season_to_learn",
    "user_ids_of_profiles",
    "verified",
    "waiting_place_of",
    "weights_of",
    "what_moves",
    "wish_counts",
    "wishes_of",
]
