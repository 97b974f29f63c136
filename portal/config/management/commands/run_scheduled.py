"""What happens by itself: mails that are due, deadlines, reminders, worries nobody took up, contracts that start and end."""

import logging
from collections.abc import Callable
from datetime import datetime
from traceback import walk_tb
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from integrations.hris.csv_drop.handed import plan_left_behind
from integrations.hris.pull.nightly import pull_due
from integrations.hris.watching import forget_files
from integrations.messaging.operations import deliver_due, forget_sent
from integrations.sso import renewal as single_sign_on
from integrations.sso.failures import operations as failures
from integrations.sso.oidc import keeping as openid
from portal.accounts import operations as accounts
from portal.accounts.actors import SYSTEM
from portal.api.idempotency import forget
from portal.core import audit, clock
from portal.engagement import operations as engagement
from portal.journeys.allocate import run_due
from portal.journeys.api_keys import warn_of_keys
from portal.journeys.monday import write_on_monday
from portal.journeys.own_erasing import finish_erasures
from portal.journeys.retention import forget_accounts, forget_what_is_over
from portal.journeys.season import learn_due
from portal.journeys.workforce import pass_day, resume
from portal.mentorship import operations as mentorship
from portal.metrics import operations as metrics
from portal.people import operations as people
from portal.programmes import operations as programmes
from portal.routing import operations as routing
from portal.skills import operations as skills

logger = logging.getLogger(__name__)
Job = Callable[[datetime], object]
OURS = ("portal.", "integrations.", "cms.")

