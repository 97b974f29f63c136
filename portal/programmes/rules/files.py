"""The two forms of a catalogue file, JSON and CSV, to and from flat rows with dotted names."""

import csv
import io
import json
from collections.abc import Iterable, Mapping
from typing import Any

from portal.core.spreadsheets import neutral, plain

from .exchange import ASSOCIATION, INTAKE, PROGRAMME, STEP_FIELDS

SEPARATOR = "|"
LISTS = {
    "addresses.departmentCode", "binome.slots", "binome.causes", "binome.skills", "binome.languages", "binome.labels",
    "binome.safeguardingHours", "softSkills",
}  # fmt: skip
EXTRA = ("softSkills", "schedule", "openToMinors", "activity")
COLUMNS = tuple(field.name for field in (*PROGRAMME, *STEP_FIELDS, *INTAKE, *ASSOCIATION)) + EXTRA


def flatten(mission: Mapping[str, Any]) -> dict[str, Any]:
    """Return a mission of a JSON file as a flat row: addresses give their département, `binome` its own fields, steps by number.

    What has another shape than it should is left to the rules of its field.
    """
    flat = {name: value for name, value in mission.items() if name not in {"addresses", "binome"}}
    addresses, own = mission.get("addresses") or [], mission.get("binome") or {}
    places = [one.get("departmentCode") if isinstance(one, Mapping) else one for one in _listed(addresses)]
    flat["addresses.departmentCode"] = [code for code in places if code]
    for name, value in own.items() if isinstance(own, Mapping) else ():
        if name == "steps":
            flat |= {f"binome.step{number}": text for number, text in enumerate(_listed(value), start=1)}
        else:
            flat[f"binome.{name}"] = value
    return flat


def nest(flat: Mapping[str, Any]) -> dict[str, Any]:
    """Return a flat row as a mission of a JSON file."""
    mission = {name: value for name, value in flat.items() if "." not in name}
    mission["addresses"] = [{"departmentCode": code} for code in flat["addresses.departmentCode"]]
    own = {name.removeprefix("binome."): value for name, value in flat.items() if name.startswith("binome.")}
    steps = [own.pop(f"step{number}", "") for number in range(1, 7)]
    return mission | {"binome": own | {"steps": steps}}


def read(content: str, *, suffix: str) -> list[dict[str, Any]]:
    """Return the flat rows of a file. Raises ValueError when it is no JSON list of missions, or no CSV with a title column."""
    try:
        return _missions(content) if suffix == ".json" else _table(content)
    except (csv.Error, RecursionError) as broken:
        raise ValueError("not_a_table") from broken


def _missions(content: str) -> list[dict[str, Any]]:
    missions = json.loads(content)
    missions = missions.get("data") if isinstance(missions, dict) else missions
    if not isinstance(missions, list) or not all(isinstance(one, dict) for one in missions):
        raise ValueError("not_a_list_of_missions")
    return [flatten(mission) for mission in missions]


def _table(content: str) -> list[dict[str, Any]]:
    reader = csv.DictReader(io.StringIO(content, newline=""))
    if "title" not in (reader.fieldnames or ()):
        raise ValueError("no_title_column")
    return [{name: _cell(name, value or "") for name, value in row.items() if name} for row in reader]


def write(rows: Iterable[Mapping[str, Any]], *, suffix: str) -> str:
    """Return the content of a file that `read` reads back as these flat rows."""
    if suffix == ".json":
        return json.dumps([nest(row) for row in rows], ensure_ascii=False, indent=1) + "\n"
    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS, extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _text(row.get(name)) for name in COLUMNS})
    return out.getvalue()


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _cell(name: str, value: str) -> Any:
    return [part for part in value.split(SEPARATOR) if part] if name in LISTS else plain(value)


def _text(value: Any) -> Any:
    if isinstance(value, Mapping):
        return SEPARATOR.join(f"{day} {span[0]}-{span[1]}" for day, span in value.items())
    return SEPARATOR.join(map(str, value)) if isinstance(value, list) else "" if value is None else neutral(value)
