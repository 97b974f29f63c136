"""From a kind of message to its words: subject, plain text, and the same words as a page that mail programmes can show (MJML)."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation
from mjml import mjml2html

from portal.core.outbox import Addition, Contact

TEXT = "emails/wrapper.txt"
EXAMPLE = {"candidates": 3, "questions": 1, "proposals": 2, "quiet": 4, "referrals": 1, "ready": 2, "gates": 1, "closing": 1}
"""Numbers for whoever reads a message before it leaves."""
WRAPPER = "emails/wrapper.mjml"
NOTHING = Addition()


@dataclass(frozen=True)
class Mail:
    """What leaves: never without plain text."""

    subject: str
    text: str
    html: str
    stop_link: str = ""


def template_of(kind: str) -> str:
    """Return where the words of "<room>.<name>" are written."""
    room, _, name = kind.partition(".")
    return f"emails/{room}/{name}.txt"


def render(kind: str, *, contact: Contact, addition: Addition = NOTHING, stop: str = "") -> Mail:
    """Write a message in the recipient's language with what it carries; its link leads where the addition says, or the contact.
    `stop` is the page below the language that stops messages of this group, "" for a message that nobody can stop.

    Raises TemplateDoesNotExist when the kind has no words.
    """
    known = {code for code, _ in settings.LANGUAGES}
    language = contact.language if contact.language in known else settings.LANGUAGE_CODE
    with translation.override(language):
        link = start_page() + (addition.page or contact.page)
        context = {"name": contact.given_name, "link": link, "counts": addition.counts, "written": _written(addition, language)}
        subject, _, text = _plain(template_of(kind), context).strip().partition("\n")
        paragraphs, verb = _with_button(_paragraphs(text), link)
        stop_link = start_page() + stop if stop else ""
        text = _plain(TEXT, {"text": text.strip(), "stop_link": stop_link}).strip() + "\n"
        source = get_template(WRAPPER).render(
            {**context, "subject": subject, "paragraphs": paragraphs, "verb": verb, "stop_link": stop_link}
        )
    return Mail(subject.strip(), text, mjml2html(source, disable_comments=True, fonts={}), stop_link)


class Words:
    """Fulfils portal.core.ports.MessageWords: the words as they stand in templates/emails."""

    def kinds(self) -> list[str]:
        """Return every kind that has words, in order."""
        return sorted(f"{path.parent.name}.{path.stem}" for path in (settings.BASE_DIR / "templates" / "emails").glob("*/*.txt"))

    def write(self, kind: str, *, contact: Contact, stop: str = "") -> Mail:
        """Write a message. Raises LookupError for a kind without words."""
        if kind not in self.kinds():
            raise LookupError(kind)
        return render(kind, contact=contact, stop=stop, addition=Addition(counts=EXAMPLE))


def start_page() -> str:
    """Return the absolute address where the recipient starts, in the language in force."""
    return f"{settings.PUBLIC_URL}/{translation.get_language()}/"


def has_words(kind: str) -> bool:
    """Return whether a kind of message has a template."""
    try:
        get_template(template_of(kind))
    except TemplateDoesNotExist:
        return False
    return True


def _written(addition: Addition, language: str) -> dict[str, str] | None:
    """Return the words that somebody wrote, in a language or the usual one; None where they are all in the template."""
    found = addition.written.get(language) or addition.written.get(settings.LANGUAGE_CODE)
    return {"subject": found[0], "text": found[1]} if found else None


def _plain(template: str, context: dict[str, Any]) -> str:
    """Render without escaping: this is text, not HTML."""
    return str(get_template(template).template.render(Context(context, autoescape=False)))  # type: ignore[attr-defined]  # Django's own


def _paragraphs(text: str) -> list[list[str]]:
    """Return the lines of each paragraph."""
    return [block.strip().split("\n") for block in text.split("\n\n") if block.strip()]


def _with_button(paragraphs: list[list[str]], link: str) -> tuple[list[list[str]], str]:
    """Return the paragraphs without the line that leads to the address ("See what comes next:"), and that line for the button."""
    for place, lines in enumerate(paragraphs[1:], start=1):
        before = paragraphs[place - 1]
        if lines == [link] and len(before) == 1 and before[0].endswith(":"):
            return paragraphs[: place - 1] + paragraphs[place:], before[0].rstrip(":\u00a0 ")
    return paragraphs, ""
