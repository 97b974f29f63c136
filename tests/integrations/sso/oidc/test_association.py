"""The own door of an association: only its team, only by invitation, only with a second factor."""

from typing import Any

import pytest
from django.test import Client

from integrations.sso.models import FailedSignIn
from integrations.sso.oidc.models import LinkedSubject, OidcProvider
from portal.accounts import operations, queries
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Door, Role
from portal.accounts.models import SignIn as LoggedSignIn
from portal.accounts.models import User
from portal.core import clock
from portal.programmes.models import TeamMember
from tests.factories.accounts import grant
from tests.factories.programmes import AssociationFactory, TeamMemberFactory

from .conftest import SignIn
from .provider import Behaviour, Provider
from .test_accepts import plus, signed_in


def strong(**more: Any) -> Behaviour:
    """The provider asserts a second factor."""
    return Behaviour(claims=plus(amr=["pwd", "mfa"], **more))


@pytest.fixture
def invited(association_provider: OidcProvider, fake: Provider) -> TeamMember:
    """Somebody invited to the team, who has not opened their account."""
    fake.behaviour = strong()
    user = operations.invite_local_account(
        email="karim@asso.example.org", display_name="Karim Essai", by=SYSTEM, at=clock.now()
    ).user
    return TeamMemberFactory.create(user=user, association=association_provider.association, role=Role.COORDINATOR)


def token_of(member: TeamMember) -> str:
    return queries.invitation_token(invitation=member.user.invitations.get())


def test_an_invitation_taken_up_links_the_subject_for_good(invited: TeamMember, sign_in: SignIn, client: Client) -> None:
    assert sign_in(slug="asso", invitation=token_of(invited)).status_code == 302
    assert signed_in(client) == str(invited.user_id)
    link = LinkedSubject.objects.get()
    assert (link.subject, link.user_id) == ("subject-1", invited.user_id)
    assert not User.objects.get().has_usable_password()
    other = Client()
    assert sign_in(other, slug="asso").status_code == 302, "from now on without the invitation"
    assert signed_in(other) == str(invited.user_id)
    assert set(LoggedSignIn.objects.values_list("door", flat=True)) == {Door.TEAM}


def test_who_is_linked_must_sign_in_there_afresh(association_provider: OidcProvider, client: Client) -> None:
    assert "prompt=login" in client.get("/sso/asso/login/", {"invitation": "x"})["Location"]
    assert "prompt" not in client.get("/sso/asso/login/")["Location"]
    assert "acr_values=urn%3Astrong" in client.get("/sso/asso/login/")["Location"]


def test_the_session_counts_as_opened_with_a_second_factor(invited: TeamMember, sign_in: SignIn, client: Client) -> None:
    sign_in(slug="asso", invitation=token_of(invited))
    assert client.get("/fr/association/").status_code == 200


def refused(answer: Any, code: str) -> None:
    assert answer.status_code == 403
    assert FailedSignIn.objects.get().code == code
    assert not LoggedSignIn.objects.exists()


NO_SECOND_FACTOR: dict[str, dict[str, Any]] = {
    "nothing said": {},
    "a password": {"amr": ["pwd"]},
    "an empty list": {"amr": []},
    "a text": {"amr": "mfa"},
    "an SMS": {"amr": ["pwd", "sms"]},
    "another context": {"acr": "urn:weak"},
    "an empty context": {"acr": ""},
    "a context that is a list": {"acr": ["urn:strong"]},
}


@pytest.mark.parametrize("name", NO_SECOND_FACTOR)
def test_no_second_factor_no_session(name: str, invited: TeamMember, fake: Provider, sign_in: SignIn) -> None:
    fake.behaviour = Behaviour(claims=plus(**NO_SECOND_FACTOR[name]))
    answer = sign_in(slug="asso", invitation=token_of(invited))
    refused(answer, "no_second_factor")
    assert "seconde vérification" in answer.content.decode()
    assert not LinkedSubject.objects.exists() and invited.user.invitations.get().accepted_at is None


@pytest.mark.parametrize("claims", [{"amr": ["otp"]}, {"amr": ["hwk"]}, {"amr": ["sc"]}, {"acr": "urn:strong"}])
def test_ways_to_assert_it(claims: dict[str, Any], invited: TeamMember, fake: Provider, sign_in: SignIn) -> None:
    fake.behaviour = Behaviour(claims=plus(**claims))
    assert sign_in(slug="asso", invitation=token_of(invited)).status_code == 302


def test_the_explanation_in_english(invited: TeamMember, fake: Provider, sign_in: SignIn, client: Client) -> None:
    fake.behaviour = Behaviour()
    client.cookies["django_language"] = "en"
    assert "second check is missing" in sign_in(slug="asso").content.decode()


