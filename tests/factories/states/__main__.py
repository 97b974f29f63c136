"""Build the world into the database of DATABASE_URL, and print the guide."""

import json
import sys

import django

django.setup()

from tests.factories.states import world  # noqa: E402  models need what stands above

sys.stdout.write(json.dumps(world.build().written(), ensure_ascii=False))
