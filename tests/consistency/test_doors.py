"""Queries and operations are the only doors: keyword arguments, who and when, and words on what they do."""

import ast
import re

from .source import ROOT, Function, modules, public_functions


def keyword_only(function: Function) -> bool:
    arguments = function.node.args
    return not arguments.args and not arguments.posonlyargs


def named(function: Function) -> set[str]:
    return {argument.arg for argument in function.node.args.kwonlyargs}


def test_doors_take_keyword_arguments() -> None:
    doors = [*public_functions("queries"), *public_functions("operations")]
    assert len(doors) > 3
    assert [str(door) for door in doors if not keyword_only(door)] == []


def test_operations_are_told_who_and_when() -> None:
    assert [str(door) for door in public_functions("operations") if not {"by", "at"} <= named(door)] == []


def test_doors_say_what_they_do() -> None:
    doors = [*public_functions("queries"), *public_functions("operations"), *public_functions("ports")]
    assert [str(door) for door in doors if not ast.get_docstring(door.node)] == []


def test_the_clock_is_an_argument_in_the_domain() -> None:
    """Rules and operations never ask what time it is."""
    asks = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|clock\.(now|today)\(|localdate\(\)")
    guilty = [
        str(path.relative_to(ROOT))
        for path in modules("portal")
        if path.stem in {"rules", "operations", "states", "models"} or path.parent.name in {"rules", "operations"}
        if asks.search(path.read_text(encoding="utf-8"))
    ]
    assert guilty == []


def test_the_task_library_is_named_in_one_module() -> None:
    guilty = [str(p.relative_to(ROOT)) for p in modules() if re.search(r"^(from|import) django_tasks", p.read_text(), re.MULTILINE)]
    assert guilty == ["portal/core/background.py"]
