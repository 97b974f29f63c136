"""Lucca's users, the contract of each that counts, and the departments with the path that leads to them.

Only the fields of the mapping are asked for (`fields=`). Pages are cut by offset, so a list that moves meanwhile is noticed by its
count and by anybody who comes twice. Departments: the tree of v3 where it still answers (Lucca retires it from September 2026),
else the list of v4, whose parents make the same tree.
"""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from integrations.hris.errors import SourceRefused
from integrations.hris.pull.calling import Caller
from integrations.hris.pull.connector import Connector, Item, MovedWhileRead
from integrations.hris.pull.contracts import in_force
from integrations.hris.pull.credentials import Fixed
from portal.people.ports import Units

from .capabilities import KIND

A_PAGE = 1000
PEOPLE_AT_ONCE = 100
LUCCA_TIME = ZoneInfo("Europe/Paris")
FIELDS = (
    "id,firstName,lastName,mail,employeeNumber,jobTitle,dtContractStart,dtContractEnd,managerId,legalEntity.id,legalEntity.name,"
    "department.id,department.code,culture.name,collection.count"
)
DEEPEST = 12


class Lucca(Connector):
    """Reads users and their contracts."""

    kind = KIND

    def people(self, *, as_of: date, since: datetime | None = None) -> Iterator[Item]:
        """Yield an item a user. Raises SourceRefused, or MovedWhileRead when a page changed meanwhile."""
        self._entities: dict[str, str] = {}
        caller = Caller(Fixed({"Authorization": f"lucca application={self.secret('key')}"}))
        self._departments = self._tree(caller)
        contracts = self._contracts(caller, {}) if since is None else None
        asked = {"fields": FIELDS, "orderBy": "id,asc", "formerEmployees": "true"}
        if since is not None:
            asked["modifiedAt"] = since.astimezone(LUCCA_TIME).strftime("since,%Y-%m-%dT%H:%M:%S")
        for page in self._pages(caller, asked):
            held = self._contracts_of(caller, page) if contracts is None else contracts
            yield from (self._person(user, held.get(str(user.get("id")), []), as_of) for user in page)

    def units(self) -> Units:
        """Return the departments, named by the path that leads to them, and the legal entities."""
        entities = [{"code": code, "name": name} for code, name in self._entities.items()]
        return Units(entities=entities, departments={code: path for code, path in self._departments.values() if path})

    def _person(self, user: dict[str, Any], contracts: list[dict[str, Any]], as_of: date) -> Item:
        item = {name: value for name, value in user.items() if name not in {"dtContractStart", "dtContractEnd", "department"}}
        contract: Mapping[str, Any] = {"startsOn": user.get("dtContractStart"), "endsOn": user.get("dtContractEnd")}
        if contracts:
            contract = in_force(
                contracts, on=as_of, start=lambda one: one.get("startsOn") or "", end=lambda one: one.get("endsOn") or ""
            )
        department, entity = user.get("department") or {}, user.get("legalEntity") or {}
        if entity.get("id") and entity.get("name"):
            self._entities[str(entity["id"])] = str(entity["name"])[:120]
        code = self._departments.get(str(department.get("id")), (str(department.get("code") or department.get("id") or ""), ""))[0]
        return {**item, "department": code, "contract": contract}

    def _pages(self, caller: Caller, asked: Mapping[str, str]) -> Iterator[list[dict[str, Any]]]:
        """Yield the users, a page at a time."""
        announced, seen = None, set[str]()
        while announced is None or len(seen) < announced:
            answer = caller.json(self._at("/api/v3/users"), {**asked, "paging": f"{len(seen)},{A_PAGE}"})
            data = answer.get("data") if isinstance(answer, dict) else None
            page = _items(data)
            count = _count(data, len(seen) + len(page))
            ids = {str(user.get("id")) for user in page}
            moved = announced is not None and count != announced
            if moved or ids & seen or len(ids) != len(page) or (not page and len(seen) < count):
                raise MovedWhileRead
            announced = count
            seen |= ids
            yield page

    def _contracts_of(self, caller: Caller, users: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for start in range(0, len(users), PEOPLE_AT_ONCE):
            owners = ",".join(str(user.get("id")) for user in users[start : start + PEOPLE_AT_ONCE])
            found |= self._contracts(caller, {"ownerId": owners})
        return found

    def _contracts(self, caller: Caller, asked: Mapping[str, str]) -> dict[str, list[dict[str, Any]]]:
        found: dict[str, list[dict[str, Any]]] = {}
        for contract in self._numbered(caller, "/directory/api/4.0/work-contracts", asked):
            kept = {name: contract.get(name) for name in ("startsOn", "endsOn", "establishmentId", "typeId", "spcId")}
            found.setdefault(str(contract.get("ownerId")), []).append(kept)
        return found

    def _numbered(self, caller: Caller, path: str, asked: Mapping[str, str]) -> Iterator[dict[str, Any]]:
        """Yield the items of a list of v4, whose pages have numbers."""
        number, seen, announced = 1, 0, None
        while announced is None or seen < announced:
            given = caller.json(self._at(path), {**asked, "page": str(number), "limit": str(A_PAGE), "fields.root": "count"})
            page = _items(given)
            count = _count(given, seen + len(page))
            if (announced is not None and count != announced) or (not page and seen < count):
                raise MovedWhileRead
            announced, seen, number = count, seen + len(page), number + 1
            yield from page

    def _tree(self, caller: Caller) -> dict[str, tuple[str, str]]:
        """Return the code and the path of each department by its id."""
        try:
            answer = caller.json(self._at("/api/v3/departments/tree"))
        except SourceRefused as refusal:
            if refusal.code != "not_there":
                raise
            return _from_parents(list(self._numbered(caller, "/organization/structure/api/departments", {})))
        found: dict[str, tuple[str, str]] = {}
        _walk(answer.get("data") if isinstance(answer, dict) else None, (), found)
        return found

    def _at(self, path: str) -> str:
        return f"{self.said['address'].rstrip('/')}{path}"


def _items(data: Any) -> list[dict[str, Any]]:
    items = data.get("items") if isinstance(data, dict) else None
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise SourceRefused("bad_answer", status=200)
    return items


def _count(data: Any, otherwise: int) -> int:
    count = data.get("count")
    return count if isinstance(count, int) else otherwise


def _walk(branch: Any, above: tuple[str, ...], found: dict[str, tuple[str, str]]) -> None:
    """Gather a branch of the tree; the first node is empty and stands for the company."""
    if not isinstance(branch, dict) or len(above) > DEEPEST:
        raise SourceRefused("bad_answer", status=200)
    node = branch.get("node") or {}
    here = (*above, str(node["name"])) if node.get("name") else above
    if node.get("id"):
        found[str(node["id"])] = (str(node.get("code") or node["id"]), " › ".join(here)[-120:])
    for child in branch.get("children") or []:
        _walk(child, here, found)


def _from_parents(rows: list[dict[str, Any]]) -> dict[str, tuple[str, str]]:
    by_id = {str(row.get("id")): row for row in rows}
    found = {}
    for one, row in by_id.items():
        names, here, depth = [], row, 0
        while here and depth <= DEEPEST:
            names.append(str(here.get("name") or ""))
            here, depth = by_id.get(str(here.get("parentId")), {}), depth + 1
        found[one] = (str(row.get("code") or one), " › ".join(reversed(names))[-120:])
    return found
