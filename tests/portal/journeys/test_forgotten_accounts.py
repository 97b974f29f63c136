"""Six months after the last right to sign in an account goes; where something stands on it, all that names its person."""

from datetime import timedelta
from typing import Any

import pytest

from integrations.sso.oidc.models import LinkedSubject, OidcProvider
from portal.accounts import operations as accounts
from portal.accounts import queries
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Door
from portal.accounts.models import User
from portal.core.models import AuditEntry
from portal.engagement.models import Volunteer
from portal.journeys.retention import forget_accounts
from portal.people.enums import EmployeeStatus
from portal.people.models import Employee
from tests.factories.accounts import AT, UserFactory
from tests.factories.engagement import VolunteerFactory
from tests.factories.people import EmployeeFactory
from tests.factories.programmes import AssociationFactory, TeamMemberFactory
from tests.factories.routing import VolunteerProfileFactory

pytestmark = pytest.mark.django_db
KEPT = timedelta(days=183)
LATER = KEPT + timedelta(seconds=1)
NOTHING = {"deleted": 0, "stripped": 0}


def forgotten(after: timedelta = LATER) -> dict[str, int]:
    return forget_accounts(by=SYSTEM, at=AT + after)


def a_leaver(**said: Any) -> Employee:
    """Somebody who left at AT, with the company's account."""
    user = UserFactory.create(handle=f"sso:idp:{User.objects.count()}", last_login=AT)
    told = {"status": EmployeeStatus.ENDED, "end_date": AT.date(), "offboarded_at": AT} | said
    return EmployeeFactory.create(user=user, **told)


def said_of(user: User | None) -> tuple[str, str, str, object, bool]:
    assert user is not None
    user.refresh_from_db()
    return user.handle, user.email, user.display_name, user.last_login, user.has_usable_password()


def test_a_leavers_account_goes_six_months_after_and_the_record_stays() -> None:
    employee = a_leaver()
    assert forgotten(KEPT) == NOTHING and User.objects.count() == 1
    assert forgotten() == {"deleted": 1, "stripped": 0}
    employee.refresh_from_db()
    assert employee.user is None and not User.objects.exists()
    assert AuditEntry.objects.get(action="accounts.forget_accounts").facts == {"deleted": 1, "stripped": 0}
    assert forgotten() == NOTHING, "nothing twice"
    assert AuditEntry.objects.filter(action="accounts.forget_accounts").count() == 1


@pytest.mark.parametrize(
    "said",
    [
        {"status": EmployeeStatus.ACTIVE, "end_date": None, "offboarded_at": None},
        {"status": EmployeeStatus.ON_LEAVE, "end_date": None, "offboarded_at": None},
        {"status": EmployeeStatus.PENDING, "end_date": None, "offboarded_at": None},
        {"status": EmployeeStatus.ENDED, "offboarded_at": AT + timedelta(days=1)},
        {"status": EmployeeStatus.ACTIVE, "end_date": None, "offboarded_at": AT},
    ],
    ids=["here", "on leave", "to come", "left a day later", "back, and not yet welcomed"],
)
def test_whoever_may_sign_in_or_left_later_keeps_the_account(said: dict[str, Any]) -> None:
    a_leaver(**said)
    assert forgotten() == NOTHING and User.objects.count() == 1


def test_an_access_cut_by_the_provider_counts_like_a_contract_over() -> None:
    a_leaver(status=EmployeeStatus.ACTIVE, end_date=None, access_cut_at=AT)
    assert forgotten() == {"deleted": 1, "stripped": 0}


def test_a_leavers_account_that_a_volunteer_stands_on_loses_its_name_and_leads_back_who_returns() -> None:
    employee = a_leaver()
    volunteer = VolunteerFactory.create(user=employee.user, employee=employee, given_name="Camille")
    handle = said_of(employee.user)[0]
    assert forgotten() == {"deleted": 0, "stripped": 1}
    assert said_of(employee.user) == (handle, "", "", None, False)
    volunteer.refresh_from_db()
    assert (volunteer.user, volunteer.given_name) == (employee.user, "Camille"), "the association's record is not touched"
    assert forgotten() == NOTHING, "nothing twice"
    Volunteer.objects.all().delete()
    assert forgotten() == {"deleted": 1, "stripped": 0}, "once nothing stands on it, it goes"


