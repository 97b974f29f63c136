"""Each picture the documentation shows is there, is shown, and all together are light; each task of the desk has its own."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.browser.pictures import FOLDER, PICTURES, WIDE, small

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
SHOWN = re.compile(r"!\[(?P<words>[^\]]*)\]\((?P<path>[^)]+)\)")
MOST_BYTES = 600_000


def shown() -> list[tuple[Path, str, Path]]:
    """The page, the words and the file of every picture that a page shows."""
    found = ((page, one["words"], one["path"]) for page in PAGES for one in SHOWN.finditer(page.read_text(encoding="utf-8")))
    return [(page, words, (page.parent / path).resolve()) for page, words, path in found]


def test_each_picture_that_is_shown_is_there_and_says_what_it_shows() -> None:
    assert shown()
    assert [(page.name, path.name) for page, words, path in shown() if not path.is_file() or len(words) < 8] == []


def test_each_file_is_shown_somewhere() -> None:
    assert {one.name for one in FOLDER.iterdir()} == {path.name for _page, _words, path in shown()}


def test_each_screenshot_can_be_taken_again_by_the_command() -> None:
    assert {f"{one.name}.webp" for one in PICTURES} == {one.name for one in FOLDER.glob("*.webp")}
    assert not [*FOLDER.glob("*.png"), *FOLDER.glob("*.jpg")]


def test_each_task_of_the_desk_has_one_picture_and_no_other_has_it() -> None:
    tasks = re.split(r"^## (?=\d+\. )", (ROOT / "docs" / "desk.md").read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    of_task = [[Path(one["path"]).stem for one in SHOWN.finditer(task.partition("\n## ")[0])] for task in tasks]
    assert of_task == [[one.name] for one in PICTURES if one.name.startswith("desk-")]
    assert [int(name.split("-")[1]) for [name] in of_task] == list(range(1, 11))


def test_all_together_they_are_light() -> None:
    assert sum(one.stat().st_size for one in FOLDER.iterdir()) <= MOST_BYTES


@pytest.mark.parametrize("file", sorted(FOLDER.glob("*.webp")), ids=lambda one: one.stem)
def test_each_is_as_wide_as_it_is_kept_and_no_empty_page(file: Path) -> None:
    with Image.open(file) as image:
        assert (image.format, image.width) == ("WEBP", WIDE)
        assert len(image.convert("RGB").getcolors(1 << 24) or []) > 100


def test_a_screenshot_is_made_small() -> None:
    png = io.BytesIO()
    Image.new("RGB", (1280, 640), "white").save(png, "PNG")
    with Image.open(io.BytesIO(small(png.getvalue()))) as image:
        assert (image.format, image.size) == ("WEBP", (WIDE, 480))
