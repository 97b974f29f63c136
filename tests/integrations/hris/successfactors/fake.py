"""SuccessFactors' OData v2 as far as employments go: effective-dated, in pages, several employments of one person."""

from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import count
from typing import Any, ClassVar
from urllib.parse import urlencode

import xmlsec
from lxml import etree

from tests.integrations.hris.fake import Answer, Asked, Contract, FakeHris, Person

from .keys import CERTIFICATE, KEY


def at(day: str) -> str:
    """A day as OData writes it."""
    if not day:
        return "/Date(253402214400000)/"
    return f"/Date({int(datetime.combine(date.fromisoformat(day), datetime.min.time(), UTC).timestamp() * 1000)})/"


@dataclass
class FakeSuccessFactors(FakeHris):
    """One company."""

    access_token: str = ""
    changed: set[str] = field(default_factory=set)
    numbers: Any = field(default_factory=lambda: count(1))
    next_host: str = ""

    settings: ClassVar[dict[str, str]] = {"company": "EXEMPLE", "user": "binome_api", "proof": "saml", "client_id": "key-1"}
    secrets: ClassVar[dict[str, str]] = {"private_key": KEY}

    def expire(self) -> None:
        """Forget the access token that was given."""
        self.access_token = ""

    def answer(self, asked: Asked) -> Answer:
        if asked.path == "/oauth/token":
            return self._token(asked)
        basic = "Basic " + b64encode(b"binome_api@EXEMPLE:s3cret").decode()
        header = asked.headers.get("authorization", "")
        if header != basic and not (self.access_token and header == f"Bearer {self.access_token}"):
            return Answer(401, {"error": "token expired"})
        if asked.path != "/odata/v2/EmpEmployment":
            return Answer(404, {"error": "no such entity"})
        rows = list(self._rows(asked.query))
        start = int(asked.query.get("$skiptoken", "0"))
        page: dict[str, Any] = {"results": rows[start : start + self.page], "__count": str(len(rows))}
        if start + self.page < len(rows):
            query = urlencode({**asked.query, "$skiptoken": str(start + self.page)})
            page["__next"] = f"{self.next_host or self.url}{asked.path}?{query}"
        self.paged()
        return Answer(200, {"d": page})

    def _token(self, asked: Asked) -> Answer:
        root = etree.fromstring(b64decode(asked.form["assertion"]))
        context = xmlsec.SignatureContext()
        context.key = xmlsec.Key.from_memory(CERTIFICATE, xmlsec.KeyFormat.CERT_PEM)
        xmlsec.tree.add_ids(root, ["ID"])
        try:
            context.verify(xmlsec.tree.find_node(root, xmlsec.Node.SIGNATURE))
        except xmlsec.Error:
            return Answer(400, {"error": "bad signature"})
        texts = [element.text for element in root.iter() if element.text]
        if not {"key-1", "binome_api", "www.successfactors.com"} <= set(texts) or asked.form["company_id"] != "EXEMPLE":
            return Answer(400, {"error": "bad assertion"})
        self.access_token = f"access-{next(self.numbers)}"
        return Answer(200, {"access_token": self.access_token, "token_type": "Bearer", "expires_in": 86400})

    def _rows(self, query: dict[str, str]) -> Iterator[dict[str, Any]]:
        wanted = query.get("$filter", "")
        for person in sorted(self.people, key=lambda one: one.id):
            if wanted.startswith("personIdExternal in") and f"'{person.id}'" not in wanted:
                continue
            if "lastModifiedDateTime ge" in wanted and person.id not in self.changed:
                continue
            for number, contract in enumerate(person.contracts):
                yield self._row(person, number, contract, query["asOfDate"])

    def _row(self, person: Person, number: int, contract: Contract, day: str) -> dict[str, Any]:
        ended = bool(contract.end) and contract.end < day
        status = "T" if ended else "U" if person.on_leave else "A"
        job = {
            "jobTitle": person.title,
            "department": person.department,
            "departmentNav": {"results": [{"name": "Atelier"}]},
            "company": "FR01",
            "companyNav": {"name": "Exemple France"},
            "location": "LIL",
            "countryOfCompany": "FRA",
            "emplStatusNav": {"externalCode": status},
            "employeeClassNav": {"externalCode": "CDI"},
            "managerEmploymentNav": {"personIdExternal": person.manager} if person.manager else None,
        }
        emails = [{"emailAddress": "perso@example.com", "isPrimary": False}, {"emailAddress": person.email, "isPrimary": True}]
        return {
            "__metadata": {"uri": f"{self.url}/odata/v2/EmpEmployment('{person.id}')"},
            "personIdExternal": person.id,
            "userId": f"{person.id}-{number}",
            "assignmentIdExternal": f"M{person.id}",
            "startDate": at(contract.start),
            "endDate": at(contract.end) if contract.end else None,
            "jobInfoNav": {"results": [job] if contract.start <= day else []},
            "personNav": {
                "personalInfoNav": {"results": [{"firstName": person.given, "lastName": person.family, "preferredName": None}]},
                "emailNav": {"results": emails},
                **self.refused,
            },
        }
