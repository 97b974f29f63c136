"""A skills profile as it is read: dots on a scale of five steps, its words, and the document a person takes along."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.core.outbox import Addition
from portal.skills.enums import Wave
from portal.skills.queries import Line, Profile
from portal.skills.shapes import Text

from . import documents
from .dates import date_format

LOWEST, HIGHEST = 1, 5
NONE = "–"


@dataclass(frozen=True)
class Dots:
    """A competence as a row of a chart: where its two dots lie, in percent of the scale, and the same in words."""

    label: str
    start: str
    end: str
    change: str
    then: str
    before: float | None
    after: float | None

    @property
    def text(self) -> str:
        """Both means, or the one there is."""
        return f"{self.start} → {self.end}" if self.end else self.start


def addition(*, kind: str, subject_id: UUID) -> Addition:
    """Lead a mail about a wave to it: the same page, whichever wave waits."""
    return Addition(page="me/skills/")


def words(text: Text) -> str:
    """Return the words of a framework in the language in force."""
    return text.said(get_language() or "fr")


def dots(profile: Profile) -> list[Dots]:
    """Return the rows of a profile's chart."""
    return [_dots(line) for line in profile.lines]


def waves(profile: Profile) -> list[tuple[str, str]]:
    """Return the waves answered with their days, in order."""
    return [(str(wave.label), date_format(profile.on[wave], "DATE_FORMAT")) for wave in Wave if wave in profile.on]


def third_month(profile: Profile) -> list[tuple[str, str, str]]:
    """Return what was asked about the third month: the question, what was said before training and what then, in words."""
    framework = profile.framework
    asked = {item.code: item.text for competence in framework.competences for item in competence.items}

    def said(value: int | None) -> str:
        return _("non observé") if value is None else words(framework.scale[value - 1]).lower()

    return [(words(asked[code]), said(before), said(then)) for code, before, then in profile.pulse]


def number(value: float | None) -> str:
    """Return a mean as it is read, to a tenth."""
    return _("non observé") if value is None else number_format(value, decimal_pos=1)


def signed(value: float) -> str:
    """Return a change as it is read, to a tenth, with its sign."""
    rounded = round(value, 1)
    if rounded == 0:
        return "0"
    return ("+\u202f" if rounded > 0 else "−\u202f") + number_format(abs(rounded), decimal_pos=1)


def as_json(profile: Profile) -> str:
    """Return a profile as data: what was asked, the mean of each competence a wave, what it is aligned with, the notices."""
    framework = profile.framework
    return json.dumps(
        {
            "framework": {"code": framework.code, "version": framework.version, "title": words(framework.title)},
            "scale": [words(step) for step in framework.scale],
            "answered_on": {str(wave): str(day) for wave, day in profile.on.items()},
            "competences": [
                {
                    "code": line.competence.code,
                    "name": words(line.competence.name),
                    "lifecomp": line.competence.lifecomp,
                    "esco": [one.uri for one in line.competence.esco],
                    str(Wave.START): line.start,
                    str(Wave.END): line.end,
                    str(Wave.THEN): line.then,
                }
                for line in profile.lines
            ],
            "third_month": [{"item": code, str(Wave.START): before, str(Wave.EARLY): then} for code, before, then in profile.pulse],
            "notices": [words(notice) for notice in framework.notices],
        },
        ensure_ascii=False,
        indent=2,
    )


def as_pdf(profile: Profile, *, holder: str, on: date) -> bytes:
    """Return a profile as a tagged PDF: the person's own words on themselves, and what that does not prove."""
    framework = profile.framework
    texts = {
        "title": _("Mes compétences d’accompagnement"),
        "holder": holder,
        "kicker": words(framework.title),
        "made": _("Document du %(day)s, établi d’après mes propres réponses.") % {"day": date_format(on, "j F Y")},
        "columns": json.dumps([_("Compétence"), Wave.START.label, Wave.END.label, _("Écart")], default=str, ensure_ascii=False),
        "caveat": caveat(),
    }
    rows = [[one.label, one.start, one.end or NONE, one.change or NONE] for one in dots(profile)]
    listed = {"rows": json.dumps(rows, ensure_ascii=False), "waves": json.dumps(waves(profile), ensure_ascii=False)}
    notices = json.dumps([words(notice) for notice in framework.notices], ensure_ascii=False)
    language = (get_language() or "fr")[:2]
    return documents.make_pdf("skills", words={**texts, **listed, "notices": notices, "language": language})


def caveat() -> str:
    """Return what such a profile does not prove."""
    return _(
        "Ce sont vos réponses sur vous-même, pas une évaluation. Un écart peut venir du mentorat, du travail, ou d’un jour "
        "différent ; sous un demi-point, il ne dit rien de sûr."
    )


def _dots(line: Line) -> Dots:
    return Dots(
        label=words(line.competence.name),
        start=number(line.start),
        end="" if line.end is None else number(line.end),
        change="" if line.change is None else signed(line.change),
        then="" if line.then is None else number(line.then),
        before=_place(line.start),
        after=_place(line.end),
    )


def _place(value: float | None) -> float | None:
    return None if value is None else round(100 * (value - LOWEST) / (HIGHEST - LOWEST), 1)


def steps() -> Iterator[int]:
    """Yield the steps of the scale as places of its marks, in percent."""
    yield from range(0, 101, 25)
