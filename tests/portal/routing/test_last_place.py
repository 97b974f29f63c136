"""The last place, asked for by several processes at the same moment: one wins, on SQLite and on PostgreSQL."""

import os
import subprocess
import sys

import pytest
from django.conf import settings

pytestmark = pytest.mark.live
AT_ONCE = 4
START = "import django; django.setup();"
WORLD = START + (
    "from tests.factories.programmes import IntakeFactory;"
    "print(IntakeFactory.create(places_funded=1, staff_capacity=1, places_offered=1).pk)"
)
TAKE = START + (
    "import sys; from datetime import datetime, UTC; from portal.accounts.actors import SYSTEM;"
    "from portal.programmes import operations; from portal.programmes.errors import PlaceRefused;"
    "from portal.programmes.models import Intake; intake = Intake.objects.get(pk=sys.argv[1]); print('ready', flush=True);"
    "sys.stdin.readline()\n"
    "try:\n    operations.take_place(intake=intake, by=SYSTEM, at=datetime.now(UTC)); print('taken')\n"
    "except PlaceRefused as refused:\n    print(refused.code)\n"
)


def test_of_several_on_the_last_place_one_wins(own_database: str) -> None:
    environment = {**os.environ, "DATABASE_URL": own_database, "DJANGO_SETTINGS_MODULE": "portal.config.settings.testing"}
    common = {"env": environment, "cwd": settings.BASE_DIR, "text": True}
    made = subprocess.run([sys.executable, "-c", WORLD], capture_output=True, check=True, **common)  # type: ignore[call-overload]
    intake = made.stdout.split()[-1]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    rivals = [subprocess.Popen([sys.executable, "-c", TAKE, intake], **pipes, **common) for _ in range(AT_ONCE)]  # type: ignore[call-overload]
    for rival in rivals:
        assert rival.stdout.readline() == "ready\n"
    for rival in rivals:
        rival.stdin.write("go\n")
        rival.stdin.flush()
    answers = sorted(rival.communicate()[0].strip() for rival in rivals)
    assert answers == ["no_place_left"] * (AT_ONCE - 1) + ["taken"]
