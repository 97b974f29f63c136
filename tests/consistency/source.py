"""Walks the source tree, for the tests that hold its walls."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

ROOT: Path = settings.BASE_DIR
TOPS = ("portal", "cms", "integrations")


@dataclass(frozen=True)
class Function:
    """A function and where it stands."""

    path: Path
    name: str
    line: int
    length: int
    node: ast.FunctionDef | ast.AsyncFunctionDef

    def __str__(self) -> str:
        return f"{self.path.relative_to(ROOT)}:{self.line} {self.name} ({self.length} lines)"


def modules(*tops: str) -> Iterator[Path]:
    """Yield the Python files of some top folders (the product by default), without migrations and caches."""
    for top in tops or TOPS:
        for path in sorted((ROOT / top).rglob("*.py")):
            if "migrations" not in path.parts and "__pycache__" not in path.parts:
                yield path


def lines(path: Path) -> int:
    """Return how many lines a file has."""
    return len(path.read_text(encoding="utf-8").splitlines())


def functions(*tops: str) -> Iterator[Function]:
    """Yield every function and method."""
    for path in modules(*tops):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield Function(path, node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1, node)


def public_functions(file_name: str) -> Iterator[Function]:
    """Yield the doors of every room: the public functions of its file of that name, or what the package folder hands out."""
    for path in modules("portal", "integrations"):
        if file_name not in {path.stem, path.parent.name}:
            continue
        handed_out = _handed_out(path.parent / "__init__.py") if path.parent.name == file_name else None
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if (
                isinstance(node, ast.FunctionDef)
                and not node.name.startswith("_")
                and (handed_out is None or node.name in handed_out)
            ):
                yield Function(path, node.name, node.lineno, (node.end_lineno or node.lineno) - node.lineno + 1, node)


def _handed_out(init: Path) -> set[str]:
    tree = ast.parse(init.read_text(encoding="utf-8"))
    return {alias.asname or alias.name for node in tree.body if isinstance(node, ast.ImportFrom) for alias in node.names}


def templates() -> Iterator[Path]:
    """Yield every template."""
    yield from (path for path in sorted((ROOT / "templates").rglob("*")) if path.is_file())
