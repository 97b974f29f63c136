"""A place in a team: offered, taken up, changed, left; several teams, one at a time."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from portal.accounts import operations as accounts
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Role, Scope
from portal.accounts.models import Invitation, User
from portal.core import clock
from portal.core.models import AuditEntry, OutboxMessage
from portal.programmes.models import TeamMember
from portal.ui.second_factor import is_set_up
from tests.factories.accounts import UserFactory, sign_in
from tests.factories.mentorship import an_active_pair
from tests.factories.programmes import AntennaFactory, AssociationFactory, TeamMemberFactory

pytestmark = pytest.mark.django_db
TEAM, INVITE, MINE = "/fr/association/team/", "/fr/association/team/invite/", "/fr/account/associations/"
NEW = {"display_name": "Sonia Petit", "email": "sonia@asso.example.org", "role": Role.REFERENT, "capacity": "12"}
PLACE = {"role": Role.COORDINATOR, "capacity": "5"}


@pytest.fixture
def admin(client: Client) -> TeamMember:
    member: TeamMember = TeamMemberFactory.create(administrator=True, association__name="Abeilles")
    sign_in(client, member.user)
    return member


def at(name: str, *args: object) -> str:
    return reverse(f"association:{name}", args=args)


def sonia() -> User:
    """Somebody with an account that another association opened."""
    account = accounts.create_local_account(
        email="sonia@asso.example.org", display_name="Sonia Petit", password="une phrase assez longue", by=SYSTEM, at=clock.now()
    )
    TeamMemberFactory.create(user=account, association__name="Bergers", display_name="Sonia Petit")
    return account


def told(client: Client, address: str, given: dict[str, Any] | None = None) -> str:
    return client.post(address, given or {}, follow=True).content.decode()


def test_whoever_has_an_account_is_asked_and_nobody_learns_which_it_was(client: Client, admin: TeamMember) -> None:
    known = sonia()
    assert "L’invitation est partie" in told(client, INVITE, NEW)
    assert "L’invitation est partie" in told(client, INVITE, NEW | {"email": "neuve@asso.example.org", "display_name": "Neuve"})
    place = TeamMember.objects.get(user=known, association=admin.association)
    assert (place.active, place.left_at) == (False, None)
    kinds = set(OutboxMessage.objects.values_list("kind", flat=True))
    assert kinds == {"programmes.team_invitation", "accounts.invitation"}
    assert not Invitation.objects.filter(user=known).exists()


def test_yes_then_the_switch_is_open_and_audited(client: Client, admin: TeamMember) -> None:
    known = sonia()
    client.post(INVITE, NEW)
    browser = sign_in(Client(), known)
    page = browser.get(MINE).content.decode()
    assert "Abeilles vous invite" in page and "Agir pour elle" not in page
    place = TeamMember.objects.get(user=known, association=admin.association)
    assert "Bienvenue" in told(browser, reverse("account:association-answer", args=[place.id]), {"yes": "1"})
    assert browser.get("/api/v1/me/").json()["roles"] == ["referent"]  # Abeilles comes first until one is chosen
    bergers = next(team for team in known.team_memberships.all() if team.association.name == "Bergers")
    assert "Vous agissez maintenant pour Bergers" in told(
        browser, reverse("account:association-switch", args=[bergers.association_id])
    )
    assert browser.get("/api/v1/me/").json()["roles"] == ["coordinator"]
    assert "Bergers" in browser.get("/fr/association/", follow=True).content.decode()
    assert AuditEntry.objects.get(action="programmes.switch").association_id == bergers.association_id


def test_no_leaves_nothing_and_may_be_asked_again(client: Client, admin: TeamMember) -> None:
    known = sonia()
    client.post(INVITE, NEW)
    place = TeamMember.objects.get(user=known, association=admin.association)
    browser = sign_in(Client(), known)
    answer = reverse("account:association-answer", args=[place.id])
    assert "vous n’avez pas rejoint" in told(browser, answer, {"no": "1"})
    assert browser.post(answer, {"yes": "1"}).status_code == 404
    assert "L’invitation est partie" in told(client, INVITE, NEW)


def test_nobody_answers_or_switches_for_another(client: Client, admin: TeamMember) -> None:
    sonia()
    client.post(INVITE, NEW)
    place = TeamMember.objects.get(association=admin.association, active=False)
    stranger = sign_in(Client(), TeamMemberFactory.create().user)
    assert stranger.post(reverse("account:association-answer", args=[place.id]), {"yes": "1"}).status_code == 404
    assert stranger.post(reverse("account:association-switch", args=[admin.association_id])).status_code == 404
    assert stranger.post(reverse("account:association-leave", args=[admin.association_id])).status_code == 404


def test_each_team_sees_its_own_only(client: Client) -> None:
    """After the switch nothing of the association before is in reach."""
    account = sonia()
    second = TeamMemberFactory.create(user=account, association__name="Abeilles", administrator=True)
    TeamMemberFactory.create(association=second.association, display_name="Claire d’Abeilles")
    browser = sign_in(Client(), account)
    assert "Claire d’Abeilles" in browser.get(TEAM).content.decode()
    bergers = TeamMember.objects.get(user=account, association__name="Bergers")
    browser.post(reverse("account:association-switch", args=[bergers.association_id]))
    assert "Claire d’Abeilles" not in browser.get(TEAM).content.decode()
    assert browser.get(at("team-member", second.id)).status_code == 403


def test_a_role_changes_at_the_next_request(client: Client, admin: TeamMember) -> None:
    member = TeamMemberFactory.create(association=admin.association, referent=True)
    browser = sign_in(Client(), member.user)
    assert browser.get(TEAM).status_code == 403
    assert "C’est changé" in told(client, at("team-member", member.id), PLACE)
    assert browser.get(TEAM).status_code == 200


def test_an_antenna_bounds_what_one_sees(client: Client, admin: TeamMember) -> None:
    lille, lyon = AntennaFactory.create_batch(2, association=admin.association)
    member = TeamMemberFactory.create(association=admin.association, antenna=lille)
    TeamMemberFactory.create(association=admin.association, antenna=lyon, display_name="Quelqu’un de Lyon")
    browser = sign_in(Client(), member.user)
    assert "Quelqu’un de Lyon" not in browser.get(TEAM).content.decode()
    client.post(at("team-member", member.id), PLACE | {"antenna": str(lyon.id)})
    assert "Quelqu’un de Lyon" in browser.get(TEAM).content.decode()


def test_whoever_administers_an_antenna_keeps_to_it(client: Client) -> None:
    lille = AntennaFactory.create()
    local = TeamMemberFactory.create(association=lille.association, antenna=lille, administrator=True)
    elsewhere = TeamMemberFactory.create(
        association=lille.association, antenna=AntennaFactory.create(association=lille.association)
    )
    whole = TeamMemberFactory.create(association=lille.association)
    sign_in(client, local.user)
    assert client.get(at("team-member", elsewhere.id)).status_code == 404
    assert "hors de votre antenne" in told(client, at("team-member", whole.id), PLACE)
    assert client.get(at("antennas")).status_code == 403
    mine = TeamMemberFactory.create(association=lille.association, antenna=lille)
    assert "hors de votre antenne" in told(client, at("team-member", mine.id), PLACE)  # to the whole association
    assert "C’est changé" in told(client, at("team-member", mine.id), PLACE | {"antenna": str(lille.id)})


def test_somebody_always_administers_and_answers(client: Client, admin: TeamMember) -> None:
    assert "sans personne pour l’administrer" in told(client, at("team-member", admin.id), PLACE)
    assert "sans personne pour l’administrer" in told(client, at("team-member-leave", admin.id))
    guardian = TeamMemberFactory.create(association=admin.association, safeguarding=True)
    assert "Plus personne ne répondrait" in told(client, at("team-member", guardian.id), PLACE)
    assert "Plus personne ne répondrait" in told(client, at("team-member-leave", guardian.id))
    assert "C’est changé" in told(client, at("team-member", guardian.id), PLACE | {"also_safeguarding": "on"})
    second = TeamMemberFactory.create(association=admin.association, administrator=True)
    assert "ne fait plus partie" in told(client, at("team-member-leave", second.id))


def test_leaving_ends_the_access_the_keys_and_the_account(client: Client, admin: TeamMember) -> None:
    member = TeamMemberFactory.create(association=admin.association, administrator=True)
    system = accounts.create_api_client(
        association_id=admin.association_id, name="Suivi", scopes=[Scope.PAIRS_READ], by=SYSTEM, at=clock.now()
    )
    theirs = sign_in(Client(), member.user)
    page = theirs.post(at("system-issue", system.id), {"lifetime": "90"}).content.decode()
    key = page.partition("<code>")[2].partition("</code>")[0]
    call = {"Authorization": f"Bearer {key}"}
    assert Client().get("/api/v1/pairs/", headers=call).status_code == 200
    assert "ne fait plus partie" in told(client, at("team-member-leave", member.id))
    assert theirs.get(TEAM).status_code == 403
    assert Client().get("/api/v1/pairs/", headers=call).status_code == 401
    member.refresh_from_db()
    assert member.left_at is not None and not member.user.is_active
    assert member.display_name not in client.get(TEAM).content.decode()


def test_leaving_one_of_two_keeps_the_account(client: Client) -> None:
    account = sonia()
    second = TeamMemberFactory.create(user=account, association__name="Abeilles")
    browser = sign_in(Client(), account)
    assert "Vous ne faites plus partie" in told(browser, reverse("account:association-leave", args=[second.association_id]))
    account.refresh_from_db()
    assert account.is_active
    assert browser.get("/fr/association/", follow=True).status_code == 200


def test_whoever_left_may_be_invited_again_and_begins_afresh(client: Client, admin: TeamMember) -> None:
    client.post(INVITE, NEW)
    user = User.objects.get(email="sonia@asso.example.org")
    accounts.accept_invitation(token=_token(user), password="une phrase assez longue", by=SYSTEM, at=clock.now())
    place = TeamMember.objects.get(user=user)
    client.post(at("team-member-leave", place.id))
    assert "L’invitation est partie" in told(client, INVITE, NEW | {"role": Role.COORDINATOR})
    user.refresh_from_db()
    place.refresh_from_db()
    assert (user.is_active, user.has_usable_password(), place.role, place.left_at) == (True, False, Role.COORDINATOR, None)


def _token(user: User) -> str:
    from portal.accounts.queries import invitation_token

    return invitation_token(invitation=Invitation.objects.get(user=user, accepted_at=None))


def test_nobody_leaves_a_pair_alone(client: Client) -> None:
    pair = an_active_pair()
    sign_in(client, TeamMemberFactory.create(association=pair.referent.association, administrator=True).user)
    assert "pour personne référente" in told(client, at("team-member-leave", pair.referent.id))
    assert TeamMember.objects.get(pk=pair.referent.pk).active


def test_the_back_up_is_named_anew_first(client: Client, admin: TeamMember) -> None:
    member = TeamMemberFactory.create(association=admin.association, referent=True)
    admin.association.safeguarding_backup = member
    admin.association.save()
    assert "est le relais" in told(client, at("team-member-leave", member.id))


def test_an_invitation_again_and_taken_back(client: Client, admin: TeamMember) -> None:
    client.post(INVITE, NEW)
    place = TeamMember.objects.get(display_name="Sonia Petit")
    assert "n’a pas encore ouvert son compte" in client.get(at("team-member", place.id)).content.decode()
    before = Invitation.objects.get().expires_at
    assert "est repartie" in told(client, at("team-member-again", place.id))
    assert Invitation.objects.get().expires_at > before
    assert OutboxMessage.objects.filter(kind="accounts.invitation").count() == 2
    assert "ne fait plus partie" in told(client, at("team-member-leave", place.id))
    assert Client().get(f"/fr/account/invitation/{_token(place.user)}/").status_code == 410


def test_whoever_has_come_is_not_invited_again(client: Client, admin: TeamMember) -> None:
    member = TeamMemberFactory.create(association=admin.association, user=sonia())
    assert "est déjà venue" in told(client, at("team-member-again", member.id))


def test_a_fresh_start_needs_the_mailbox_alone(client: Client, admin: TeamMember) -> None:
    from portal.ui.second_factor import add_totp

    known = sonia()
    member = TeamMemberFactory.create(association=admin.association, user=known)
    add_totp(user=known, secret="JBSWY3DPEHPK3PXP")
    browser = sign_in(Client(), known)
    assert "sessions sont fermées" in told(client, at("team-member-reset", member.id))
    assert browser.get(MINE).status_code == 302
    known.refresh_from_db()
    assert (known.has_usable_password(), is_set_up(known)) == (False, False)
    assert OutboxMessage.objects.filter(kind="accounts.invitation").count() == 1
    assert Invitation.objects.get(user=known).expires_at > clock.now() + timedelta(days=6)


def test_a_company_account_is_in_no_team() -> None:
    """One person, two accounts, never merged."""
    from portal.programmes import operations
    from portal.programmes.errors import TeamRefused

    employee = UserFactory.create(handle="sso:acme:1")
    with pytest.raises(TeamRefused, match="company_account"):
        operations.add_team_member(
            user=employee, association=AssociationFactory.create(), role=Role.REFERENT, by=SYSTEM, at=clock.now()
        )


def test_antennas_make_a_tree(client: Client, admin: TeamMember) -> None:
    assert "Pas d’antenne" in client.get(at("antennas")).content.decode()
    assert "est ajoutée" in told(client, at("antennas"), {"name": "Lille", "departements": "59, 62"})
    TeamMemberFactory.create(association=admin.association, antenna=admin.association.antennas.get(), display_name="Karim")
    page = client.get(at("antennas")).content.decode()
    assert "Lille" in page and "Départements 59, 62" in page and "Karim" in page
    assert "porte déjà ce nom" in told(client, at("antennas"), {"name": "Lille"})
    assert "pas des départements" in told(client, at("antennas"), {"name": "Autre", "departements": "59 999"})


def test_nobody_of_no_team_sees_an_empty_page(client: Client) -> None:
    sign_in(client, UserFactory.create(local=True))
    assert "Aucune association" in client.get(MINE).content.decode()
