"""A resource as rows of the index: every value in the form it is compared in, so that a filter is SQL and never a walk."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple

from pydantic import BaseModel
from scim2_models import Path, Resource
from scim2_models.path import AttributeBinding, attribute_host

LONGEST = 400
# What the library's own list of paths leaves out because the service sets it.
SET_BY_US = ("id", "schemas", "meta", "meta.resourceType", "meta.created", "meta.lastModified")


class Value(NamedTuple):
    """One row of the index."""

    path: str
    entry: int
    key: str
    leads: bool


def values(resource: Resource[Any]) -> Iterator[Value]:
    """Yield the rows of a resource."""
    for binding in _bindings(type(resource)):
        host = attribute_host(resource, binding)
        head = getattr(host, binding.field_name, None) if host is not None else None
        if head is None:
            continue
        entries = head if isinstance(head, list) else [head]
        leader = next((n for n, entry in enumerate(entries) if getattr(entry, "primary", None)), 0)
        for n, entry in enumerate(entries):
            value = getattr(entry, binding.sub_field_name, None) if binding.sub_field_name else entry
            key = form(binding, value)
            if key is not None:
                yield Value(binding.urn.lower(), n, key, n == leader)


def form(binding: AttributeBinding, value: Any) -> str | None:
    """Return a value as the index keeps it, so that text order is the value's order; None for what is not compared.

    Strings as the policy compares them, cut at 400 characters; instants in UTC, all of one width; a complex value as "1" when any
    part of it is there.
    """
    match value:
        case bool():
            key = "true" if value else "false"
        case datetime():
            key = value.astimezone(UTC).isoformat(timespec="microseconds")
        case str():
            key = str(binding.comparable(str(value)))[:LONGEST]
        case BaseModel():
            key = "1" if _is_there(value) else ""
        case _:
            return None
    return key


def unique_key(resource: Resource[Any]) -> str | None:
    """Return what no other resource of its kind may have: the user name as it is compared; None for kinds without one."""
    binding = next((one for one in _bindings(type(resource)) if one.field_name == "user_name"), None)
    return (form(binding, getattr(resource, "user_name", None)) or "") if binding else None


def _is_there(value: Any) -> bool:
    if value is None or (isinstance(value, str | list) and not value):
        return False
    return not isinstance(value, BaseModel) or any(_is_there(getattr(value, name, None)) for name in type(value).model_fields)


@cache
def _bindings(model: type[Resource[Any]]) -> tuple[AttributeBinding, ...]:
    path = Path[model]  # type: ignore[valid-type]  # parametrised at run time
    found = {one.urn: one for one in (each.resolve() for each in (*path.iter_paths(), *map(path, SET_BY_US))) if one is not None}
    return tuple(found.values())
