"""SuccessFactors' employments as of a day, page by page; of several of one person, the one that counts.

Asked for as a snapshot on their side (`paging=snapshot`), ordered by person, with the count of the whole: a page that changes
all the same is noticed. Job data are effective-dated: `asOfDate` gives the row in force that day, none for somebody still to come.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from urllib.parse import urljoin, urlsplit

from integrations.hris.errors import SourceRefused
from integrations.hris.pull.calling import Caller
from integrations.hris.pull.connector import Connector, Item, MovedWhileRead
from integrations.hris.pull.contracts import in_force
from integrations.hris.pull.credentials import Bearer, Credentials, basic
from portal.core import clock
from portal.people.ports import Units

from .assertion import assertion
from .capabilities import KIND

PEOPLE_AT_ONCE = 80
LASTS = "9999"
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE = re.compile(r"/Date\((-?\d+)(?:[+-]\d{4})?\)/")
_JOB = "jobInfoNav"
_SELECT = (
    "personIdExternal", "userId", "assignmentIdExternal", "startDate", "endDate",
    f"{_JOB}/jobTitle", f"{_JOB}/department", f"{_JOB}/departmentNav/name", f"{_JOB}/company", f"{_JOB}/companyNav/name",
    f"{_JOB}/location", f"{_JOB}/countryOfCompany", f"{_JOB}/emplStatusNav/externalCode", f"{_JOB}/employeeClassNav/externalCode",
    f"{_JOB}/managerEmploymentNav/personIdExternal", "personNav/personalInfoNav/firstName", "personNav/personalInfoNav/lastName",
    "personNav/personalInfoNav/preferredName", "personNav/emailNav/emailAddress", "personNav/emailNav/isPrimary",
)  # fmt: skip
_EXPAND = sorted({path.rpartition("/")[0] for path in _SELECT if "/" in path})
_CHANGED = ("lastModifiedDateTime", f"{_JOB}/lastModifiedDateTime", "personNav/personalInfoNav/lastModifiedDateTime")


class SuccessFactors(Connector):
    """Reads employments."""

    kind = KIND

    def people(self, *, as_of: date, since: datetime | None = None) -> Iterator[Item]:
        """Yield an item a person. Raises SourceRefused, or MovedWhileRead when a page changed meanwhile."""
        self._departments: dict[str, str] = {}
        self._entities: dict[str, str] = {}
        caller = Caller(self._credentials())
        whole = {"$select": ",".join(_SELECT), "$expand": ",".join(_EXPAND), "asOfDate": as_of.isoformat()}
        if since is None:
            yield from self._persons(caller, whole, as_of)
            return
        changed = self._changed(caller, since, as_of)
        for start in range(0, len(changed), PEOPLE_AT_ONCE):
            named = ",".join("'" + one.replace("'", "''") + "'" for one in changed[start : start + PEOPLE_AT_ONCE])
            yield from self._persons(caller, {**whole, "$filter": f"personIdExternal in {named}"}, as_of)

    def units(self) -> Units:
        """Return the departments and the legal entities that jobs named."""
        return Units(
            entities=[{"code": code, "name": name} for code, name in self._entities.items()], departments=self._departments
        )

    def _changed(self, caller: Caller, since: datetime, as_of: date) -> list[str]:
        """Return who changed: all their employments are read then, since the one that counts may be another."""
        instant = since.astimezone(UTC).strftime("datetimeoffset'%Y-%m-%dT%H:%M:%SZ'")
        asked = {"$select": "personIdExternal,userId", "asOfDate": as_of.isoformat()}
        rows = self._rows(caller, {**asked, "$filter": " or ".join(f"{name} ge {instant}" for name in _CHANGED)})
        return sorted({str(row["personIdExternal"]) for row in rows})

    def _persons(self, caller: Caller, asked: dict[str, str], as_of: date) -> Iterator[Item]:
        seen: set[str] = set()
        for person, rows in groupby(self._rows(caller, asked), key=lambda row: str(row.get("personIdExternal") or "")):
            if person in seen:
                raise MovedWhileRead
            seen.add(person)
            yield self._person(list(rows), as_of)

    def _person(self, rows: Sequence[dict[str, Any]], as_of: date) -> Item:
        row = in_force(rows, on=as_of, start=lambda one: one.get("startDate") or "", end=lambda one: one.get("endDate") or "")
        job = _first(row.get(_JOB))
        for names, code, nav in ((self._departments, "department", "departmentNav"), (self._entities, "company", "companyNav")):
            name = str(_first(job.get(nav)).get("name") or "")
            if job.get(code) and name:
                names[str(job[code])] = name[:120]
        emails = _list(_first(row.get("personNav")).pop("emailNav", None))
        emails.sort(key=lambda email: not email.get("isPrimary"))
        return {**row, "email": emails[0].get("emailAddress") if emails else ""}

    def _rows(self, caller: Caller, asked: dict[str, str]) -> Iterator[dict[str, Any]]:
        """Yield the rows of every page, days in ISO's form, each employment once and as many as were announced."""
        base = f"{self.said['address'].rstrip('/')}/odata/v2/EmpEmployment"
        whole = {"$format": "json", "$inlinecount": "allpages", "$orderby": "personIdExternal,userId", "paging": "snapshot"}
        url, announced, seen = base, "", set[str]()
        while url:
            page = _page(caller.json(url, {**whole, **asked} if url == base else None))
            announced = announced or str(page.get("__count") or "")
            if str(page.get("__count") or announced) != announced:
                raise MovedWhileRead
            for row in page["results"]:
                if str(row.get("userId")) in seen:
                    raise MovedWhileRead
                seen.add(str(row.get("userId")))
                yield _plain(row)
            url = _next(base, page.get("__next"))
        if announced and len(seen) != int(announced):
            raise MovedWhileRead

    def _credentials(self) -> Credentials:
        if self.setting("proof") == "basic":
            return basic(f"{self.said['user']}@{self.said['company']}", self.secret("password"))
        address = f"{self.said['address'].rstrip('/')}/oauth/token"
        return Bearer(url=address, form=lambda: self._form(address))

    def _form(self, address: str) -> dict[str, str]:
        signed = assertion(
            user=self.said["user"],
            client_id=self.said["client_id"],
            private_key=self.secret("private_key"),
            recipient=address,
            at=clock.now(),
        )
        return {
            "company_id": self.said["company"],
            "client_id": self.said["client_id"],
            "grant_type": "urn:ietf:params:oauth:grant-type:saml2-bearer",
            "assertion": signed,
        }


