"""A whole run reads its allow-list and nothing else; its input is sealed, kept six months, read by no company screen."""

import ast
import json
import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings

from portal.accounts.actors import SYSTEM
from portal.accounts.models import User
from portal.core.encryption import unseal
from portal.journeys import allocate
from portal.people.models import Employee, Site
from portal.programmes.models import Association, Programme
from portal.routing import operations, queries
from portal.routing.models import AllocationRun, Contest, Proposal, RunInput, VolunteerProfile, WaitingPlace, Wish
from tests.factories.allocation import ContestFactory
from tests.factories.engagement import a_programme
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import CampaignFactory
from tests.factories.routing import VolunteerProfileFactory, WishFactory

AT = datetime(2026, 3, 2, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def a_world(people: int = 12) -> AllocationRun:
    """A dozen employees with wishes for three programmes that cannot hold them all, and a run of their campaign."""
    programmes = [a_programme(places=3), a_programme(places=2, causes=["culture"]), a_programme(places=4, slots=["saturday"])]
    for number in range(people):
        profile = VolunteerProfileFactory.create(
            causes=[["orientation"], ["culture"]][number % 2], slots=[["evening"], ["evening", "saturday"]][number % 3 == 0]
        )
        EmployeeFactory.create(user=profile.user)
        for rank, programme in enumerate((programmes[number % 3], programmes[(number + 1) % 3]), start=1):
            WishFactory.create(profile=profile, programme=programme, rank=rank)
    return operations.schedule_run(campaign=CampaignFactory.create(), on=AT.date(), by=SYSTEM, at=AT)


def everything(run: AllocationRun) -> bytes:
    """All that a run comes to, as bytes: its arrays, its proof, who is proposed what, and the report."""
    outcome = operations.calculate_run(run=run, around=allocate.around(at=AT), by=SYSTEM, at=AT)
    instance, found = outcome.gathered.instance, outcome.allocation
    arrays = (instance.ptr, instance.J, instance.w, instance.cap, instance.volunteer_key, instance.programme_key, found.programme)
    text = {
        "certificate": found.certificate.as_json(),
        "report": outcome.report,
        "people": list(map(str, outcome.gathered.profiles)),
        "sets": {name: list(map(str, ids)) for name, ids in outcome.sets.items()},
    }
    return b"".join(one.tobytes() for one in arrays) + json.dumps(text).encode()


def _other_names(turn: int) -> None:
    for number, employee in enumerate(Employee.objects.order_by("id" if turn % 2 else "-id")):
        Employee.objects.filter(pk=employee.pk).update(
            given_name=f"Prénom {number * turn}", family_name=f"Nom {number + turn}", employee_number=f"N{number}-{turn}",
            work_email=f"{number}.{turn}@entreprise.example", job_title=["Ouvrière", "Cadre"][(number + turn) % 2],
        )  # fmt: skip


def _other_places(turn: int) -> None:
    sites = list(Site.objects.order_by("id"))
    for number, employee in enumerate(Employee.objects.order_by("id")):
        Employee.objects.filter(pk=employee.pk).update(
            site=sites[(number + turn) % len(sites)] if sites else None, start_date=date(2001 + (number + turn) % 20, 5, 1)
        )


def _other_accounts(turn: int) -> None:
    for number, user in enumerate(User.objects.order_by("id")):
        User.objects.filter(pk=user.pk).update(
            handle=f"sso:other:{number}:{turn}", display_name=f"Zoé {number * turn}", language=["fr", "en"][(number + turn) % 2]
        )


def _other_words(turn: int) -> None:
    for number, programme in enumerate(Programme.objects.order_by("-id")):
        Programme.objects.filter(pk=programme.pk).update(title=f"Titre {number * turn}")
    for number, association in enumerate(Association.objects.order_by("-id")):
        Association.objects.filter(pk=association.pk).update(name=f"Association {number + turn}")


def _other_rows(turn: int) -> None:
    """The same wishes and profiles, written again in another order."""
    profiles, wishes = list(VolunteerProfile.objects.all()), list(Wish.objects.all())
    Wish.objects.all().delete()
    VolunteerProfile.objects.all().delete()
    VolunteerProfile.objects.bulk_create(profiles[turn:][::-1] + profiles[:turn])
    Wish.objects.bulk_create(wishes[::-1][turn:] + wishes[::-1][:turn])


CHANGES = {
    "names": _other_names,
    "sites and dates": _other_places,
    "accounts": _other_accounts,
    "words": _other_words,
    "rows": _other_rows,
}


@pytest.mark.parametrize("what", CHANGES)
def test_protected_and_unknown_attributes_in_any_order_leave_the_whole_run_byte_for_byte_the_same(what: str) -> None:
    run = a_world()
    before = everything(run)
    for turn in (1, 3):
        CHANGES[what](turn)
        assert everything(run) == before


def test_what_was_declared_does_change_it() -> None:
    run = a_world()
    before = everything(run)
    VolunteerProfile.objects.filter(causes=["culture"]).update(causes=["orientation"])
    assert everything(run) != before


def test_the_arrays_hold_no_id_and_two_runs_cannot_be_joined() -> None:
    first, second = a_world(), None
    keys = []
    for run in (first, second or operations.drafted_run(campaign=first.campaign, on=AT.date(), by=SYSTEM, at=AT)):
        outcome = operations.calculate_run(run=run, around=allocate.around(at=AT), by=SYSTEM, at=AT)
        keys.append(set(outcome.gathered.instance.volunteer_key.tolist()))
    assert not keys[0] & keys[1]
    allocate.run_now(run=first, by=SYSTEM, at=AT)
    sealed = bytes(RunInput.objects.get().sealed)
    opened = unseal(sealed)
    for model in (VolunteerProfile, User, Programme):
        for pk in model.objects.values_list("pk", flat=True):
            assert pk.bytes not in sealed + opened
            assert str(pk).encode() not in sealed + opened
    assert b"programme" not in sealed


def test_six_months_after_the_campaign_input_proposals_lists_and_questions_are_gone_and_hashes_stay() -> None:
    run = allocate.run_now(run=a_world(), by=SYSTEM, at=AT)
    run.refresh_from_db()
    kept = (run.input_sha256, run.allocation_sha256, run.objective, run.released)
    proposal = Proposal.objects.earliest("id")
    ContestFactory.create(profile=proposal.profile, association=proposal.programme.association, proposal=proposal)
    closes = run.campaign.closes_on
    last = date(closes.year + (closes.month + 5) // 12, (closes.month + 5) % 12 + 1, min(closes.day, 28))
    assert operations.purge_inputs(on=last - timedelta(days=3), by=SYSTEM, at=AT) == 0
    assert RunInput.objects.exists()
    assert operations.purge_inputs(on=last + timedelta(days=4), by=SYSTEM, at=AT) == 1
    for model in (RunInput, Proposal, WaitingPlace, Contest):
        assert not model.objects.exists()
    run.refresh_from_db()
    assert (run.input_sha256, run.allocation_sha256, run.objective, run.released) == kept
    assert queries.verified(run=run) != []
    assert queries.what_moves(run=run, programme_id=Programme.objects.earliest("id").pk, places=1) is None
    assert operations.purge_inputs(on=last + timedelta(days=5), by=SYSTEM, at=AT) == 0


def test_a_question_about_having_no_place_goes_six_months_after_it_was_asked() -> None:
    asked = ContestFactory.create(asked_at=AT)
    other = ContestFactory.create(asked_at=AT + timedelta(days=60))
    operations.purge_inputs(on=date(2026, 9, 1), by=SYSTEM, at=AT)
    assert set(Contest.objects.all()) == {asked, other}
    operations.purge_inputs(on=date(2026, 9, 3), by=SYSTEM, at=AT)
    assert set(Contest.objects.all()) == {other}


PRIVATE = {"RunInput", "Proposal", "WaitingPlace", "Contest", "VolunteerProfile", "Wish"}
EXACT = {"certificate", "counts", "report", "sealed", "proposals", "waiting_places", "input"}


@pytest.mark.parametrize("folder", ["portal/web/company", "cms"])
def test_no_module_of_a_company_screen_names_what_a_run_knows_of_people(folder: str) -> None:
    for module in (Path(settings.BASE_DIR) / folder).rglob("*.py"):
        tree = ast.parse(module.read_text(encoding="utf-8"))
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("portal.routing"):
                assert not {one.name for one in node.names} & (PRIVATE | {"proofs", "memory"}), module
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in {"run", "found"}:
                assert module.stem not in {"routing_runs", "run_words"} or node.attr not in EXACT, (module, node.attr)


def test_the_templates_of_runs_read_what_was_released_alone() -> None:
    for name in ("run.html", "runs.html"):
        text = (Path(settings.BASE_DIR) / "templates/routing" / name).read_text(encoding="utf-8")
        assert not set(re.findall(r"\brun\.(\w+)", text)) & EXACT