def test_an_email_opens_nothing(invited: TeamMember, fake: Provider, sign_in: SignIn) -> None:
    """The provider vouches for the very address that was invited; without the invitation it links nothing."""
    fake.behaviour = strong(email="karim@asso.example.org", email_verified=True, preferred_username="karim@asso.example.org")
    refused(sign_in(slug="asso"), "not_linked")


def test_an_invitation_of_another_association(invited: TeamMember, fake: Provider, sign_in: SignIn) -> None:
    TeamMember.objects.update(association=AssociationFactory.create())
    refused(sign_in(slug="asso", invitation=token_of(invited)), "not_in_team")
    assert invited.user.invitations.get().accepted_at is None


def test_an_invitation_opens_once(invited: TeamMember, fake: Provider, sign_in: SignIn) -> None:
    token = token_of(invited)
    sign_in(slug="asso", invitation=token)
    fake.behaviour = strong(sub="subject-2")
    assert sign_in(Client(), slug="asso", invitation=token).status_code == 403
    assert FailedSignIn.objects.get().code == "invitation_used"


@pytest.mark.parametrize("token", ["made-up", "x" * 300, "\ud7ff"])
def test_an_invitation_nobody_sent(token: str, invited: TeamMember, sign_in: SignIn) -> None:
    refused(sign_in(slug="asso", invitation=token), "invitation_unknown")


def test_one_subject_is_one_person(invited: TeamMember, association_provider: OidcProvider, sign_in: SignIn) -> None:
    """Somebody who is linked already opens their own account, and leaves another's invitation as it is."""
    sign_in(slug="asso", invitation=token_of(invited))
    user = operations.invite_local_account(email="lea@asso.example.org", display_name="Léa", by=SYSTEM, at=clock.now()).user
    second = TeamMemberFactory.create(user=user, association=association_provider.association)
    browser = Client()
    sign_in(browser, slug="asso", invitation=token_of(second))
    assert signed_in(browser) == str(invited.user_id)
    assert second.user.invitations.get().accepted_at is None


def test_somebody_who_left_the_team(invited: TeamMember, sign_in: SignIn) -> None:
    sign_in(slug="asso", invitation=token_of(invited))
    LoggedSignIn.objects.all().delete()
    TeamMember.objects.update(active=False)
    refused(sign_in(Client(), slug="asso"), "not_in_team")


def test_a_closed_account(invited: TeamMember, sign_in: SignIn) -> None:
    sign_in(slug="asso", invitation=token_of(invited))
    LoggedSignIn.objects.all().delete()
    User.objects.update(is_active=False)
    refused(sign_in(Client(), slug="asso"), "account_closed")


def test_an_invitation_to_a_closed_account_opens_nothing(invited: TeamMember, sign_in: SignIn) -> None:
    User.objects.update(is_active=False)
    refused(sign_in(slug="asso", invitation=token_of(invited)), "invitation_unknown")


def test_never_somebody_with_a_company_role(invited: TeamMember, sign_in: SignIn) -> None:
    """A provider that an association runs must not open the company's screens."""
    grant(invited.user, Role.PLATFORM_ADMIN)
    refused(sign_in(slug="asso", invitation=token_of(invited)), "company_account")


def test_never_an_account_of_the_company(invited: TeamMember, sign_in: SignIn) -> None:
    token = token_of(invited)
    User.objects.update(handle="sso:acme:0123")
    refused(sign_in(slug="asso", invitation=token), "company_account")


def test_the_session_acts_in_that_association_alone(invited: TeamMember, sign_in: SignIn, client: Client) -> None:
    """Its provider speaks for no other association, even one that the person works for too."""
    other = TeamMemberFactory.create(user=invited.user, association=AssociationFactory.create(name="Aaa"))
    sign_in(slug="asso", invitation=token_of(invited))
    session = client.session
    session["association_id"] = str(other.association_id)
    session.save()
    page = client.get("/fr/association/")
    assert page.wsgi_request.actor.association_id == invited.association_id  # type: ignore[attr-defined]
    TeamMember.objects.filter(pk=invited.pk).update(active=False)
    assert client.get("/fr/association/").status_code == 403


def test_employees_are_none_of_its_business(association_provider: OidcProvider, fake: Provider, sign_in: SignIn) -> None:
    fake.behaviour = strong(matricule="000042")
    refused(sign_in(slug="asso"), "not_linked")


def test_its_door_stands_beside_the_local_one(association_provider: OidcProvider, client: Client) -> None:
    text = client.get("/fr/account/sign-in/").content.decode()
    assert "Continuer avec Les Passerelles" in text.partition('id="association-door"')[2]


def test_the_invitation_offers_the_door_of_its_own_association(invited: TeamMember, fake: Provider, client: Client) -> None:
    page = client.get(f"/fr/account/invitation/{token_of(invited)}/").content.decode()
    assert "/sso/asso/login/?invitation=" in page
    TeamMember.objects.update(association=AssociationFactory.create())
    assert "/sso/asso/login/" not in client.get(f"/fr/account/invitation/{token_of(invited)}/").content.decode()