def test_a_profile_of_a_campaign_keeps_the_account_until_it_goes() -> None:
    profile = VolunteerProfileFactory.create(user=a_leaver().user)
    assert forgotten() == {"deleted": 0, "stripped": 1}
    profile.delete()
    assert forgotten() == {"deleted": 1, "stripped": 0}


def test_a_company_account_that_no_list_knows_goes_once_nobody_comes() -> None:
    user = UserFactory.create(handle="sso:idp:1")
    sign_in = accounts.record_sign_in(user=user, door=Door.COMPANY, by=SYSTEM, at=AT + timedelta(days=10))
    assert forgotten() == NOTHING
    assert forgotten(LATER + timedelta(days=10)) == {"deleted": 1, "stripped": 0}
    assert not type(sign_in).objects.exists()


def test_a_closed_local_account_goes_and_one_whose_place_is_kept_says_no_more_than_that() -> None:
    alone, member = UserFactory.create(local=True), TeamMemberFactory.create(active=False, left_at=AT, display_name="Dominique")
    User.objects.filter(pk=member.user_id).update(handle="local:d@asso.example.org", email="d@asso.example.org")
    for user in (alone, User.objects.get(pk=member.user_id)):
        accounts.close_account(user=user, by=SYSTEM, at=AT)
    assert forgotten(KEPT) == NOTHING
    assert forgotten() == {"deleted": 1, "stripped": 1}
    member.refresh_from_db()
    handle, *rest = said_of(member.user)
    assert handle.startswith("gone:") and rest == ["", "", None, False]
    assert member.display_name == "Dominique", "the name goes with the pairs they stood behind"
    assert queries.local_account(email="d@asso.example.org") is None


def test_an_account_opened_again_counts_from_when_it_is_closed_again() -> None:
    user = UserFactory.create(local=True)
    accounts.close_account(user=user, by=SYSTEM, at=AT - timedelta(days=300))
    accounts.invite_local_account(email=user.email, display_name="", by=SYSTEM, at=AT)
    user.refresh_from_db()
    assert (user.is_active, user.closed_at) == (True, None)
    assert forgotten() == NOTHING, "the invitation ended less than six months ago"
    assert forgotten(LATER + timedelta(days=7)) == {"deleted": 1, "stripped": 0}, "nobody took it up"


def test_local_accounts_that_serve_and_the_glass_to_break_stay_however_long_nobody_comes() -> None:
    TeamMemberFactory.create()
    VolunteerFactory.create(user=UserFactory.create(local=True))
    accounts.open_rescue_account(email="rescue@example.org", display_name="Secours", by=SYSTEM, at=AT)
    assert forgotten(timedelta(days=2000)) == NOTHING
    assert User.objects.count() == 3


def test_more_than_a_slice_goes_in_one_night_with_a_bounded_number_of_questions(
    monkeypatch: pytest.MonkeyPatch, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        a_leaver()
    monkeypatch.setattr("portal.core.slices.SLICE", 5)
    with django_assert_max_num_queries(130):
        assert forgotten() == {"deleted": 12, "stripped": 0}


def test_the_subject_at_an_associations_provider_goes_with_the_name() -> None:
    facts = {"issuer": "https://op.example.org", "configuration": {}, "keys": [], "created_at": AT}
    facts |= {"keys_fetched_at": AT, "keys_tried_at": AT, "association": AssociationFactory.create()}
    provider = OidcProvider.objects.create(slug="asso", name="Les Passerelles", client_id="binome", **facts)
    gone, here = (TeamMemberFactory.create(active=active, left_at=None if active else AT) for active in (False, True))
    for member in (gone, here):
        LinkedSubject.objects.create(provider=provider, subject=str(member.user_id), user=member.user, linked_at=AT)
    User.objects.filter(pk=gone.user_id).update(handle="local:d@asso.example.org", email="d@asso.example.org")
    accounts.close_account(user=User.objects.get(pk=gone.user_id), by=SYSTEM, at=AT)
    assert forgotten(KEPT) == NOTHING and LinkedSubject.objects.count() == 2, "an account opened again in time is known again"
    assert forgotten() == {"deleted": 0, "stripped": 1}
    assert [link.user_id for link in LinkedSubject.objects.all()] == [here.user_id]
    gone.user.refresh_from_db()
    assert gone.user.handle.startswith("gone:"), "the account stays, and no provider leads to it any more"
