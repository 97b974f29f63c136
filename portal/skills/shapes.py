"""What a framework of competences is made of."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Text:
    """The same words in both languages of the portal."""

    fr: str
    en: str

    def said(self, language: str) -> str:
        """Return the words in a language, French if it has none."""
        return self.en if language.startswith("en") else self.fr


@dataclass(frozen=True)
class Item:
    """One short sentence that somebody rates."""

    code: str
    text: Text


@dataclass(frozen=True)
class Alignment:
    """A skill of ESCO that comes nearest, by its URI and labels."""

    uri: str
    label: Text


@dataclass(frozen=True)
class Competence:
    """A competence: its name, its items, and what it is aligned with."""

    code: str
    name: Text
    items: tuple[Item, ...]
    esco: tuple[Alignment, ...]
    lifecomp: str


@dataclass(frozen=True)
class Framework:
    """A questionnaire: competences of a few items, the scale from 1 to 5, and the few items asked about the third month."""

    code: str
    version: int
    title: Text
    lead: Text
    scale: tuple[Text, ...]
    pulse: frozenset[str]
    notices: tuple[Text, ...]
    competences: tuple[Competence, ...]
