"""The catalogue file: a row in API Engagement's field names, read into what the models keep, or into what is wrong with it.

The names are those of the State's API Engagement (v2 of a mission; https://api.api-engagement.beta.gouv.fr/docs); what mentoring
adds is under `binome`. A flat row has dotted names ("binome.ageMin"), lists for what repeats, texts or numbers for the rest.
`openToMinors` speaks of volunteers' age, so it is always "no" here: mentors are employees.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.programmes.data import departements
from portal.programmes.enums import Cause, Label, Language, LegalScope, Mode, ProgrammeStatus, Skill, Slot

from .values import Parse, codes, day, hours, number, one_of, slug, text, web_address, words

ACTIVITY = "mentorat-parrainage"
REMOTE = {"no": Mode.IN_PERSON, "possible": Mode.HYBRID, "full": Mode.REMOTE}
STEPS = range(1, 7)


@dataclass(frozen=True)
class RowError:
    """What is wrong, where: row of the file (from 1), field, code of the rule."""

    row: int
    field: str
    rule: str


@dataclass(frozen=True)
class CatalogueRow:
    """A row that can be kept."""

    row: int
    association: dict[str, Any]
    programme: dict[str, Any]
    steps: dict[int, str]
    intake: dict[str, Any] | None


@dataclass(frozen=True)
class Field:
    """A field of the file: where it goes, how it is read, what stands for it when it is absent."""

    name: str
    key: str
    parse: Parse
    default: Any = field(default=None)
    required: bool = False


ASSOCIATION = (
    Field("organizationName", "name", text(160), required=True),
    Field("organizationClientId", "code", slug, required=True),
    Field("organizationRNA", "rna", text(10), ""),
    Field("organizationSiren", "siren", text(9), ""),
    Field("organizationUrl", "website", web_address(200), ""),
    Field("binome.associationEmail", "email", text(200), ""),
    Field("binome.associationPhone", "phone", text(20), ""),
    Field("binome.safeguardingHours", "safeguarding_hours", hours, {}),
    Field("binome.safeguardingPhone", "safeguarding_phone", text(20), ""),
)
PROGRAMME = (
    Field("clientId", "code", slug, required=True),
    Field("title", "title", text(120), required=True),
    Field("binome.summary", "summary", text(280), required=True),
    Field("description", "description", text(20_000), required=True),
    Field("audience", "audience", text(160), required=True),
    Field("requirements", "requirements", text(280), ""),
    Field("remote", "mode", one_of(REMOTE), required=True),
    Field("addresses.departmentCode", "departements", codes(departements()), []),
    Field("binome.ageMin", "age_min", number(3, 99), required=True),
    Field("binome.ageMax", "age_max", number(3, 99), required=True),
    Field("binome.durationMonths", "duration_months", number(1, 60), required=True),
    Field("binome.hoursPerMonth", "hours_per_month", number(1, 40), required=True),
    Field("binome.slots", "slots", codes(Slot), required=True),
    Field("binome.causes", "causes", codes(Cause), required=True),
    Field("binome.skills", "skills", codes(Skill), []),
    Field("binome.languages", "languages", codes(Language), []),
    Field("binome.legalScope", "legal_scope", one_of(words(LegalScope)), str(LegalScope.NONE)),
    Field("binome.need", "need", number(0, 100), 50),
    Field("binome.labels", "labels", codes(Label), []),
    Field("binome.status", "status", one_of(words(ProgrammeStatus)), str(ProgrammeStatus.OPEN)),
)
STEP_FIELDS = tuple(Field(f"binome.step{number_}", str(number_), text(2_000), required=True) for number_ in STEPS)
INTAKE = (
    Field("startAt", "starts_on", day),
    Field("places", "places_offered", number(0, 100_000)),
    Field("binome.placesFunded", "places_funded", number(0, 100_000)),
    Field("binome.staffCapacity", "staff_capacity", number(0, 100_000)),
    Field("binome.opensOn", "opens_on", day),
    Field("binome.closesOn", "closes_on", day),
)


def read_row(flat: Mapping[str, Any], *, row: int) -> tuple[CatalogueRow | None, list[RowError]]:
    """Read a flat row: what it holds, or everything that is wrong with it."""
    errors: list[RowError] = []
    association = _read(ASSOCIATION, flat, row, errors)
    programme = _read(PROGRAMME, flat, row, errors)
    steps = {int(key): value for key, value in _read(STEP_FIELDS, flat, row, errors).items()}
    intake = _intake(_read(INTAKE, flat, row, errors))
    errors += [RowError(row, name, rule) for name, rule in _together(flat, programme, intake)]
    return (None, errors) if errors else (CatalogueRow(row, association, programme, steps, intake), [])


def _read(fields: tuple[Field, ...], flat: Mapping[str, Any], row: int, errors: list[RowError]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for one in fields:
        value = flat.get(one.name)
        if value in (None, "", [], {}):
            found[one.key] = one.default
            if one.required:
                errors.append(RowError(row, one.name, "required"))
            continue
        try:
            found[one.key] = one.parse(value)
        except ValueError as broken:
            errors.append(RowError(row, one.name, str(broken)))
            found[one.key] = None
            continue
        if one.required and found[one.key] in ("", []):
            errors.append(RowError(row, one.name, "required"))
    return found


def _intake(given: dict[str, Any]) -> dict[str, Any] | None:
    """An intake needs a start and places; what is funded and carried is, unless said, what is offered."""
    if given["starts_on"] is None or given["places_offered"] is None:
        return None
    offered = given["places_offered"]
    return given | {name: offered for name in ("places_funded", "staff_capacity") if given[name] is None}


def _together(flat: Mapping[str, Any], programme: dict[str, Any], intake: dict[str, Any] | None) -> list[tuple[str, str]]:
    """What fields say against one another."""
    wrong = []
    if flat.get("activity") not in (None, "", ACTIVITY):
        wrong.append(("activity", "not_mentoring"))
    if programme["mode"] in {Mode.IN_PERSON, Mode.HYBRID} and programme["departements"] == []:
        wrong.append(("addresses.departmentCode", "required"))
    if programme["age_min"] and programme["age_max"] and programme["age_max"] < programme["age_min"]:
        wrong.append(("binome.ageMax", "less_than_age_min"))
    if intake and intake["places_offered"] > intake["places_funded"]:
        wrong.append(("places", "more_than_funded"))
    if intake and intake["places_offered"] > intake["staff_capacity"]:
        wrong.append(("places", "more_than_staff"))
    return wrong
