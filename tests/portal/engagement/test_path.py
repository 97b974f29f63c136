"""The whole path, from a draft to a clearance."""

import pytest

from portal.engagement.enums import ApplicationState
from tests.factories.engagement import in_state


@pytest.mark.django_db
@pytest.mark.parametrize("state", ApplicationState.values)
def test_every_state_is_reached_by_its_doors(state: str) -> None:
    application = in_state(state)
    application.refresh_from_db()
    assert application.state == state
