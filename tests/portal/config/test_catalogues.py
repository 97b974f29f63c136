"""Message catalogues, made in Python."""

import gettext
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from django.conf import settings

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
    assert catalogues.compile_all(locale_root) == 5
    spoken = {}
    for language in ("fr", "en"):
        with (locale_root / language / "LC_MESSAGES/django.mo").open("rb") as stream:
            spoken[language] = gettext.GNUTranslations(stream)
    assert spoken["fr"].ngettext("%(n)s place", "%(n)s places", 0) == "%(n)s place"
    assert spoken["en"].ngettext("%(n)s place", "%(n)s places", 0) == "{n} places"
    assert spoken["fr"].gettext("Votre prochaine étape") == "Votre prochaine étape"


@pytest.mark.parametrize(
    "french",
    [
        "Que faire ?",
        "Trop tard : réessayez",
        "un ; deux",
        "Bravo !",
        "un « mot",
        "le mot »",
        "à 95 %%.",
        "moins de %(n)s %%",
        "12 €",
    ],
)
def test_french_that_could_break_before_its_sign_is_told(tree: Path, french: str) -> None:
    (tree / "cms/models.py").write_text(
        f'from django.utils.translation import gettext as _\n\nX = _("{french}")\n', encoding="utf-8"
    )
    assert f"cms: wants a no-break space: {french!r}" in catalogues.problems(tree, tree / "portal/locale")


@pytest.mark.parametrize(
    "french",
    [
        "Que faire\u202f?",
        "Trop tard\u00a0: réessayez",
        "un «\u00a0mot\u00a0»",
        "à 95\u00a0%%",
        "de %(first)s %(last)s",
        "vu par %(n)d personnes",
        "18:30, https://example.org/?q=1",
        "c’est fini...",
    ],
)
def test_french_that_holds_together_is_not(tree: Path, french: str) -> None:
    (tree / "cms/models.py").write_text(
        f'from django.utils.translation import gettext as _\n\nX = _("{french}")\n', encoding="utf-8"
    )
    assert not any("no-break" in line for line in catalogues.problems(tree, tree / "portal/locale"))


def test_one_message_in_two_areas_is_said_in_one_way(tree: Path) -> None:
    root, locale_root = tree, tree / "portal/locale"
    for place in ("cms/models.py", "portal/mentorship/states.py"):
        (tree / place).parent.mkdir(parents=True, exist_ok=True)
        (tree / place).write_text('from django.utils.translation import gettext as _\n\nX = _("Retirer")\n', encoding="utf-8")
    catalogues.update(root, locale_root)
    translate_everything(locale_root)
    assert catalogues.problems(root, locale_root) == []
    path = catalogues.po_path(locale_root, "cms")
    path.write_text(path.read_text(encoding="utf-8").replace('msgstr "English"', 'msgstr "Remove"'), encoding="utf-8")
    assert catalogues.problems(root, locale_root) == ["cms, mentorship: said in two ways: 'Retirer'"]


def test_both_forms_of_a_plural_are_read(tree: Path) -> None:
    (tree / "templates/base.html").write_text(
        "{% load i18n %}{% blocktranslate count n=n %}Une place{% plural %}{{ n }} places : voici{% endblocktranslate %}",
        encoding="utf-8",
    )
    told = [line for line in catalogues.problems(tree, tree / "portal/locale") if "no-break" in line]
    assert told == ["templates: wants a no-break space: ('Une place', '%(n)s places : voici')"]


def spoken_in(tree: Path, language: str, **areas: dict[str, Any]) -> gettext.NullTranslations:
    """What a language says once these areas (message and English by name) are compiled."""
    for area, messages in areas.items():
        catalogue = Catalog(locale="en", charset="utf-8")
        for message, english in messages.values():
            catalogue.add(message, string=english)
        path = catalogues.po_path(tree, area)
        path.parent.mkdir(parents=True)
        with path.open("wb") as stream:
            write_po(stream, catalogue)
    assert catalogues.compile_all(tree) == len(areas)
    return gettext.translation("django", localedir=tree, languages=[language])


PLURAL = {"plural": (("Une place", "%(n)s places"), ("One place", "%(n)s places left"))}
ALONE = {"alone": ("Une place", "A place")}


@pytest.mark.parametrize("areas", [{"a": PLURAL, "b": ALONE}, {"a": ALONE, "b": PLURAL}])
def test_a_text_that_is_a_singular_elsewhere_keeps_both_meanings(tmp_path: Path, areas: dict[str, Any]) -> None:
    english = spoken_in(tmp_path, "en", **areas)
    assert english.gettext("Une place") == "A place"
    assert english.ngettext("Une place", "%(n)s places", 1) == "One place"
    assert english.ngettext("Une place", "%(n)s places", 2) == "%(n)s places left"


def test_what_two_areas_hold_is_said_as_in_the_first(tmp_path: Path) -> None:
    areas = {"b": {"one": ("Places", "Seats")}, "a": {"one": ("Places", "Places"), "two": ("Suite", "Next")}}
    english = spoken_in(tmp_path, "en", **areas)
    assert (english.gettext("Places"), english.gettext("Suite")) == ("Places", "Next")


def test_french_stands_for_itself_in_the_same_file(tmp_path: Path) -> None:
    french = spoken_in(tmp_path, "fr", a=ALONE, b=PLURAL)
    assert french.gettext("Une place") == "Une place"
    assert french.ngettext("Une place", "%(n)s places", 0) == "Une place"


def test_a_language_is_one_file_however_many_areas_there_are(tmp_path: Path) -> None:
    spoken_in(tmp_path, "fr", a=ALONE, b=PLURAL)
    assert {str(path.relative_to(tmp_path).parent) for path in tmp_path.rglob("*.mo")} == {"en/LC_MESSAGES", "fr/LC_MESSAGES"}
    assert [settings.LOCALE_ROOT] == settings.LOCALE_PATHS
    assert catalogues.problems(settings.BASE_DIR, tmp_path)[-1] == "b: a catalogue of nothing"  # and neither "en" nor "fr" is one
