"""Spellings of real identity providers that SCIM does not know, made plain before the protocol reads them.

Booleans as words, operations in capitals, values that select what to remove and paths as keys of a patch are forgiven by the
library's policy (`resources.provider`). Left for us: the manager as a bare text or in a list (Microsoft Entra ID), one address in
place of a list of them, dotted or URN-qualified keys in a whole resource, a path with a filter as a key of a patch (Entra ID), and
the id repeated in the value of a patch (Okta).
"""

import json
from typing import Any

from .resources import EnterpriseUser, User

CORE, ENTERPRISE = str(User.__schema__).lower(), str(EnterpriseUser.__schema__).lower()
SET_BY_US = frozenset({"id", "meta", "schemas"})
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


def _message(said: dict[str, Any]) -> dict[str, Any]:
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
    path = str(operation.get(path_key) or "").lower() if path_key else ""
    if path in {"manager", f"{ENTERPRISE}:manager"} and value_key:
        manager = _manager(value)
        operation[value_key] = manager
        if manager is None:
            del operation[value_key]
            operation[_key(operation, "op") or "op"] = "remove"
    elif isinstance(value, dict) and value_key and not path:
        operation[value_key] = _parts({key: part for key, part in value.items() if key.lower() not in SET_BY_US})
    elif isinstance(value, dict) and value_key and path == ENTERPRISE:
        operation[value_key] = _parts(value)


def _resource(said: dict[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for key, value in said.items():
        _place(whole, _where(key), value)
    return _parts(whole)


def _parts(said: dict[str, Any]) -> dict[str, Any]:
    shapes = {"emails": _emails, "manager": _manager, f"{ENTERPRISE}:manager": _manager, ENTERPRISE: _extension}
    return {key: shapes[key.lower()](value) if key.lower() in shapes else value for key, value in said.items()}


def _extension(value: Any) -> Any:
    return _parts(value) if isinstance(value, dict) else value


def _where(key: str) -> list[str]:
    """Return the steps from the resource to what a key names: of an extension by its URN, of a part by a dot."""
    lower = key.lower()
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
        return {name: part for name, part in value.items() if part or name.lower() != "$ref"}
    return value


def _emails(value: Any) -> Any:
    if isinstance(value, str):
        return [{"value": value, **_WORK}] if value.strip() else []
    return [value] if isinstance(value, dict) else value


def _key(holder: Any, name: str) -> str | None:
    """Return the key of a name whatever its case, or None."""
    return next((key for key in holder if key.lower() == name.lower()), None) if isinstance(holder, dict) else None


def _list(holder: dict[str, Any], name: str) -> list[dict[str, Any]]:
    key = _key(holder, name)
    items = holder.get(key) if key else None
    return [item for item in items if isinstance(item, dict)] if isinstance(items, list) else []
