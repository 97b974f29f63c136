"""Rows by the thousand, without an object each: measured at a fifth of what `bulk_create` and `bulk_update` cost.

For tables that no signal and no `save` watches. Values are those of Python: days, ids, lists and dictionaries for JSON.
"""

from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models


def insert(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows of the named fields; a field that is not named needs a default in the database, or to be its key."""
    columns = [_column(model, name) for name in names]
    marks = ", ".join(["%s"] * len(columns))
    into = f"{_quoted(model._meta.db_table)} ({', '.join(columns)})"
    _many(f"INSERT INTO {into} VALUES ({marks})", _ready(model, names, rows))  # noqa: S608  # names of our own models


def update(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Set the named fields of rows; the key of each row comes last in it."""
    key = model._meta.pk.name
    setting = ", ".join(f"{_column(model, name)} = %s" for name in names)
    where = f"{_column(model, key)} = %s"
    statement = f"UPDATE {_quoted(model._meta.db_table)} SET {setting} WHERE {where}"  # noqa: S608  # names of our own models
    _many(statement, _ready(model, [*names, key], rows))


def _many(statement: str, rows: list[tuple[Any, ...]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.executemany(statement, rows)


def _column(model: type[models.Model], name: str) -> str:
    return _quoted(model._meta.get_field(name).column)  # type: ignore[union-attr, arg-type]  # only fields with a column are named


def _quoted(name: str) -> str:
    return connection.ops.quote_name(name)


def _ready(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """Return the rows as the database takes them; only columns that need it are converted."""
    converted = [(place, convert) for place, name in enumerate(names) if (convert := _converter(model._meta.get_field(name)))]
    found = []
    for row in rows:
        cells = list(row)
        for place, convert in converted:
            cells[place] = convert(cells[place])
        found.append(tuple(cells))
    return found


def _converter(field: Any) -> Callable[[Any], Any] | None:
    """Return how a field's values become those of the database, remembered where they repeat; None for texts and numbers."""
    here = connections[DEFAULT_DB_ALIAS]  # `connection` looks itself up at each use

    def convert(value: Any) -> Any:
        return field.get_db_prep_save(value, connection=here)

    if isinstance(field, models.JSONField):
        return convert
    plain = isinstance(field, models.CharField | models.IntegerField | models.BooleanField)
    return None if plain else lru_cache(maxsize=1024)(convert)
