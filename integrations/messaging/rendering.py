"""From a kind of message to its words: subject, plain text, and the same words as a simple page."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.template import Context, TemplateDoesNotExist
from django.template.loader import get_template
from django.utils import translation

from portal.core.outbox import Contact

WRAPPER = "emails/wrapper.html"


@dataclass(frozen=True)
class Mail:
    """What leaves: never without plain text."""

    subject: str
    text: str
    html: str


def template_of(kind: str) -> str:
    """Return where the words of "<room>.<name>" are written."""
    room, _, name = kind.partition(".")
    return f"emails/{room}/{name}.txt"


def render(kind: str, *, contact: Contact, page: str = "") -> Mail:
    """Write a message in the recipient's language; its link leads to `page`, or where the contact says.

    Raises TemplateDoesNotExist when the kind has no words.
    """
    known = {code for code, _ in settings.LANGUAGES}
    with translation.override(contact.language if contact.language in known else settings.LANGUAGE_CODE):
        context = {"name": contact.given_name, "link": start_page() + (page or contact.page)}
        subject, _, text = _plain(template_of(kind), context).strip().partition("\n")
        text = text.strip()
        page = get_template(WRAPPER).render({**context, "subject": subject, "paragraphs": _paragraphs(text)})
    return Mail(subject.strip(), text + "\n", page)


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


def _plain(template: str, context: dict[str, Any]) -> str:
    """Render without escaping: this is text, not HTML."""
    return str(get_template(template).template.render(Context(context, autoescape=False)))  # type: ignore[attr-defined]  # Django's own


def _paragraphs(text: str) -> list[list[str]]:
    """Return the lines of each paragraph."""
    return [block.strip().split("\n") for block in text.split("\n\n") if block.strip()]
