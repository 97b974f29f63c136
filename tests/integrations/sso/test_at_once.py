"""The same answer posted by two browsers at the same moment: one login, on SQLite and on PostgreSQL, and never a broken page."""

import json
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from . import saml_forge as forge
from .conftest import request_id_of
from .saml_metadata import description
from .served import Portal, Reply, portal

pytestmark = pytest.mark.live
AT_ONCE = 8
PEOPLE = (
    "from tests.factories.people import EmployeeFactory, LegalEntityFactory; LegalEntityFactory.create(code='FR01');"
    "[EmployeeFactory.create(employee_number=f'{number:06d}') for number in range(42, 52)]"
)
COUNT = (
    "import json; from integrations.sso.models import ConsumedAssertion; from portal.accounts.models import SignIn, User;"
    "from portal.core.models import AuditEntry;"
    "print(json.dumps([User.objects.count(), SignIn.objects.count(), ConsumedAssertion.objects.count(),"
    "[row.facts['code'] for row in AuditEntry.objects.filter(action='sso.refuse')]]))"
)


@pytest.fixture
def served(tmp_path: Path, own_database: str) -> Iterator[Portal]:
    file = tmp_path / "metadata.xml"
    file.write_text(description())
    with portal(tmp_path, own_database) as found:
        found.manage("shell", "-c", PEOPLE)
        found.manage("sso", "register", "--slug", "acme", "--entity", "FR01", "--metadata", str(file))
        yield found


def begun(served: Portal) -> tuple[str, str]:
    """The id of a request, and the cookie of the browser that began it."""
    reply = served.ask("GET", "/sso/acme/login/")
    return request_id_of(reply.location), f"sso_request={reply.cookies['sso_request']}"


def together(asks: list[Callable[[], Reply]]) -> list[int]:
    """Let every request go at the same moment; the statuses, sorted."""
    gate, found = threading.Barrier(len(asks)), list[int]()

    def go(ask: Callable[[], Reply]) -> None:
        gate.wait()
        found.append(ask().status)

    threads = [threading.Thread(target=go, args=(ask,)) for ask in asks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(found)


def test_one_login_for_one_answer_and_one_for_each_of_many(served: Portal) -> None:
    identifier, cookie = begun(served)
    raw = forge.encode(forge.signed(forge.Facts(identifier)))

    def post(raw: str, cookie: str) -> Callable[[], Reply]:
        return lambda: served.ask("POST", "/sso/acme/acs/", cookie=cookie, form={"SAMLResponse": raw})

    assert together([post(raw, cookie)] * 2) == [302, 403]
    assert json.loads(served.manage("shell", "-c", COUNT).splitlines()[-1]) == [1, 1, 1, ["replayed"]]

    others = [begun(served) for _ in range(AT_ONCE)]
    numbers = [(("employeeNumber", (f"{43 + place:06d}",)),) for place in range(AT_ONCE)]
    answers = [
        forge.encode(forge.signed(forge.Facts(one, attributes=number))) for (one, _), number in zip(others, numbers, strict=True)
    ]
    assert together([post(raw, cookie) for raw, (_, cookie) in zip(answers, others, strict=True)]) == [302] * AT_ONCE
    assert "Internal Server Error" not in served.log.read_text()
