"""Reads on engagement, by subject."""

from .applications import application_for, applications_of, handover_in_force, live_application
from .candidates import (
    CandidateRow,
    SharedProfile,
    candidate,
    candidate_counts,
    candidate_rows,
    candidates,
    ready_applications,
    shared_profile,
)
from .departures import departure_for, departures_seen_by
from .endings import gates_ending
from .facts import ApplicationFact, application_rows
from .gates import GateLine, gate_statuses, gate_statuses_of_many, gate_timeline, policy_in_force, requirements_in_force
from .policies import PolicyImpact, Touched, in_order, policies_in_view, policies_of, preview_policy
from .previews import Effects, open_steps, preview_step, waiting_position
from .training import (
    Track,
    booked_ids,
    booking,
    booking_of,
    charter_in_force,
    minutes_attended,
    module_for,
    modules_of,
    questions_of,
    session_for,
    sessions_of,
    sessions_to_come,
    staff_training_of,
    trainees,
    training_of,
)
from .volunteers import contact_of, is_volunteer, volunteer_of
from .whereabouts import Whereabouts, whereabouts

__all__ = [
    "ApplicationFact",
    "CandidateRow",
    "Effects",
    "GateLine",
    "PolicyImpact",
    "SharedProfile",
    "Touched",
    "Track",
    "Whereabouts",
    "application_for",
    "application_rows",
    "applications_of",
    "booked_ids",
    "booking",
    "booking_of",
    "candidate",
    "candidate_counts",
    "candidate_rows",
    "candidates",
    "charter_in_force",
    "contact_of",
    "departure_for",
    "departures_seen_by",
    "gate_statuses",
    "gate_statuses_of_many",
    "gate_timeline",
    "gates_ending",
    "handover_in_force",
    "in_order",
    "is_volunteer",
    "live_application",
    "minutes_attended",
    "module_for",
    "modules_of",
    "open_steps",
    "policies_in_view",
    "policies_of",
    "policy_in_force",
    "preview_policy",
    "preview_step",
    "questions_of",
    "ready_applications",
    "requirements_in_force",
    "session_for",
    "sessions_of",
    "sessions_to_come",
    "shared_profile",
    "staff_training_of",
    "trainees",
    "training_of",
    "volunteer_of",
    "waiting_position",
    "whereabouts",
]
