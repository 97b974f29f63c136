"""A small world keeps the rules, is the same from the same seed, and stands whole or not at all."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction
from django.db.models import Count, Max
from django.test import Client
from pytest_django import Settings

from cms.models import TrainingPage
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage, Transition
from portal.demo import desk_life
from portal.demo.checks import no_demo_in_production
from portal.demo.emptying import empty
from portal.demo.models import World
from portal.demo.personas import local_personas, personas
from portal.demo.summary import lines
from portal.demo.world import Recipe, build
from portal.engagement.models import Application, GateMet, MessageTemplate, TrainingModule, TrainingSession
from portal.mentorship.enums import BEFORE_INTRODUCTION, AgendaMoment, ReviewMoment
from portal.mentorship.models import Agenda, Pair, ReviewForm, Session
from portal.metrics.models import Cell, Release
from portal.people.models import Employee
from portal.programmes.models import Association, Programme

SMALL = Recipe(months=5, people=60)
pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.journeys.demo_urls")]


class _Undo(Exception):
    """Ends a block so that the database forgets it."""


def told(recipe: Recipe, look: Callable[[], Any]) -> Any:
    """Return what `look` sees of a world, and forget the world."""
    seen: list[Any] = []
    try:
        with transaction.atomic():
            build(recipe, progress=date.toordinal)
            seen.append(look())
            raise _Undo
    except _Undo:
        return seen[0]


def canonical() -> str:
    """A digest of what happened, without ids, secrets and encrypted text."""
    codes = {str(one): code for one, code in Programme.objects.values_list("pk", "code")}
    rows: list[list[Any]] = [
        list(Transition.objects.order_by("at", "machine", "step", "to_state").values_list("machine", "step", "at", "actor_role")),
        sorted(AuditEntry.objects.values_list("action", "at", "actor_role")),
        sorted(Session.objects.values_list("on", "minutes", "modality", "outcome", "time_basis", "logged_at")),
        sorted(Application.objects.values_list("programme__code", "state", "opened_at", "volunteer__employee__external_id")),
        sorted(Pair.objects.values_list("programme__code", "introduced_on", "state", "mentee__alias")),
        sorted(OutboxMessage.objects.values_list("kind", "created_at")),
        sorted(
            (code, codes.get(key, key), state, value or 0)
            for code, key, state, value in Cell.objects.values_list("figure__code", "key", "state", "value")
        ),
    ]
    return sha256(repr(rows).encode()).hexdigest()


@pytest.mark.live
def test_the_same_seed_makes_the_same_world_and_another_another() -> None:
    first = told(SMALL, canonical)
    assert told(SMALL, canonical) == first
    assert told(Recipe(seed=8, months=5, people=60), canonical) != first


@pytest.mark.live
def test_a_small_world_keeps_the_rules(client: Client) -> None:
    world = build(SMALL, progress=date.toordinal)
    assert Employee.objects.count() == 1470
    assert world.counts["paired"] >= 1
    assert world.counts["releases"] == Release.objects.count() == 1
    assert not Pair.objects.exclude(state__in=BEFORE_INTRODUCTION).filter(clearance=None).exists()
    assert not OutboxMessage.objects.filter(sent_at=None, not_before__lt=datetime(2025, 4, 1, tzinfo=UTC)).exists()
    for application in Application.objects.exclude(submitted_at=None):
        assert application.handovers.exists(), "nobody is seen before a hand-over"
    text = "\n".join(lines(world))
    assert "Funnel" in text
    assert "withheld" in text
    assert "4 templates" in text
    assert "training dates to come" in text
    _desks_have_what_they_need()
    _everyone_is_there()
    reply = client.get("/demo/").content.decode()
    assert all(person.display_name in reply for person in personas())
    assert all(member.email in reply for member in local_personas())


def _desks_have_what_they_need() -> None:
    """Templates, agendas and questions of their own, lessons in both languages, dates to come, papers that are not past."""
    told = MessageTemplate.objects.values("association").distinct()
    homes = Association.objects.filter(pk__in=told).annotate(templates=Count("message_templates"))
    assert [home.templates for home in homes] == [len(desk_life.KEPT_MESSAGES)] * desk_life.TOLD
    assert all(one.subject_en for one in MessageTemplate.objects.all())
    programmes = Programme.objects.filter(association__in=told, status="open")
    assert Agenda.objects.count() == len(AgendaMoment) * programmes.count()
    assert ReviewForm.objects.filter(moment=ReviewMoment.MID).count() == ReviewForm.objects.count() == 2 * programmes.count()
    for language in ("fr", "en"):
        lessons = TrainingPage.objects.live().filter(locale__language_code=language)
        assert lessons.count() == TrainingModule.objects.filter(track__in=("welcome", "along")).count()
    last = SMALL.end
    assert TrainingSession.objects.filter(starts_at__date__gt=last).count() == 4 * desk_life.TOLD
    assert TrainingSession.objects.filter(recorded_at=None, starts_at__date__lte=last).count() == desk_life.TOLD
    paired = Application.objects.filter(state="paired").values("pk")
    newest = GateMet.objects.filter(application__in=paired).exclude(valid_until=None).values("application", "kind")
    assert not newest.annotate(last=Max("valid_until")).filter(last__lte=last).exists()


@pytest.mark.parametrize(("said", "day"), [("2026-12-24", date(2026, 12, 24)), ("today", clock.today())], ids=["a day", "today"])
def test_a_world_may_be_asked_to_live_on(said: str, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Recipe] = []

    def built(recipe: Recipe) -> World:
        asked.append(recipe)
        return World(seed=recipe.seed, months=recipe.months, until=recipe.end, seconds=1, counts={})

    monkeypatch.setattr("portal.demo.management.commands.demo.build_showing_progress", built)
    call_command("demo", "create", "--until", said)
    call_command("demo", "create")
    assert [one.until for one in asked] == [day, None]
    with pytest.raises(CommandError, match="not a day"):
        call_command("demo", "create", "--until", "bientôt")


def _everyone_is_there() -> None:
    keys = {person.key for person in personas()}
    assert keys >= {"employee", "csr", "hr", "works_council", "editor", "platform_admin", "dpo"}
    without = {"employee", "candidate", "waiting", "mentor"}
    assert all(person.roles == (person.key,) for person in personas() if person.key not in without)
    members = local_personas()
    assert [member.key for member in members] == ["association_admin", "coordinator", "referent", "safeguarding"] * 3
    assert all(len(member.code) == 6 for member in members)


def test_create_refuses_beside_data_and_reset_empties(monkeypatch: pytest.MonkeyPatch) -> None:
    World.objects.create(seed=7, months=24, until=date(2026, 10, 31), seconds=1, built_at=datetime(2026, 11, 1, tzinfo=UTC))
    with pytest.raises(CommandError, match="stands already"):
        call_command("demo", "create")
    assert empty() > 40
    assert not World.objects.exists()
    with pytest.raises(CommandError, match="No world yet"):
        call_command("demo", "summary")


def test_an_interrupted_world_leaves_nothing() -> None:
    def interrupted(_: date) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), transaction.atomic():
        build(SMALL, progress=interrupted)
    assert not Employee.objects.exists()


def test_production_has_no_demo(settings: Settings) -> None:
    settings.IN_PRODUCTION = True
    assert no_demo_in_production(databases=["default"]) == []
    World.objects.create(seed=7, months=24, until=date(2026, 10, 31), seconds=1, built_at=datetime(2026, 11, 1, tzinfo=UTC))
    assert [problem.id for problem in no_demo_in_production(databases=["default"])] == ["binome.E010"]
    with pytest.raises(CommandError, match="development"):
        call_command("demo", "create")
    with pytest.raises(Exception, match="never in production"):
        empty()


class TestUntilWhen:
    """The world of two years ends on a day of its own, so that the same seed tells the same; `make run` lets it live on."""

    def test_two_years_from_the_first_day(self) -> None:
        assert (Recipe().start, Recipe().end) == (date(2024, 11, 1), date(2026, 10, 31))

    def test_fewer_months_end_sooner_and_do_not_live_on(self) -> None:
        assert Recipe(months=5).end == Recipe(months=5, until=date(2027, 1, 1)).end == date(2025, 3, 31)

    @pytest.mark.parametrize(
        ("today", "last"),
        [
            (date(2026, 6, 1), date(2026, 10, 31)),
            (date(2026, 10, 31), date(2026, 10, 31)),
            (date(2026, 11, 28), date(2026, 11, 28)),
            (date(2031, 1, 1), date(2027, 4, 30)),
        ],
    )
    def test_it_lives_on_until_a_day_six_months_at_most(self, today: date, last: date) -> None:
        assert Recipe(until=today).end == last
