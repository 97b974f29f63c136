"""Dates of training by antenna: at the desk, in the calendar, in the form."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from portal.core import clock
from portal.engagement import operations
from portal.engagement.errors import TrainingRefused
from portal.engagement.models import TrainingModule
from portal.journeys.calendar import Wanted, calendar
from portal.programmes.models import Antenna
from tests.factories.accounts import sign_in
from tests.factories.mentorship import staff
from tests.factories.programmes import AntennaFactory, AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db


def test_a_date_of_training_is_for_its_antenna_or_for_all_of_them() -> None:
    home = AssociationFactory.create()
    here, there = (AntennaFactory.create(association=home) for _ in range(2))
    module = TrainingModule.objects.create(association=home, title="Posture", minutes=120, required=True, track="welcome")
    everybody, local = TeamMemberFactory.create(association=home), TeamMemberFactory.create(association=home, antenna=here)
    starts = clock.now() + timedelta(hours=1)
    for number, antenna in enumerate((here, there, None)):
        operations.plan_session(
            module=module,
            starts_at=starts + timedelta(minutes=number),
            mode="remote",
            antenna=antenna,
            by=staff(everybody),
            at=starts,
        )
    day = clock.local_day(starts)
    wanted = Wanted(day, day + timedelta(days=2))
    counts = [len(calendar(actor=staff(one), wanted=wanted, on=day).entries) for one in (everybody, local)]
    assert counts == [3, 2]
    with pytest.raises(TrainingRefused, match="not_yours"):
        operations.plan_session(module=module, starts_at=starts, mode="remote", antenna=there, by=staff(local), at=starts)
    page_of = sign_in(Client(), local.user).get(reverse("association:training")).content.decode()
    assert f"· {here.name}" in page_of
    assert f"· {there.name}" not in page_of
    assert f'<option value="{here.id}" selected>' in page_of
    assert str(there.id) not in page_of
    Antenna.objects.filter(pk=there.pk).update(closed_on=day)
    of_all = sign_in(Client(), everybody.user).get(reverse("association:training")).content.decode()
    assert f'value="{here.id}"' in of_all
    assert f'value="{there.id}"' not in of_all
