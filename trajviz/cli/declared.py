"""What views and themes are called and which options views have, for the help and the parser.

Where something has imported what draws, as a plug-in with a view does, the registries say it. Otherwise the sources
are read and not run: to import Matplotlib would more than double the time of a list, a help text or a refusal.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any

from trajviz import options
from trajviz.options import Option

_DRAWING = Path(options.__file__).parent / "drawing"

Options = Mapping[str, tuple[str, Any, Option]]
"""The type as it is written, the default and the option of each field that is one, by name."""


def view_names() -> list[str]:
    """Return the names of the views."""
    if (module := sys.modules.get("trajviz.drawing.views")) is not None:
        return list(module.views.entered)
    return _names(sorted((_DRAWING / "views").glob("*.py")), "view")


def theme_names() -> list[str]:
    """Return the names of the themes."""
    if (module := sys.modules.get("trajviz.drawing.theme")) is not None:
        return list(module.themes.entered)
    return _names([_DRAWING / "theme.py"], "theme")


def plane_names() -> list[str]:
    """Return the names of the planes."""
    if (module := sys.modules.get("trajviz.planes.registration")) is not None:
        return list(module.planes.entered)
    return _names([_DRAWING.parent / "planes" / "registration.py"], "plane")


def layer_names() -> list[str]:
    """Return the names of the layers that are wanted by name."""
    if (module := sys.modules.get("trajviz.drawing.layers.registration")) is not None:
        return list(module.layers.entered)
    return _names(sorted((_DRAWING / "layers").glob("*.py")), "layer")


def view_options() -> Options:
    """Return what the views declare as options, the first of several with that name."""
    found: dict[str, tuple[str, Any, Option]] = {}
    if (module := sys.modules.get("trajviz.drawing.views")) is not None:
        for view_class in module.views.entered.values():
            for each in fields(view_class):
                if "option" in each.metadata:
                    kind = each.type if isinstance(each.type, str) else getattr(each.type, "__name__", str(each.type))
                    found.setdefault(each.name, (kind, each.default, each.metadata["option"]))
        return found
    for view in _views():
        for statement in view.body:
            if isinstance(statement, ast.AnnAssign) and _called(statement.value) == "option":
                assert isinstance(statement.target, ast.Name)
                assert statement.value is not None
                declared = eval(compile(ast.Expression(statement.value), "option", "eval"), vars(options))  # our own
                option = declared.metadata["option"]
                found.setdefault(statement.target.id, (ast.unparse(statement.annotation), declared.default, option))
    return found


def _names(paths: list[Path], decorator: str) -> list[str]:
    """Return the names that `@decorator("name", ...)` registers in some files."""
    pattern = re.compile(rf'^@{decorator}\("([^"]+)"', re.MULTILINE)
    return [name for path in paths for name in pattern.findall(path.read_text(encoding="utf-8"))]


def _views() -> Iterator[ast.ClassDef]:
    """Yield the views that are declared in this package's files, up to their first method: to parse all takes long."""
    head = re.compile(r"^@view\([^\n]*\)\n.*?(?=^    (?:def |@)|\Z)", re.MULTILINE | re.DOTALL)
    for path in sorted((_DRAWING / "views").glob("*.py")):
        for found in head.findall(path.read_text(encoding="utf-8")):
            (declared,) = ast.parse(found).body
            assert isinstance(declared, ast.ClassDef)
            yield declared


def _called(node: ast.expr | None) -> str:
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""
