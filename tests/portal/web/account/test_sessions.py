"""Sessions: seen, listed, ended from elsewhere, and by the day the contract ends."""

from datetime import timedelta

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from portal.accounts import operations, queries
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Door
from portal.accounts.models import SignIn, User
from portal.core import clock
from portal.core.models import AuditEntry
from portal.journeys.workforce import apply_sync
from portal.people.enums import EmployeeStatus, RunState
from portal.people.models import Employee
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.programmes import TeamMemberFactory
from tests.factories.workforce_files import AT, DAY, people, record, snapshot

pytestmark = pytest.mark.django_db
PAGE = "/fr/account/sign-ins/"
OTHERS = "/fr/account/sign-ins/end-others/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def user() -> User:
    account: User = UserFactory.create(local=True)
    TeamMemberFactory.create(user=account)
    return account


def browsers(user: User, count: int) -> list[Client]:
    return [sign_in(Client(), user) for _ in range(count)]


def mine(client: Client) -> str:
    return f"/fr/account/sign-ins/{client.session['sign_in']}/end/"


def is_in(client: Client) -> bool:
    return client.get(PAGE).status_code == 200


def test_another_session_is_ended_from_here(user: User) -> None:
    here, there = browsers(user, 2)
    assert "Fermer toutes les autres" in here.get(PAGE).content.decode()
    assert here.post(mine(there), follow=True).status_code == 200
    assert (is_in(here), is_in(there)) == (True, False)
    assert "_auth_user_id" not in there.session
    assert AuditEntry.objects.filter(action="accounts.end_session").count() == 1


def test_a_session_ended_from_here_stays_ended(user: User) -> None:
    here, there = browsers(user, 2)
    address = mine(there)
    here.post(address)
    assert here.post(address).status_code == 404


def test_all_the_others_at_once(user: User) -> None:
    here, *there = browsers(user, 4)
    assert "3 autres sessions" in here.post(OTHERS, follow=True).content.decode()
    assert [is_in(one) for one in there] == [False] * 3
    assert is_in(here)


def test_this_session_from_its_own_line(user: User) -> None:
    (here,) = browsers(user, 1)
    here.post(mine(here))
    assert not is_in(here)
    assert not SignIn.objects.live(clock.now()).exists()


def test_signing_out_ends_the_line_as_well(user: User) -> None:
    (here,) = browsers(user, 1)
    here.post("/fr/account/sign-out/")
    assert SignIn.objects.get().ended_at is not None


def test_somebody_else_s_session_is_out_of_reach(user: User, client: Client) -> None:
    (theirs,) = browsers(user, 1)
    other: User = UserFactory.create(local=True)
    TeamMemberFactory.create(user=other)
    sign_in(client, other)
    assert client.post(mine(theirs)).status_code == 404
    assert client.get(mine(theirs)).status_code == 405
    assert is_in(theirs)


def test_the_device_is_said_in_words_and_no_address_is_kept(user: User, client: Client) -> None:
    sign_in(client, user)
    SignIn.objects.update(device="firefox:windows")
    assert "Firefox sur Windows" in client.get(PAGE).content.decode()
    assert "Firefox on Windows" in client.get("/en/account/sign-ins/").content.decode()
    assert not {"ip", "address", "user_agent"} & {field.name for field in SignIn._meta.concrete_fields}


def test_a_real_sign_in_keeps_the_family_of_its_device(client: Client) -> None:
    account = operations.create_local_account(
        email="a@asso.example.org", display_name="A", password="une phrase assez longue", by=SYSTEM, at=clock.now()
    )
    client.post(
        "/fr/account/sign-in/",
        {"login": account.email, "password": "une phrase assez longue"},
        headers={"User-Agent": FIREFOX, "X-Forwarded-For": "198.51.100.7"},
    )
    row = SignIn.objects.get()
    assert (row.device, row.door, row.ended_at) == ("firefox:windows", Door.LOCAL, None)
    assert "198.51" not in str(SignIn.objects.values()) + str(AuditEntry.objects.values())


def test_seen_every_five_minutes_at_most(user: User, client: Client) -> None:
    sign_in(client, user)
    recent, old = clock.now() - timedelta(minutes=4), clock.now() - timedelta(minutes=6)
    for seen, moves in ((recent, False), (old, True)):
        SignIn.objects.update(last_seen_at=seen)
        is_in(client)
        assert (SignIn.objects.get().last_seen_at != seen) is moves


def test_the_look_at_the_session_costs_one_query(user: User, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    sign_in_row = operations.record_sign_in(user=user, door=Door.LOCAL, by=SYSTEM, at=clock.now())
    operations.open_session(sign_in=sign_in_row, device="", by=SYSTEM, at=clock.now())
    with django_assert_num_queries(1):
        queries.standing(sign_in_id=str(sign_in_row.id), user_id=user.id, at=clock.now())


def test_many_sessions_many_sign_ins_as_many_queries(user: User, client: Client, django_assert_max_num_queries: object) -> None:
    sign_in(client, user)
    for hours in range(30):
        row = operations.record_sign_in(user=user, door=Door.LOCAL, by=SYSTEM, at=clock.now() - timedelta(minutes=hours))
        operations.open_session(sign_in=row, device="chrome:linux", by=SYSTEM, at=clock.now())
    with django_assert_max_num_queries(13):  # type: ignore[operator]
        client.get(PAGE)


@pytest.fixture
def nora() -> Client:
    """An employee whom a file brought, with an open session."""
    apply_sync(snapshot=snapshot(people(3)), by=SYSTEM, at=AT)
    account: User = UserFactory.create(handle="sso:acme:1")
    Employee.objects.filter(external_id="P00001").update(user=account)
    return sign_in(Client(), account)


def test_a_run_that_ends_the_contract_ends_the_session(nora: Client) -> None:
    """The file says so: the next request is signed out, on a plain page, and the API knows nobody."""
    assert is_in(nora)
    rows = [record(1, end_date=DAY), record(2), record(3)]
    run = apply_sync(snapshot=snapshot(rows, days=2), by=SYSTEM, at=AT + timedelta(days=2))
    assert (run.state, run.counts) == (RunState.APPLIED, {"left": 1})
    answer = nora.get(PAGE)
    assert (answer.status_code, "Votre accès a pris fin" in answer.content.decode()) == (403, True)
    assert nora.get("/api/v1/me/").status_code == 401
    assert "_auth_user_id" not in nora.session


def test_the_page_speaks_english_too(nora: Client) -> None:
    Employee.objects.update(status=EmployeeStatus.ENDED)
    assert "Your access has ended" in nora.get("/en/account/sign-ins/").content.decode()


def test_a_public_page_stays_open_to_who_has_left(nora: Client) -> None:
    Employee.objects.update(status=EmployeeStatus.ENDED)
    assert nora.get("/fr/account/sign-in/").status_code == 200
    assert "_auth_user_id" not in nora.session


def test_an_account_of_the_company_without_an_employee_has_left(nora: Client) -> None:
    Employee.objects.all().delete()
    assert nora.get(PAGE).status_code == 403


def test_a_closed_account_is_out_with_its_api_keys(user: User) -> None:
    (here,) = browsers(user, 1)
    operations.close_account(user=user, by=SYSTEM, at=clock.now())
    answer = here.get(PAGE)
    assert (answer.status_code, "Ce compte est fermé" in answer.content.decode()) == (403, True)
    operations.close_account(user=user, by=SYSTEM, at=clock.now())
    assert AuditEntry.objects.filter(action="accounts.close_account").count() == 1
