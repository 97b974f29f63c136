"""Names of columns: how they compare, and why one that no mapping names is refused."""

import re
import tomllib
import unicodedata
from functools import cache
from pathlib import Path

from portal.people.enums import ColumnRefusal

_WORDS = Path(__file__).with_name("refused_columns.toml")
_BREAKS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|[^0-9A-Za-z]+")


def folded(name: str) -> str:
    """Return a name of a column as it is compared: no accents, no capitals, one space between words."""
    plain = unicodedata.normalize("NFKD", name.replace("’", "'")).encode("ascii", "ignore").decode()
    return " ".join(_BREAKS.sub(" ", plain).lower().split())


def refusal(name: str) -> ColumnRefusal:
    """Return why a column that no mapping names is not taken in; one that no word tells of is merely unknown."""
    words = folded(name).split()
    told = {*words, "".join(words)}
    return next((why for why, known in _known().items() if told & known), ColumnRefusal.UNKNOWN)


@cache
def _known() -> dict[ColumnRefusal, frozenset[str]]:
    said = tomllib.loads(_WORDS.read_text(encoding="utf-8"))
    return {ColumnRefusal(why): frozenset(folded(word) for word in words.split()) for why, words in said.items()}
