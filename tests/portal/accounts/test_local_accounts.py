"""Local accounts: by invitation, one e-mail one account."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from integrations.messaging.operations import deliver_due
from portal.accounts import operations, queries
from portal.accounts.actors import SYSTEM
from portal.accounts.enums import Door
from portal.accounts.errors import EmailInUse, InvitationRefused
from portal.accounts.models import EmailChange, Invitation, User
from portal.core.models import AuditEntry, OutboxMessage
from tests.factories.accounts import AT, UserFactory, in_days

pytestmark = pytest.mark.django_db
WHO: dict[str, Any] = {"by": SYSTEM, "at": AT}
KARIM: dict[str, Any] = {"email": "Karim@asso.example.org", "display_name": "Karim Essai"}


def invite(days: int = 0) -> Invitation:
    return operations.invite_local_account(**KARIM, by=SYSTEM, at=in_days(days))


def accept(invitation: Invitation, days: int = 1) -> User:
    token = queries.invitation_token(invitation=invitation)
    return operations.accept_invitation(token=token, password="une phrase assez longue", by=SYSTEM, at=in_days(days))


def test_an_invited_account_cannot_sign_in_yet() -> None:
    user: User = invite().user
    assert (user.handle, user.email, user.has_usable_password()) == (
        "local:karim@asso.example.org",
        "karim@asso.example.org",
        False,
    )


def test_accepting_sets_the_password() -> None:
    user = accept(invite())
    user.refresh_from_db()
    assert user.check_password("une phrase assez longue")


def test_an_invitation_opens_once() -> None:
    invitation = invite()
    accept(invitation)
    with pytest.raises(InvitationRefused) as refusal:
        accept(invitation)
    assert refusal.value.code == "invitation_used"


def test_an_invitation_ends_after_seven_days() -> None:
    with pytest.raises(InvitationRefused) as refusal:
        accept(invite(), days=7)
    assert refusal.value.code == "invitation_expired"


@pytest.mark.parametrize("token", ["", "x", "01a2070a1b0d7161b2c41f41b2a50d2e:x"])
def test_a_token_that_is_not_ours(token: str) -> None:
    with pytest.raises(InvitationRefused) as refusal:
        queries.invitation_for(token=token, at=AT)
    assert refusal.value.code == "invitation_unknown"


def test_inviting_again_renews_the_same_invitation() -> None:
    first, second = invite(), invite(days=5)
    assert first == second
    assert second.expires_at == in_days(12)
    assert User.objects.count() == 1


def test_an_account_that_is_open_is_not_invited() -> None:
    accept(invite())
    with pytest.raises(EmailInUse):
        invite()


def test_one_e_mail_one_account() -> None:
    operations.create_local_account(**KARIM, password=None, **WHO)
    with pytest.raises(EmailInUse):
        operations.create_local_account(email="KARIM@ASSO.example.org", display_name="K", password=None, **WHO)


def test_the_mail_leads_to_the_page_and_the_queue_holds_no_token() -> None:
    invitation = invite()
    token = queries.invitation_token(invitation=invitation)
    assert token not in str(list(OutboxMessage.objects.values()) + list(AuditEntry.objects.values()))
    deliver_due(by=SYSTEM, at=AT)
    (message,) = mail.outbox
    assert message.to == ["karim@asso.example.org"]
    assert f"/fr/account/invitation/{token}/" in message.body
    assert "Karim" in message.body


def test_no_mail_once_accepted() -> None:
    accept(invite())
    deliver_due(by=SYSTEM, at=AT + timedelta(days=2))
    assert mail.outbox == []


def test_sign_ins_are_forgotten_after_six_months() -> None:
    user = UserFactory.create()
    for days in (0, 100, 184):
        operations.record_sign_in(user=user, door=Door.LOCAL, by=SYSTEM, at=in_days(days))
    assert [row.at for row in queries.sign_ins_of(user_id=user.id)] == [in_days(184), in_days(100)]


def test_what_nobody_signs_in_to_forget_goes_by_itself() -> None:
    user = UserFactory.create()
    for days in (0, 2):
        operations.record_sign_in(user=user, door=Door.LOCAL, by=SYSTEM, at=in_days(days))
    operations.ask_email_change(user=user, email="autre@example.org", by=SYSTEM, at=in_days(183))
    assert operations.forget_old(by=SYSTEM, at=in_days(183)) == 0
    assert operations.forget_old(by=SYSTEM, at=in_days(184) + timedelta(minutes=1)) == 2
    assert [row.at for row in queries.sign_ins_of(user_id=user.id)] == [in_days(2)]
    assert not EmailChange.objects.exists()
    assert AuditEntry.objects.get(action="accounts.forget_old").facts == {"rows": 2}


def test_sign_ins_are_ones_own_newest_first() -> None:
    user, other = UserFactory.create(), UserFactory.create()
    for days in (1, 3, 2):
        operations.record_sign_in(user=user, door=Door.LOCAL, by=SYSTEM, at=in_days(days))
    operations.record_sign_in(user=other, door=Door.COMPANY, provider="acme", by=SYSTEM, at=AT)
    assert [row.at for row in queries.sign_ins_of(user_id=user.id)] == [in_days(3), in_days(2), in_days(1)]
