"""The daily round, as cron runs it."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command

from portal.core import clock
from portal.engagement.models import Application
from tests.factories.engagement import a_candidate_waiting


def round_of_the_day() -> str:
    out = StringIO()
    call_command("follow_applications", stdout=out)
    return out.getvalue()


@pytest.mark.django_db
def test_the_round_says_what_it_did_and_does_nothing_twice() -> None:
    now = clock.now()
    late = a_candidate_waiting(at=now - timedelta(days=12))
    soon = a_candidate_waiting(at=now - timedelta(days=8))
    assert round_of_the_day() == "1 deadlines passed, 1 come near, 0 people reminded of a gate that ends.\n"
    assert round_of_the_day() == "0 deadlines passed, 0 come near, 0 people reminded of a gate that ends.\n"
    assert Application.objects.get(pk=late.pk).late_since is not None
    assert Application.objects.get(pk=soon.pk).reminded_on is not None