def _page(answer: Any) -> dict[str, Any]:
    page = answer.get("d") if isinstance(answer, dict) else None
    if not isinstance(page, dict) or not isinstance(page.get("results"), list):
        raise SourceRefused("bad_answer", status=200)
    return page


def _next(base: str, link: Any) -> str:
    """Return the address of the next page, "" at the end. Raises SourceRefused for one that leads to somebody else."""
    if not link:
        return ""
    url = urljoin(base, str(link))
    if urlsplit(url)[:2] != urlsplit(base)[:2]:
        raise SourceRefused("address_not_allowed")
    return url


def _list(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        value = value.get("results", [value])
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _first(value: Any) -> dict[str, Any]:
    return next(iter(_list(value)), {})


def _plain(value: Any) -> Any:
    """Return a value without OData's wrapping: lists as lists, days in ISO's form, the end of time as nothing."""
    match value:
        case {"results": list(rows)}:
            return [_plain(row) for row in rows]
        case dict():
            return {name: _plain(part) for name, part in value.items() if not name.startswith("__")}
        case str() if found := _DATE.fullmatch(value):
            day = (EPOCH + timedelta(milliseconds=min(int(found[1]), 253_370_764_800_000))).date().isoformat()
            return "" if day.startswith(LASTS) else day
    return value
