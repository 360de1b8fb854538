"""What views and themes are called and which options views have, for the help and the parser.

Where something has imported what draws, as a plug-in with a view does, the registries say it. Otherwise the sources
are read and not run: to import Matplotlib would more than double the time of a list, a help text or a refusal.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

from trajviz import options
from trajviz.options import Option

_HERE = Path(options.__file__).parent

_OPTION = re.compile(
    r"^    (\w+): ([^=\n]+) = (option\((?:[^\n]+|(?:  #[^\n]*)?\n.*?^    )\))(?:  #[^\n]*)?$", re.MULTILINE | re.DOTALL
)
"""A field of a view that is an option, on one line or on several, as the formatter leaves it: name, type and value."""

Options = Mapping[str, tuple[str, Any, Option]]
"""The type as it is written, the default and the option of each field that is one, by name."""


def view_names() -> list[str]:
    """Return the names of the views."""
    if (module := sys.modules.get("trajviz.drawing.views")) is not None:
        return list(module.views.entered)
    return list(_names("drawing/views", "view"))


def theme_names() -> list[str]:
    """Return the names of the themes."""
    if (module := sys.modules.get("trajviz.drawing.theme")) is not None:
        return list(module.themes.entered)
    return list(_names("drawing/theme.py", "theme"))


def plane_names() -> list[str]:
    """Return the names of the planes."""
    if (module := sys.modules.get("trajviz.planes.registration")) is not None:
        return list(module.planes.entered)
    return list(_names("planes/registration.py", "plane"))


def layer_names() -> list[str]:
    """Return the names of the layers that are wanted by name."""
    if (module := sys.modules.get("trajviz.drawing.layers.registration")) is not None:
        return list(module.layers.entered)
    return list(_names("drawing/layers", "layer"))


def detail_names() -> list[str]:
    """Return the names of the details that can be shown, in the order of the alphabet: that of imports varies."""
    if (module := sys.modules.get("trajviz.drawing.layers.registration")) is not None:
        return sorted(module.details.entered)
    return sorted(_names("drawing/layers", "detail"))


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
    for name, kind, value in _OPTION.findall(_source("drawing/views")):
        declared = eval(value, vars(options))  # text of this package's own files
        found.setdefault(name, (kind, declared.default, declared.metadata["option"]))
    return found


@cache
def _names(place: str, decorator: str) -> tuple[str, ...]:
    """Return the names that `@decorator("name", ...)` registers there."""
    return tuple(re.findall(rf'^@{decorator}\("([^"]+)"', _source(place), re.MULTILINE))


@cache
def _source(place: str) -> str:
    """Return the text of a file of this package, or of the files of a folder in the order that they are imported."""
    path = _HERE / place
    paths = sorted(path.glob("*.py")) if path.is_dir() else [path]
    return "\n".join(each.read_text(encoding="utf-8") for each in paths)
