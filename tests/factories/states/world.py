"""The world, part by part."""

from importlib import import_module

from .guide import Guide
from .home import a_home
from .parts import PARTS


def build() -> Guide:
    """Write all of it; return the guide to its screens."""
    home, guide = a_home(), Guide()
    for part in PARTS:
        guide.part = part
        import_module(f"{__package__}.{part}").build(home, guide)
    return guide