JOBS: dict[str, Job] = {
    "runs of the workforce begun and not finished": lambda at: len(resume(by=SYSTEM, at=at)),
    "files handed in and not planned": lambda at: plan_left_behind(by=SYSTEM, at=at),
    "contracts that start and end": lambda at: pass_day(on=clock.local_day(at), by=SYSTEM, at=at),
    "sources that are read each night": lambda at: pull_due(by=SYSTEM, at=at),
    "deadlines of applications": lambda at: engagement.expire_overdue(by=SYSTEM, at=at),
    "allocations whose day has come": lambda at: run_due(by=SYSTEM, at=at),
    "what places are worth while a campaign runs": lambda at: learn_due(by=SYSTEM, at=at),
    "deadlines of proposals": lambda at: routing.follow_proposals(by=SYSTEM, at=at),
    "inputs of allocations kept long enough": lambda at: routing.purge_inputs(on=clock.local_day(at), by=SYSTEM, at=at),
    "profiles and wishes kept long enough": lambda at: routing.purge_profiles(on=clock.local_day(at), by=SYSTEM, at=at),
    "reminders before a deadline": lambda at: engagement.remind(by=SYSTEM, at=at),
    "reminders before a gate ends": lambda at: engagement.remind_of_gates(by=SYSTEM, at=at),
    "calls that associations are asked for": lambda at: engagement.remind_of_calls(by=SYSTEM, at=at),
    "concerns nobody took up": lambda at: mentorship.escalate_overdue(by=SYSTEM, at=at),
    "concerns that still wait": lambda at: mentorship.remind_of_concerns(by=SYSTEM, at=at),
    "pairs gone quiet": lambda at: mentorship.nudge_quiet_pairs(by=SYSTEM, at=at),
    "pairs that wait for somebody": lambda at: mentorship.remind_of_pairs(by=SYSTEM, at=at),
    "individual agreements to review": lambda at: mentorship.remind_of_agreements(by=SYSTEM, at=at),
    "what is kept a year after a pair": lambda at: mentorship.purge_closed(by=SYSTEM, at=at),
    "concerns kept as long as their association chose": lambda at: mentorship.purge_concerns(by=SYSTEM, at=at),
    "what is over for years": lambda at: forget_what_is_over(by=SYSTEM, at=at),
    "appointments that are over": lambda at: mentorship.ask_about_sessions(by=SYSTEM, at=at),
    "check-ins": lambda at: mentorship.ask_check_ins(by=SYSTEM, at=at),
    "reminders of check-ins": lambda at: mentorship.remind_of_check_ins(by=SYSTEM, at=at),
    "mid-term reviews": lambda at: mentorship.ask_mid_terms(by=SYSTEM, at=at),
    "reminders of mid-term reviews": lambda at: mentorship.remind_of_mid_terms(by=SYSTEM, at=at),
    "hands asked for and not taken up": lambda at: mentorship.escalate_help(by=SYSTEM, at=at),
    "questions on skills": lambda at: skills.ask_waves(by=SYSTEM, at=at),
    "reminders of questions on skills": lambda at: skills.remind(by=SYSTEM, at=at),
    "referrals to professionals that wait": lambda at: mentorship.remind_of_referrals(by=SYSTEM, at=at),
    "what waits, on Monday morning": lambda at: write_on_monday(by=SYSTEM, at=at),
    "memory of figures whose retention is over": lambda at: metrics.purge_ledger(on=clock.local_day(at), by=SYSTEM, at=at),
    "hours sent to payroll and kept long enough": lambda at: metrics.purge_engagement_time(
        on=clock.local_day(at), by=SYSTEM, at=at
    ),
    "arrivals by a campaign of more than six months": lambda at: programmes.forget_arrivals(by=SYSTEM, at=at),
    "replies of the API kept a day": lambda at: forget(at=at),
    "metadata of identity providers": lambda at: single_sign_on.refresh_due(by=SYSTEM, at=at),
    "certificates of identity providers that end": lambda at: single_sign_on.warn_of_ends(by=SYSTEM, at=at),
    "secrets at OpenID providers that end": lambda at: openid.warn_of_ends(by=SYSTEM, at=at),
    "refused sign-ins of more than thirty days": lambda at: failures.forget(by=SYSTEM, at=at),
    "keys of systems that end soon": lambda at: warn_of_keys(by=SYSTEM, at=at),
    "what the last messages of an erasure needed": lambda at: finish_erasures(by=SYSTEM, at=at),
    "plans, runs, letters and leavers kept long enough": lambda at: people.purge(by=SYSTEM, at=at),
    "files of the workforce kept long enough": lambda at: forget_files(at=at),
    "sign-ins of more than six months": lambda at: accounts.forget_old(by=SYSTEM, at=at),
    "audit of more than three years": lambda at: audit.purge(by=SYSTEM, at=at),
    "messages to several of thirty days ago": lambda at: engagement.forget_mailings(by=SYSTEM, at=at),
    "messages sent thirty days ago": lambda at: forget_sent(by=SYSTEM, at=at),
    "accounts of those who left six months ago": lambda at: forget_accounts(by=SYSTEM, at=at),
    "means of those who left": lambda at: people.forget_leavers(by=SYSTEM, at=at),
    "mails": lambda at: deliver_due(by=SYSTEM, at=at),
}


def _kind(error: Exception) -> str:
    """Return the class of an error and where it was raised, as "ValueError, portal.people.operations.retention:52"."""
    frames = [frame for frame, _ in walk_tb(error.__traceback__) if frame.f_globals.get("__name__", "").startswith(OURS)]
    where = f", {frames[-1].f_globals['__name__']}:{frames[-1].f_lineno}" if frames else ""
    return f"{type(error).__name__}{where}"


class Command(BaseCommand):
    """`run_scheduled`: for cron or a Kubernetes CronJob, every few minutes; running it twice changes nothing."""

    help = "Do what is due by now. Safe to run as often as you like."

    def handle(self, *args: Any, **options: Any) -> None:
        """Do each job; one that fails does not hold back the others, and the command then ends with an error."""
        failed = []
        for name, job in JOBS.items():
            try:
                self.stdout.write(f"{name}: {job(clock.now())}")
            except Exception as error:  # noqa: BLE001  # its words are not logged: a database names the value it refuses
                logger.error("scheduled job failed: %s (%s)", name, _kind(error))
                failed.append(name)
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}.")
