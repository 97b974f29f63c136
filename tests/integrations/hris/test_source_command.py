"""`manage.py source`: an HRIS is set up at the terminal, tried, listed, removed; no secret is an argument or an answer."""

from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from integrations.hris.models import CalledSource
from integrations.hris.pull import setups
from portal.people.models import Employee, SyncRun
from tests.contracts.connectors import fake
from tests.integrations.hris.fake import CANARY, FakeHris, people

pytestmark = pytest.mark.django_db
SECRET = "s3cret-canari"


@pytest.fixture
def lucca() -> Iterator[FakeHris]:
    with fake("lucca").served() as served:
        served.people = people(3)
        yield served


def source(*said: str, **options: object) -> str:
    out = StringIO()
    call_command("source", *said, stdout=out, **options)
    return out.getvalue()


def set_up(lucca: FakeHris, monkeypatch: pytest.MonkeyPatch, *, key: str | None = None, **options: object) -> str:
    (own,) = lucca.secrets.values()
    monkeypatch.setattr("sys.stdin", StringIO(f"{key or own}\n"))
    return source("set", "rh", kind="lucca", set=[f"address={lucca.url}"], secret=["key"], **options)


def test_the_connectors_say_what_they_ask_for() -> None:
    told = source("kinds")
    assert "workday" in told and "successfactors" in told and "lucca" in told
    assert "--secret key" in told and "--set reading (manual | nightly)" in told


def test_set_up_tried_listed_removed(lucca: FakeHris, monkeypatch: pytest.MonkeyPatch) -> None:
    lucca.refused = {"birthDate": CANARY}
    assert "source check rh" in set_up(lucca, monkeypatch)
    tried = source("check", "rh")
    assert "3" in tried and "birthDate" in tried and CANARY not in tried
    assert not Employee.objects.exists() and not SyncRun.objects.exists()
    assert source("list").startswith("rh  Lucca")
    assert "retirée" in source("remove", "rh") and not CalledSource.objects.exists()


def test_a_secret_is_read_from_the_terminal_and_never_told(lucca: FakeHris, monkeypatch: pytest.MonkeyPatch) -> None:
    told = set_up(lucca, monkeypatch, key=SECRET) + source("list")
    assert setups.secrets_of(CalledSource.objects.get()) == {"key": SECRET} and SECRET not in told
    with pytest.raises(CommandError) as refused:
        source("check", "rh")
    assert "refuse notre accès" in str(refused.value) and SECRET not in str(refused.value)


def test_changing_one_setting_keeps_the_others_and_the_secret(lucca: FakeHris, monkeypatch: pytest.MonkeyPatch) -> None:
    set_up(lucca, monkeypatch)
    source("set", "rh", set=["reading=nightly"])
    kept = CalledSource.objects.get()
    assert (kept.said["reading"], kept.said["address"]) == ("nightly", lucca.url) and setups.secrets_of(kept) == lucca.secrets


def test_a_mapping_comes_from_a_file_and_is_held_against_the_allow_list(
    lucca: FakeHris, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "own.toml"
    own.write_text('[values.employment_type]\n"7" = "apprentice"\n')
    set_up(lucca, monkeypatch, mapping=str(own))
    assert "apprentice" in CalledSource.objects.get().mapping
    own.write_text('[columns]\njob_title = ["nationality"]\n')
    with pytest.raises(CommandError, match="nationality"):
        source("set", "rh", mapping=str(own))
    with pytest.raises(CommandError, match="n’est pas lisible"):
        source("set", "rh", mapping=str(tmp_path / "none.toml"))


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (("set",), "Nommez la source"),
        (("set", "rh"), "Dites quel connecteur"),
        (("check", "rh"), "n’existe pas"),
        (("remove", "rh"), "n’existe pas"),
    ],
    ids=["no-name", "no-kind", "check-unknown", "remove-unknown"],
)
def test_what_is_missing_is_said(said: tuple[str, ...], told: str) -> None:
    with pytest.raises(CommandError, match=told):
        source(*said)


def test_a_setting_that_no_kind_asks_for_is_refused(lucca: FakeHris) -> None:
    with pytest.raises(CommandError, match="Réglage inconnu"):
        source("set", "rh", kind="lucca", set=["colour=blue"])
    with pytest.raises(CommandError, match="address"):
        source("set", "rh", kind="lucca", set=["address=ftp://x"], secret=[])
    assert not CalledSource.objects.exists()
