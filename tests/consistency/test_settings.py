"""Every setting a person may set is documented, and no document names one that is gone."""

import re

from .source import ROOT, modules

READ = re.compile(r"(?:env(?:\.\w+)?|secret)\(\s*\"([A-Z_]+)\"")


def test_every_environment_variable_is_documented() -> None:
    read = {name for path in modules("portal") for name in READ.findall(path.read_text(encoding="utf-8"))}
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (ROOT / "docs/settings.md").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"BINOME_MODE", "DATABASE_URL", "BINOME_SECRET_KEY"} <= read
    assert documented == read
