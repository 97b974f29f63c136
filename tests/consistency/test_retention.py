"""Every retention that the register says ends by time is carried out by a scheduled job, or owed and named here."""

import re

import pytest

from portal.config.management.commands.run_scheduled import JOBS
from portal.core import privacy

BY_TIME = re.compile(r"\d+ (day|month|year)|\ba day\b|closing")
WORKFORCE = "plans, runs, letters and leavers kept long enough"
PAIRS = "what is kept a year after a pair"
CARRIED_OUT = {
    "accounts.EmailChange": "sign-ins of more than six months",
    "accounts.SignIn": "sign-ins of more than six months",
    "core.AuditEntry": "audit of more than three years",
    "core.OutboxMessage": "messages sent thirty days ago",
    "mentorship.CheckIn": PAIRS,
    "mentorship.FollowUp": PAIRS,
    "mentorship.Goal": PAIRS,
    "mentorship.NetworkContact": PAIRS,
    "metrics.LedgerEntry": "memory of figures whose retention is over",
    "people.ActivationCode": WORKFORCE,
    "people.Employee": WORKFORCE,
    "people.LetterBatch": WORKFORCE,
    "people.PhoneCode": WORKFORCE,
    "people.SyncChange": WORKFORCE,
    "people.SyncRun": WORKFORCE,
    "programmes.CampaignArrival": "arrivals by a campaign of more than six months",
    "routing.RunInput": "inputs of allocations kept long enough",
    "sso.FailedSignIn": "refused sign-ins of more than thirty days",
    "sso.ProviderSession": "sign-ins of more than six months",  # goes with its sign-in
}
# Declared, and no job yet. A line leaves this set with the job that carries it out; none is added.
OWED = {
    "accounts.User",
    "engagement.Application", "engagement.CharterAcceptance", "engagement.Clearance", "engagement.GateExemption",
    "engagement.GateMet", "engagement.ProfileHandover", "engagement.QuizPassed", "engagement.TrainingAttendance",
    "engagement.TrainingBooking", "engagement.Volunteer",
    "mentorship.EngagementCertificate", "mentorship.Mentee", "mentorship.MenteeGate", "mentorship.Pair",
    "mentorship.PairAgreement", "mentorship.PairClosure", "mentorship.Review", "mentorship.Session",
    "mentorship.SpecialistReferral",
    "routing.Contest", "routing.Proposal", "routing.RoutingDecision", "routing.VolunteerProfile", "routing.WaitingPlace",
    "routing.Wish",
    "skills.Questionnaire",
}  # fmt: skip
DECLARED = {
    model._meta.label: one.retention for model, one in privacy.register().items() if model.__module__.split(".")[0] != "tests"
}


def test_every_retention_by_time_is_carried_out_or_owed() -> None:
    by_time = {label for label, retention in DECLARED.items() if BY_TIME.search(retention)}
    assert by_time == CARRIED_OUT.keys() | OWED
    assert not CARRIED_OUT.keys() & OWED


@pytest.mark.parametrize("label", sorted(CARRIED_OUT))
def test_the_job_named_is_one_that_runs(label: str) -> None:
    assert CARRIED_OUT[label] in JOBS
