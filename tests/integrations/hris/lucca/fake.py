"""Lucca's API as far as users, work contracts and departments go: pages by offset or by number, a key, a tree."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from tests.integrations.hris.fake import Answer, Asked, FakeHris, Person

DEPARTMENTS = (
    {"id": 1, "name": "Production", "code": "PROD", "parentId": None},
    {"id": 10, "name": "Atelier", "code": "10", "parentId": 1},
)


OFFICE = {"establishmentId": "LIL", "typeId": 1, "spcId": 4}


@dataclass
class FakeLucca(FakeHris):
    """One account. `tree` is whether version 3 of the departments still answers."""

    tree: bool = True
    known: bool = True
    changed: set[str] = field(default_factory=set)

    settings: ClassVar[dict[str, str]] = {}
    secrets: ClassVar[dict[str, str]] = {"key": "0000-s3cret"}

    def expire(self) -> None:
        """Forget the key."""
        self.known = False

    def answer(self, asked: Asked) -> Answer:
        if not self.known or asked.headers.get("authorization") != "lucca application=0000-s3cret":
            return Answer(401, {"message": "unknown application"})
        given = {
            "/api/v3/users": self._users,
            "/directory/api/4.0/work-contracts": self._contracts,
            "/api/v3/departments/tree": self._tree,
            "/organization/structure/api/departments": self._list,
        }.get(asked.path)
        return given(asked.query) if given else Answer(404, {"message": "no such route"})

    def _users(self, query: dict[str, str]) -> Answer:
        chosen = [one for one in self.people if "modifiedAt" not in query or one.id in self.changed]
        offset, limit = map(int, query["paging"].split(","))
        items = [self._user(person) for person in chosen[offset : offset + min(limit, self.page)]]
        self.paged()
        return Answer(200, {"data": {"items": items, "count": len(chosen)}})

    def _user(self, person: Person) -> dict[str, Any]:
        return {
            "id": int(person.id),
            "firstName": person.given,
            "lastName": person.family,
            "mail": person.email,
            "employeeNumber": f"M{person.id}",
            "jobTitle": person.title,
            "dtContractStart": f"{person.contracts[-1].start}T00:00:00",
            "dtContractEnd": None,
            "managerId": int(person.manager) if person.manager else None,
            "legalEntity": {"id": "FR01", "name": "Exemple France"},
            "department": {"id": int(person.department), "code": "10"},
            "culture": {"name": "français (France)"},
            **self.refused,
        }

    def _contracts(self, query: dict[str, str]) -> Answer:
        owners = set(query.get("ownerId", "").split(",")) - {""}
        held = [
            {
                "ownerId": int(one.id),
                "startsOn": contract.start,
                "endsOn": contract.end or None,
                "establishmentId": "LIL",
                "typeId": 1,
                "spcId": 4,
            }
            for one in self.people
            for contract in one.contracts
            if not owners or one.id in owners
        ]
        number, limit = int(query["page"]), min(int(query["limit"]), self.page)
        return Answer(200, {"items": held[(number - 1) * limit : number * limit], "count": len(held)})

    def _tree(self, _: dict[str, str]) -> Answer:
        if not self.tree:
            return Answer(410, {"message": "gone"})
        top, below = DEPARTMENTS
        return Answer(200, {"data": {"node": {}, "children": [{"node": top, "children": [{"node": below, "children": []}]}]}})

    def _list(self, _: dict[str, str]) -> Answer:
        return Answer(200, {"items": list(DEPARTMENTS), "count": len(DEPARTMENTS)})
