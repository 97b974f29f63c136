"""Two at once: a letter, a code, an invitation and a link each open once; tries are counted together by every process."""

from pathlib import Path

import pytest

from portal.accounts import operations, queries
from portal.accounts.actors import SYSTEM
from portal.core import clock
from portal.people import operations as people
from portal.people.models import PhoneCode
from portal.people.rules.phone import phone_digest
from tests import races
from tests.factories.letters import a_letter_for, with_phone, worker

pytestmark = [pytest.mark.live, pytest.mark.django_db(transaction=True)]
PASSWORD = "une phrase assez longue"

BY_LETTER = """
import html, re
from tests.passkeys import SoftwarePasskey
client.post("/fr/account/own/letter/", {"number": given["number"], "code": given["code"]})
page = client.get("/fr/account/own/means/").content.decode()
made = SoftwarePasskey().create(html.unescape(re.search('data-options="([^"]+)"', page)[1]))
go()
client.post("/fr/account/own/means/passkey/", {"credential": made})
print(opened())
"""
BY_CODE = """
session = client.session
session["own_access"] = {"until": 4e9, "code": given["code_id"]}
session.save()
client.cookies["sessionid"] = session.session_key
go()
client.post("/fr/account/own/code/", {"code": "123456"})
print(opened())
"""
BY_INVITATION = """
go()
answer = client.post(given["address"], {"password": given["password"], "again": given["password"]})
print(answer.status_code)
"""
CACHE = """
call_command("createcachetable", verbosity=0)
go()
print("made")
"""
WRONG_PASSWORDS = """
go()
for _ in range(3):
    client.post("/fr/account/sign-in/", {"login": given["email"], "password": "faux"})
print("done")
"""
RIGHT_PASSWORD = """
go()
client.post("/fr/account/sign-in/", {"login": given["email"], "password": given["password"]})
print(opened())
"""


def test_one_letter_two_people(tmp_path: Path) -> None:
    nora = worker()
    given = {"number": nora.employee_number, "code": a_letter_for(nora, clock.now())}
    url = races.database_url(tmp_path)
    races.run(CACHE, url, {})
    assert sorted(races.run(BY_LETTER, url, given, given)) == ["in", "out"]


def test_one_code_two_browsers(tmp_path: Path) -> None:
    nora = with_phone(worker(), clock.now())
    people.link_user(
        employee=nora, user=operations.create_user(handle=f"letter:{nora.id}", by=SYSTEM, at=clock.now()), by=SYSTEM, at=clock.now()
    )
    asked = people.ask_phone_code(employee=nora, by=SYSTEM, at=clock.now())
    PhoneCode.objects.update(digest=phone_digest(code_id=asked.id, code="123456"))
    given = {"code_id": asked.id.hex}
    assert sorted(races.run(BY_CODE, races.database_url(tmp_path), given, given)) == ["in", "out"]


def test_one_invitation_two_browsers(tmp_path: Path) -> None:
    invitation = operations.invite_local_account(email="a@asso.example.org", display_name="A", by=SYSTEM, at=clock.now())
    address = f"/fr/account/invitation/{queries.invitation_token(invitation=invitation)}/"
    given = [{"address": address, "password": password} for password in (PASSWORD, f"{PASSWORD} aussi")]
    assert sorted(races.run(BY_INVITATION, races.database_url(tmp_path), *given)) == ["302", "410"]


def test_one_link_to_a_new_password_two_browsers(tmp_path: Path) -> None:
    user = operations.create_local_account(
        email="a@asso.example.org", display_name="A", password=PASSWORD, by=SYSTEM, at=clock.now()
    )
    contact = queries.contact_of_forgetful(recipient_id=user.id)
    assert contact is not None
    given = [{"address": f"/fr/{contact.page}", "password": f"{PASSWORD} {n}"} for n in range(2)]
    assert sorted(races.run(BY_INVITATION, races.database_url(tmp_path), *given)) == ["302", "410"]


def test_wrong_passwords_are_counted_together_by_every_process(tmp_path: Path) -> None:
    """Three at one worker and three at another are more than five: the account is locked at a third."""
    given = {"email": "a@asso.example.org", "password": PASSWORD}
    operations.create_local_account(display_name="A", by=SYSTEM, at=clock.now(), **given)
    url = races.database_url(tmp_path)
    races.run(CACHE, url, {})
    assert races.run(RIGHT_PASSWORD, url, given) == ["in"]
    assert races.run(WRONG_PASSWORDS, url, given, given) == ["done"] * 2
    assert races.run(RIGHT_PASSWORD, url, given) == ["out"]
