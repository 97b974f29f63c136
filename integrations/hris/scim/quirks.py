"""Spellings of real identity providers that SCIM does not know, made plain before the protocol reads them.

Booleans as words, operations in capitals, values that select what to remove and paths as keys of a patch are forgiven by the
library's policy (`resources.provider`). Left for us: the manager as a bare text or in a list (Microsoft Entra ID), one address in
place of a list of them, dotted or URN-qualified keys in a whole resource, a path with a filter as a key of a patch (Entra ID), the
id repeated in the value of a patch (Okta), members as bare ids, attributes of the enterprise extension without its URN, numbers
where texts belong, and parameters that are there but empty.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from .resources import EnterpriseUser, Group, User

CORE, GROUP, ENTERPRISE = (str(model.__schema__).lower() for model in (User, Group, EnterpriseUser))
SET_BY_US = frozenset({"id", "meta", "schemas"})
OF_ENTERPRISE = frozenset({"employeenumber", "organization", "division", "department", "manager"})
TEXTS = frozenset({"username", "externalid", "employeenumber", "department", "organization", "division", "manager"})
_BARE = re.compile(rf"(?<![\w:.\"])({'|'.join(sorted(OF_ENTERPRISE))})(?=[ .\[])(?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)", re.IGNORECASE)
_WORK = {"type": "work", "primary": True}


def plain(body: bytes, *, bulk: bool = False) -> bytes:
    """Return a request's body in the specification's spelling; a body that is not JSON comes back as it is."""
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return body
    if not isinstance(said, dict):
        return body
    if bulk:
        for operation in _list(said, "operations"):
            key = _key(operation, "data")
            if key and isinstance(operation[key], dict):
                operation[key] = _message(operation[key])
    else:
        said = _message(said)
    return json.dumps(said).encode()


def asked(query: Mapping[str, str]) -> dict[str, str]:
    """Return the parameters that say something; a filter names attributes of the enterprise extension by their URN."""
    told = {name: value for name, value in query.items() if value.strip()}
    if "filter" in told:
        told["filter"] = _BARE.sub(rf"{EnterpriseUser.__schema__}:\1", told["filter"])
    return told


def _message(said: dict[str, Any]) -> dict[str, Any]:
    said = _texts(said)
    key = _key(said, "operations")
    if key and isinstance(said[key], dict):
        said[key] = [said[key]]
    operations = _list(said, "operations")
    if not operations:
        return _resource(said)
    for operation in operations:
        _operation(operation)
    return {**said, _key(said, "operations") or "": [one for operation in operations for one in _split(operation)]}


def _split(operation: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an operation as several when keys of its value are paths that select: `emails[type eq "work"].value`."""
    value_key = _key(operation, "value")
    value = operation.get(value_key) if value_key else None
    if not value_key or not isinstance(value, dict) or operation.get(_key(operation, "path") or "path"):
        return [operation]
    selecting = {key: part for key, part in value.items() if "[" in key}
    rest = {key: part for key, part in value.items() if key not in selecting}
    whole = [{**operation, value_key: rest}] if rest or not selecting else []
    return whole + [{**operation, "path": key, value_key: part} for key, part in selecting.items()]


def _operation(operation: dict[str, Any]) -> None:
    path_key, value_key = _key(operation, "path"), _key(operation, "value")
    value = operation.get(value_key) if value_key else None
    if path_key and isinstance(operation[path_key], str):
        operation[path_key] = _qualified(operation[path_key])
    if path_key and value_key and operation[path_key] == f"{EnterpriseUser.__schema__}:employeeNumber":
        operation[value_key] = value = _texts(value, "employeeNumber")
    path = str(operation.get(path_key) or "").lower() if path_key else ""
    if path in {"emails", f"{CORE}:emails", "members", f"{GROUP}:members"} and value_key:
        operation[value_key] = _emails(value) if path.endswith("emails") else _members(value)
    elif path in {"manager", f"{ENTERPRISE}:manager"} and value_key:
        manager = _manager(value)
        operation[value_key] = manager
        if manager is None:
            del operation[value_key]
            operation[_key(operation, "op") or "op"] = "remove"
    elif isinstance(value, dict) and value_key and not path:
        told = {_qualified(key): part for key, part in value.items() if key.lower() not in SET_BY_US}
        operation[value_key] = _parts(told)
    elif isinstance(value, dict) and value_key and path == ENTERPRISE:
        operation[value_key] = _parts(value)


