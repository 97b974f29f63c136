"""GET /api/v1/me/: who the session is, or 401."""

from datetime import timedelta

import pytest
from django.test import Client

from portal.accounts import operations
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role
from portal.accounts.models import SignIn, User
from portal.core import clock
from tests.factories.accounts import ApiClientFactory, UserFactory, grant, sign_in
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import TeamMemberFactory

pytestmark = pytest.mark.django_db
ME = "/api/v1/me/"


def employee() -> User:
    user: User = UserFactory.create(display_name="Nora Exemple")
    EmployeeFactory.create(user=user)
    return user


def refused(client: Client) -> bool:
    answer = client.get(ME)
    return (answer.status_code, answer["Content-Type"], answer.json()["status"]) == (401, "application/problem+json", 401)


def test_an_employee_with_a_company_role(client: Client) -> None:
    user = grant(employee(), Role.CSR)
    answer = sign_in(client, user).get(ME)
    assert answer.json() == {"id": str(user.id), "display_name": "Nora Exemple", "roles": ["csr", "employee"]}
    assert (answer.status_code, answer["Cache-Control"]) == (200, "no-store")


def test_somebody_of_an_association(client: Client) -> None:
    member = TeamMemberFactory.create(referent=True, also_safeguarding=True)
    assert sign_in(client, member.user).get(ME).json()["roles"] == ["referent", "safeguarding"]


def test_nobody(client: Client) -> None:
    assert refused(client)
    assert client.get(ME)["WWW-Authenticate"].startswith("Session")


def test_a_key_of_a_system_is_nobody(client: Client) -> None:
    at = clock.now()
    key = operations.issue_api_key(client=ApiClientFactory.create(), expires_at=at + timedelta(days=1), by=SYSTEM, at=at)
    assert client.get(ME, headers={"Authorization": f"Bearer {key}"}).status_code == 401


@pytest.mark.parametrize("what", ["ended", "past its time", "twelve hours", "never opened", "another's", "closed"])
def test_a_session_that_is_over_is_nobody(what: str, client: Client) -> None:
    user = employee()
    sign_in(client, user)
    assert client.get(ME).status_code == 200
    now, mine = clock.now(), SignIn.objects.filter(user=user)
    if what == "ended":
        mine.update(ended_at=now)
    elif what == "past its time":
        mine.update(ends_at=now - timedelta(seconds=1))
    elif what == "twelve hours":
        mine.update(at=now - timedelta(hours=12, seconds=1))
    elif what == "never opened":
        mine.update(last_seen_at=None)
    elif what == "another's":
        mine.update(user=UserFactory.create())
    else:
        operations.close_account(user=user, by=SYSTEM, at=now)
    assert refused(client)
    assert "_auth_user_id" not in client.session


def test_a_session_within_its_time(client: Client) -> None:
    user = employee()
    sign_in(client, user)
    now = clock.now()
    SignIn.objects.update(at=now - timedelta(hours=11, minutes=59), ends_at=now + timedelta(minutes=1))
    assert client.get(ME).status_code == 200


def test_a_session_without_its_sign_in_is_nobody(client: Client) -> None:
    """Opened by anything but `portal.ui.sessions`: it is on no list, so nobody could end it."""
    client.force_login(employee(), backend="django.contrib.auth.backends.ModelBackend")
    assert refused(client)


def test_only_read(client: Client) -> None:
    assert sign_in(client, employee()).post(ME).status_code in {403, 405}
