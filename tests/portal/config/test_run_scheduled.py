"""What is due is done; a job that fails holds back no other, and says nothing of anybody."""

import io
import logging
from typing import NoReturn

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError

from portal.accounts.models import User
from portal.config.management.commands import run_scheduled
from tests.factories.accounts import AT, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)
SENTINEL = "camille.sentinelle@example.org"


def run(jobs: dict[str, run_scheduled.Job], monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """Run these jobs; return what was printed, and how the command ended."""
    monkeypatch.setattr(run_scheduled, "JOBS", jobs)
    out = io.StringIO()
    try:
        call_command("run_scheduled", stdout=out)
    except CommandError as error:
        return out.getvalue(), str(error)
    return out.getvalue(), ""


def quotes(_: object) -> NoReturn:
    raise ValueError(f"cannot read {SENTINEL}")


def twice(_: object) -> object:
    UserFactory.create(local=True, email=SENTINEL)
    return User.objects.create(handle="local:x", email=SENTINEL.upper(), created_at=AT)


@pytest.mark.parametrize(("job", "kind"), [(quotes, ValueError), (twice, IntegrityError)], ids=["own words", "database"])
def test_a_job_that_fails_is_named_with_the_kind_of_error_and_quotes_nobody(
    job: run_scheduled.Job, kind: type[Exception], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "portal.config.management.commands.run_scheduled"):
        out, ended = run({"first": job, "second": lambda _: 7}, monkeypatch)
    (record,) = (one for one in caplog.records if one.name.endswith("run_scheduled"))
    assert record.levelno == logging.ERROR and record.exc_info is None
    assert record.getMessage().startswith(f"scheduled job failed: first ({kind.__name__}, portal.config.management")
    assert ended == "Failed: first." and out == "second: 7\n"
    said = f"{caplog.text}{out}{ended}".lower()
    assert SENTINEL not in said and "traceback" not in said


def test_jobs_that_do_well_print_what_they_did_and_log_nothing(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    assert run({"one": lambda _: {"rows": 2}, "two": lambda _: 0}, monkeypatch) == ("one: {'rows': 2}\ntwo: 0\n", "")
    assert not [one for one in caplog.records if one.name.endswith("run_scheduled")]


def test_each_job_is_told_the_time_it_begins_at(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[object] = []
    run({"one": told.append, "two": told.append}, monkeypatch)
    assert len(told) == 2 and all(getattr(one, "tzinfo", None) for one in told) and told == sorted(told, key=str)


def test_the_jobs_there_are_run_on_an_empty_portal() -> None:
    out = io.StringIO()
    call_command("run_scheduled", stdout=out)
    assert [line.partition(":")[0] for line in out.getvalue().splitlines()] == list(run_scheduled.JOBS)