def _qualified(name: str) -> str:
    """Return the path of an attribute, with its URN where it is one of the enterprise extension's."""
    return f"{EnterpriseUser.__schema__}:{name}" if name.partition(".")[0].lower() in OF_ENTERPRISE else name


def _resource(said: dict[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for key, value in said.items():
        _place(whole, _where(key), value)
    return _parts(whole)


def _texts(value: Any, name: str = "") -> Any:
    """Return a value with its numbers as texts where the attribute is one."""
    if isinstance(value, dict):
        return {key: _texts(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_texts(part) for part in value]
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return str(value) if is_number and name.lower().rpartition(":")[2] in TEXTS else value


def _parts(said: dict[str, Any]) -> dict[str, Any]:
    shapes = {
        "emails": _emails,
        "members": _members,
        "manager": _manager,
        f"{ENTERPRISE}:manager": _manager,
        ENTERPRISE: _extension,
    }
    return {key: shapes[key.lower()](value) if key.lower() in shapes else value for key, value in said.items()}


def _extension(value: Any) -> Any:
    return _parts(value) if isinstance(value, dict) else value


def _where(key: str) -> list[str]:
    """Return the steps from the resource to what a key names: of an extension by its URN, of a part by a dot."""
    lower = key.lower()
    if lower.partition(".")[0] in OF_ENTERPRISE:
        return [str(EnterpriseUser.__schema__), *key.split(".")]
    if lower.startswith(f"{ENTERPRISE}:"):
        return [key[: len(ENTERPRISE)], *key[len(ENTERPRISE) + 1 :].split(".")]
    if lower.startswith(f"{CORE}:"):
        key = key[len(CORE) + 1 :]
    return [key] if key.lower().startswith("urn:") or "[" in key else key.split(".")


def _place(whole: dict[str, Any], steps: list[str], value: Any) -> None:
    here = whole
    for step in steps[:-1]:
        key = _key(here, step) or step
        if not isinstance(here.get(key), dict):
            here[key] = {}
        here = here[key]
    last = _key(here, steps[-1]) or steps[-1]
    held = here.get(last)
    here[last] = {**held, **value} if isinstance(held, dict) and isinstance(value, dict) else value


def _manager(value: Any) -> Any:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, str):
        return {"value": value} if value.strip() else None
    if isinstance(value, dict):
        return {name: part for name, part in value.items() if name.lower() == "value" or (name.lower() == "$ref" and part)} or None
    return value


def _emails(value: Any) -> Any:
    if isinstance(value, str):
        return [{"value": value, **_WORK}] if value.strip() else []
    if isinstance(value, list):
        entries = [{"value": one, "type": "work"} if isinstance(one, str) else one for one in value if one]
        return [one for one in entries if not isinstance(one, dict) or _said(one, "value")]
    return [value] if isinstance(value, dict) else value


def _said(entry: dict[str, Any], name: str) -> bool:
    """Return whether an entry has a value under a name, or does not speak of it at all."""
    key = _key(entry, name)
    return key is None or bool(entry[key])


def _members(value: Any) -> Any:
    entries = value if isinstance(value, list) else [] if value is None else [value]
    return [{"value": one} if isinstance(one, str) else one for one in entries if one]


def _key(holder: Any, name: str) -> str | None:
    """Return the key of a name whatever its case, or None."""
    return next((key for key in holder if key.lower() == name.lower()), None) if isinstance(holder, dict) else None


def _list(holder: dict[str, Any], name: str) -> list[dict[str, Any]]:
    key = _key(holder, name)
    items = holder.get(key) if key else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
