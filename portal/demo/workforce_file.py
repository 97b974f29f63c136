"""Makes the demo's staff list: IBM's published extract, with what a real HRIS would add to it. Same seed, same bytes.

    python -m portal.demo.workforce_file

IBM's file has no name, e-mail, hire date, site or manager. What is added is drawn from a seed, the role, the department, the years
in the company and `Attrition` (an end date within the demo's months): never from age, gender, or any other refused column.
"""

import csv
import io
import random
import unicodedata
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path

SEED = 7
DEMO_START = date(2024, 11, 1)
DEMO_END = date(2026, 10, 31)
COMPANY_NAME = "Groupe Orvane"

FOLDER = Path(__file__).parent / "data" / "workforce"
EXTRACT = FOLDER / "ibm_hr_attrition.csv"
WORKFORCE = FOLDER / "workforce.csv"

ADDED = (
    "identifiant", "prénom", "nom", "courriel", "entité", "site", "catégorie", "rythme", "compte SSO", "date d'entrée",
    "date de sortie", "responsable",
)  # fmt: skip
LEADING = frozenset({"Manager", "Research Director", "Manufacturing Director"})
WORKSHOP = frozenset({"Laboratory Technician", "Manufacturing Director"})
# Where a role works: the workshops are at five sites, research at four, sales and head office in cities.
SITES_OF = {
    "workshop": ("CHA", "CHA", "RIO", "RIO", "VAL", "VAL", "STP", "STP", "CHO", "CHO", "EVR"),
    "research": ("CLF", "CLF", "CLF", "VIL", "VIL", "DIJ", "EVR", "EVR", "NAN"),
    "office": ("STD", "STD", "STD", "LIL", "LIL", "VIL", "NAN", "DIJ", "CLF"),
}
RHYTHMS = ("journée", "3×8", "5×8", "nuit")
Row = dict[str, str]


def draw(row: Row, what: str) -> random.Random:
    """Return a generator of its own for one thing about one row, so that adding a column moves no other."""
    return random.Random(f"{SEED}:{what}:{row['EmployeeNumber']}")  # noqa: S311  a demo, not a secret


def identifier(row: Row) -> str:
    """Return the HRIS's immutable identifier, which says nothing of the employee number."""
    return "P" + sha256(f"{SEED}:{row['EmployeeNumber']}".encode()).hexdigest()[:8].upper()


def trade(row: Row) -> str:
    """Return what kind of place a role works in."""
    if row["JobRole"] in WORKSHOP:
        return "workshop"
    return "research" if row["Department"] == "Research & Development" else "office"


def contract(row: Row) -> tuple[date, date | None]:
    """Return the first and last day: a leaver’s is a day of the demo, and years count back from it, or from the demo’s end."""
    dice = draw(row, "contract")
    last = None
    if row["Attrition"] == "Yes":
        last = DEMO_START + timedelta(days=dice.randrange(1, (DEMO_END - DEMO_START).days))
    before = int(row["YearsAtCompany"]) * 365 + dice.randrange(28, 360)
    return (last or DEMO_END) - timedelta(days=before), last


def rhythm(row: Row) -> str:
    """Return the work pattern: shifts in the workshops, days elsewhere but for a few."""
    weights = (46, 34, 10, 10) if trade(row) == "workshop" else (97, 1, 1, 1)
    return draw(row, "rhythm").choices(RHYTHMS, weights)[0]


def has_account(row: Row, works: str) -> bool:
    """Return whether the person has an account of the company: three in five of the shifts have none, and a few others."""
    without = 0.6 if works != RHYTHMS[0] else 0.09 if trade(row) == "workshop" else 0.01
    return draw(row, "account").random() >= without


def category(row: Row) -> str:
    """Return the socio-professional category of a role."""
    if row["JobRole"] == "Manager" and row["JobLevel"] == "5":
        return "dirigeant"
    if row["JobRole"] == "Laboratory Technician":
        return "ouvrier" if row["JobLevel"] == "1" else "technicien"
    if row["JobRole"] in {"Sales Representative", "Human Resources"} and row["JobLevel"] in {"1", "2"}:
        return "employé"
    return "cadre"


def entity(row: Row) -> str:
    """Return the legal entity that employs."""
    return {"workshop": "ORV-IND", "research": "ORV-REC", "office": "ORV-SER"}[trade(row)]


def plain(text: str) -> str:
    """Return a name as it stands in an address."""
    folded = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return "".join(letter if letter.isalnum() else "-" for letter in folded)


def name_everyone(rows: list[Row]) -> None:
    """Give each row an invented name that nobody else has, and the address made of it."""
    given, family = ((FOLDER / f"{kind}_names.txt").read_text(encoding="utf-8").split("\n")[:-1] for kind in ("given", "family"))
    taken: set[str] = set()
    for row in rows:
        dice, address = draw(row, "name"), ""
        while not address or address in taken:
            row["prénom"], row["nom"] = dice.choice(given), dice.choice(family)
            address = f"{plain(row['prénom'])}.{plain(row['nom'])}"
        taken.add(address)
        row["courriel"] = f"{address}@example.org" if row["compte SSO"] == "oui" else ""


def give_managers(rows: list[Row]) -> None:
    """Give each row a manager who stays: one at the site, above them the head of the department, above all one person."""
    staying = [row for row in rows if row["Attrition"] == "No" and row["JobRole"] in LEADING]
    heads = {row["Department"]: row for row in reversed(staying) if row["catégorie"] == "dirigeant"}
    top = heads["Research & Development"]
    for row in rows:
        head = heads[row["Department"]]
        near = [leader for leader in staying if (leader["Department"], leader["site"]) == (row["Department"], row["site"])]
        above = draw(row, "manager").choice(near) if near and row["JobRole"] not in LEADING else head
        above = top if row is head else above
        row["responsable"] = "" if row is top else above["identifiant"]


def workforce(extract: list[Row]) -> list[Row]:
    """Return the rows of the extract with the added columns."""
    rows = [dict(row) for row in extract]
    for row in rows:
        first, last = contract(row)
        works = rhythm(row)
        row["identifiant"] = identifier(row)
        row["entité"], row["site"] = entity(row), draw(row, "site").choice(SITES_OF[trade(row)])
        row["catégorie"], row["rythme"] = category(row), works
        row["compte SSO"] = "oui" if has_account(row, works) else "non"
        row["date d'entrée"], row["date de sortie"] = first.isoformat(), last.isoformat() if last else ""
    name_everyone(rows)
    give_managers(rows)
    return rows


def content() -> bytes:
    """Return the staff list as it is committed: UTF-8 with a mark, semicolons, one line a person."""
    with EXTRACT.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream)
        rows, columns = workforce(list(reader)), [*(reader.fieldnames or ()), *ADDED]
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, delimiter=";", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


if __name__ == "__main__":
    WORKFORCE.write_bytes(content())
