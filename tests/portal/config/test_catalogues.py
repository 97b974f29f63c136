"""Message catalogues, made in Python."""

import gettext
from pathlib import Path

import pytest
from babel.messages.pofile import write_po

from portal.config import catalogues

TEMPLATE = """{% load i18n %}<h1>{% translate "Votre prochaine étape" %}</h1>
{% blocktranslate count n=places %}{{ n }} place{% plural %}{{ n }} places{% endblocktranslate %}"""
VIEW = 'from django.utils.translation import gettext as _\n\nWORDS = _("C’est fait")\n'


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    files = {
        "templates/mentorship/home.html": TEMPLATE,
        "templates/base.html": '{% load i18n %}{% translate "Aller au contenu" %}',
        "portal/web/me/sessions.py": VIEW,
        "portal/core/clock.py": "",
        "cms/models.py": VIEW,
        "integrations/sso/views.py": VIEW,
    }
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "portal/locale").mkdir()
    return tmp_path


@pytest.mark.parametrize(
    ("path", "area"),
    [
        ("portal/web/me/sessions.py", "me-sessions"),
        ("portal/mentorship/enums.py", "mentorship"),
        ("integrations/sso/views.py", "sso"),
        ("templates/emails/mentorship/pair_opened.txt", "emails-mentorship"),
        ("templates/base.html", "templates"),
        ("cms/blocks.py", "cms"),
    ],
)
def test_a_room_has_its_own_catalogue(path: str, area: str) -> None:
    assert catalogues.area_of(Path(path)) == area


def translate_everything(locale_root: Path) -> None:
    for path in locale_root.glob("*/en/LC_MESSAGES/django.po"):
        catalogue = catalogues.stored(path)
        for message in catalogue:
            if message.id:
                message.string = ("{n} place", "{n} places") if isinstance(message.id, list | tuple) else "English"
        with path.open("wb") as stream:
            write_po(stream, catalogue)


def test_update_then_translate_then_check_is_clean(tree: Path) -> None:
    root, locale_root = tree, tree / "portal/locale"
    assert any("not in the catalogue" in line for line in catalogues.problems(root, locale_root))
    catalogues.update(root, locale_root)
    assert {line.split(": ")[1] for line in catalogues.problems(root, locale_root)} == {"not translated"}
    translate_everything(locale_root)
    assert catalogues.problems(root, locale_root) == []
    catalogues.update(root, locale_root)
    assert catalogues.problems(root, locale_root) == []


def test_a_message_that_goes_leaves_its_catalogue_stale(tree: Path) -> None:
    catalogues.update(tree, tree / "portal/locale")
    (tree / "cms/models.py").write_text("", encoding="utf-8")
    assert "cms: a catalogue of nothing" in catalogues.problems(tree, tree / "portal/locale")
    (tree / "templates/mentorship/home.html").write_text("", encoding="utf-8")
    assert any(line.startswith("mentorship: a catalogue") for line in catalogues.problems(tree, tree / "portal/locale"))


def test_french_plurals_are_french_and_english_ones_english(tree: Path) -> None:
    locale_root = tree / "portal/locale"
    catalogues.update(tree, locale_root)
    translate_everything(locale_root)
    assert catalogues.compile_all(locale_root) == 10
    spoken = {}
    for language in ("fr", "en"):
        with (locale_root / "mentorship" / language / "LC_MESSAGES/django.mo").open("rb") as stream:
            spoken[language] = gettext.GNUTranslations(stream)
    assert spoken["fr"].ngettext("%(n)s place", "%(n)s places", 0) == "%(n)s place"
    assert spoken["en"].ngettext("%(n)s place", "%(n)s places", 0) == "{n} places"
    assert spoken["fr"].gettext("Votre prochaine étape") == "Votre prochaine étape"
