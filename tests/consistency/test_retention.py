"""Every retention that the register says ends by time is carried out by a scheduled job."""

import re

import pytest

from portal.config.management.commands.run_scheduled import JOBS
from portal.core import privacy

BY_TIME = re.compile(r"\d+ (day|month|year)|\ba day\b|closing")
WORKFORCE = "plans, runs, letters and leavers kept long enough"
PAIRS = "what is kept a year after a pair"
YEARS = "what is over for years"
CONCERNS = "concerns kept as long as their association chose"
INPUTS, PROFILES = "inputs of allocations kept long enough", "profiles and wishes kept long enough"
FIGURES = "memory of figures whose retention is over"
BY_JOB = {
    "sign-ins of more than six months": ("accounts.EmailChange", "accounts.SignIn", "sso.ProviderSession"),
    "accounts of those who left six months ago": ("accounts.User", "oidc.LinkedSubject"),
    "audit of more than three years": ("core.AuditEntry",),
    "messages sent thirty days ago": ("core.OutboxMessage",),
    "messages to several of thirty days ago": ("engagement.Mailing", "engagement.MailingCopy"),
    "refused sign-ins of more than thirty days": ("sso.FailedSignIn",),
    "what the last messages of an erasure needed": ("engagement.ErasureLeft",),
    "arrivals by a campaign of more than six months": ("programmes.CampaignArrival",),
    FIGURES: ("metrics.LedgerEntry", "metrics.ShownBeside"),
    "hours sent to payroll and kept long enough": ("metrics.EngagementTime",),
    INPUTS: ("routing.Contest", "routing.Proposal", "routing.RunInput", "routing.WaitingPlace"),
    PROFILES: ("routing.RoutingDecision", "routing.VolunteerProfile", "routing.Wish"),
    WORKFORCE: (
        "people.ActivationCode", "people.Employee", "people.LetterBatch", "people.PhoneCode", "people.SyncChange", "people.SyncRun",
    ),
    PAIRS: (
        "mentorship.CheckIn", "mentorship.FollowUp", "mentorship.Goal", "mentorship.Mentee", "mentorship.MenteeGate",
        "mentorship.MidTerm", "mentorship.NetworkContact", "mentorship.SpecialistReferral",
    ),
    CONCERNS: ("mentorship.Concern", "mentorship.CripTransmission"),
    YEARS: (
        "engagement.Application", "engagement.CallRequest", "engagement.CharterAcceptance", "engagement.Clearance",
        "engagement.GateExemption", "engagement.GateMet", "engagement.ProfileHandover", "engagement.QuizPassed",
        "engagement.TrainingAttendance", "engagement.TrainingBooking", "engagement.Volunteer",
        "mentorship.EngagementCertificate", "mentorship.Pair", "mentorship.PairAgreement", "mentorship.PairClosure",
        "mentorship.Review", "mentorship.Session", "skills.Questionnaire",
    ),
}  # fmt: skip
CARRIED_OUT = {label: job for job, labels in BY_JOB.items() for label in labels}
# Declared, and no job yet. A line leaves this set with the job that carries it out; none is added.
OWED: set[str] = set()
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
