"""The allocation from the command line: a campaign's runs, and instances of strangers."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.journeys import allocate
from portal.programmes import queries as programmes
from portal.routing import operations, queries
from portal.routing.enums import Method, RunState
from portal.routing.errors import InstanceRefused, RunRefused
from portal.routing.models import AllocationRun

FIGURES = {
    "welfare": "welfare",
    "bound": "bound",
    "welfare_percent": "welfare, % of the bound",
    "people": "people",
    "places": "places",
    "placed": "placed",
    "first_wish": "first wish met",
    "any_wish": "any wish met",
    "worst_association_fill_percent": "worst association, % filled",
}
REFUSALS = {
    "already_scheduled": "A run of this campaign is scheduled or running already.",
    "in_the_past": "The day is past.",
    "running": "A run of this campaign is running.",
    "nobody_takes_part": "nobody takes part: no one with a wish is without a place.",
    "not_proven": "the proof does not hold.",
    "too_large": "the weights are too large for the solver.",
}


class Command(BaseCommand):
    """`routing allocate|verify|report` for the runs of a campaign; `routing solve|verify-file` for arrays in files."""

    help = (
        "Propose the places of a campaign, verify and report a run; solve an instance of arrays, or verify one without the solver."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """One subcommand for each of the five."""
        methods = {
            "choices": Method.values,
            "help": "flow: the best for all together; deferred: everyone in turn",
        }
        steps = parser.add_subparsers(dest="step", required=True)
        allocate = steps.add_parser("allocate", help="propose the places of a campaign now")
        allocate.add_argument("campaign", help="its reference")
        allocate.add_argument("--method", **methods)  # type: ignore[arg-type]
        allocate.add_argument("--dry-run", action="store_true", help="say what would be proposed, write nothing")
        for name, words in (("verify", "check a stored run without the solver"), ("report", "both methods side by side")):
            steps.add_parser(name, help=words).add_argument("run", help="its id, or the reference of a campaign for its last run")
        solve = steps.add_parser("solve", help="solve an instance of arrays (docs/routing.md)")
        solve.add_argument("instance", type=Path)
        solve.add_argument("--out", type=Path, required=True, help="where to write the allocation (.npz)")
        solve.add_argument("--certificate", type=Path, required=True, help="where to write the certificate (.json)")
        solve.add_argument("--method", default=Method.FLOW, **methods)  # type: ignore[arg-type]
        solve.add_argument("--seed", type=int, default=0, help="draws ties from the keys")
        solve.add_argument("--backend", choices=("single", "dask"), default="single")
        check = steps.add_parser("verify-file", help="check an allocation and its certificate without the solver")
        for name in ("instance", "allocation", "certificate"):
            check.add_argument(name, type=Path)

    def handle(self, *args: Any, **options: Any) -> None:
        """Do the step; what is wrong is a sentence on the error stream and an exit of 1."""
        try:
            getattr(self, f"_{options['step'].replace('-', '_')}")(options)
        except InstanceRefused as refused:
            raise CommandError(str(refused)) from refused

    def _allocate(self, options: dict[str, Any]) -> None:
        campaign = programmes.campaign(reference=options["campaign"])
        if campaign is None:
            raise CommandError(f"There is no campaign {options['campaign']}.")
        at, method = clock.now(), options["method"] or ""
        self.stderr.write("Gathering and solving: seconds for a hundred thousand people.", self.style.NOTICE)
        try:
            if options["dry_run"]:
                outcome = allocate.dry_run(campaign=campaign, method=method, by=SYSTEM, at=at)
                self._show(outcome.report)
                self.stdout.write("Nothing was written.")
                return
            run = operations.schedule_run(campaign=campaign, on=clock.local_day(at), method=method, by=SYSTEM, at=at)
            allocate.run_now(run=run, by=SYSTEM, at=at)
        except RunRefused as refused:
            raise CommandError(REFUSALS[refused.code]) from refused
        if run.state == RunState.FAILED:
            raise CommandError(f"Nothing was proposed: {REFUSALS.get(run.failure, run.failure)}")
        self._show(run.report)
        self.stdout.write(f"Run {run.id}: proposals wait for the associations. Check it: manage.py routing verify {run.id}")

    def _verify(self, options: dict[str, Any]) -> None:
        run = self._run(options["run"])
        if problems := queries.verified(run=run):
            raise CommandError("\n".join(problems))
        self.stdout.write(f"Verified: worth {run.objective} of {run.bound} at most, {run.certificate['solver']} not needed.")

    def _report(self, options: dict[str, Any]) -> None:
        self._show(self._run(options["run"]).report)

    def _run(self, named: str) -> AllocationRun:
        """Find a finished run by its id, or the last one of a campaign by its reference."""
        campaign = programmes.campaign(reference=named)
        try:
            run = queries.last_run(campaign=campaign) if campaign else queries.run(run_id=UUID(named))
        except ValueError:
            run = None
        if run is None or run.state != RunState.DONE:
            raise CommandError(f"There is no finished run {named}.")
        return run

    def _show(self, report: dict[str, Any]) -> None:
        """Print both methods side by side."""
        names = list(report["methods"])
        self.stdout.write(f"{'':<34}" + "".join(f"{name + (' *' if name == report['method'] else ''):>14}" for name in names))
        for key, label in FIGURES.items():
            cells = [report["methods"][name][key] for name in names]
            self.stdout.write(f"{label:<34}" + "".join(f"{'' if cell is None else cell:>14}" for cell in cells))
        for place in range(4):
            cells = [report["methods"][name]["envy"].get(str(place), 0) for name in names]
            label = f"envy, priority class {place + 1}" if place < 3 else "envy, no priority"
            self.stdout.write(f"{label:<34}" + "".join(f"{cell:>14}" for cell in cells))
        self.stdout.write(f"price of fairness: {report['price_of_fairness']} ({report['price_of_fairness_percent']} %)")

    def _solve(self, options: dict[str, Any]) -> None:
        from portal.routing.allocation.files import solve_file  # noqa: PLC0415  numpy and the solver load for this alone

        names = ("out", "certificate", "seed", "method", "backend")
        self.stderr.write("Solving: seconds for a hundred thousand people, a minute or two for a million.", self.style.NOTICE)
        try:
            found = solve_file(options["instance"], **{name: options[name] for name in names})
        except OSError as broken:
            raise CommandError(f"Cannot write {broken.filename}: {broken.strerror}.") from broken
        placed, gap = int((found.programme >= 0).sum()), found.bound - found.objective
        self.stdout.write(
            f"{placed} of {len(found.programme)} placed, worth {found.objective} of {found.bound} at most (gap {gap})."
        )

    def _verify_file(self, options: dict[str, Any]) -> None:
        from portal.routing.allocation.files import verify_files  # noqa: PLC0415  numpy loads for this alone

        if problems := verify_files(options["instance"], options["allocation"], options["certificate"]):
            raise CommandError("\n".join(problems))
        self.stdout.write("Verified: possible, worth what it says, and the bound is proven.")
