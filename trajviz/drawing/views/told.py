"""What the options of views are, told from their fields and docstrings: for help texts, which are written once."""

from __future__ import annotations

import inspect
import re
from collections.abc import Container
from dataclasses import MISSING, Field, fields
from typing import Any

from trajviz.drawing.views.view import views

_ENTRY = re.compile(r"^(\w+(?:, \w+)*) : (.*)\n((?:    .*\n?|\n)*)", re.MULTILINE)


def option_lines(but: Container[str] = ()) -> list[str]:
    """Return lines that list each option of the views with its type, its default, the views that have it and its text.

    Those named in `but` are left out. An option that means different things to different views is listed for each.
    """
    told: dict[tuple[str, str, str], list[str]] = {}
    for view, view_class in views.entered.items():
        said = _said_of(view_class)
        for each in fields(view_class):
            if each.name == "scene" or each.name in but:
                continue
            kind, text = said.get(each.name, (str(each.type), ""))
            told.setdefault((each.name, _headed(each, kind), text), []).append(view)
    lines = []
    for (name, heading, text), having in told.items():
        lines += [f"{name} : {heading}; {', '.join(having)}", *(f"    {line}" for line in text.splitlines())]
    return lines


def _said_of(view_class: type) -> dict[str, tuple[str, str]]:
    """Return the type and the text that a docstring has for each of its parameters."""
    parameters = inspect.cleandoc(view_class.__doc__ or "").partition("Parameters\n----------\n")[2]
    parameters = re.split(r"\n\n?\w[\w ]*\n-{3,}\n", parameters)[0] + "\n"
    return {
        name: (kind, inspect.cleandoc(text))
        for names, kind, text in _ENTRY.findall(parameters)
        for name in names.split(", ")
    }


def _headed(field: Field[Any], kind: str) -> str:
    """Return a type with the default, where that is a value."""
    default = field.default
    if default is None or default is MISSING or default == () or default == "" or "default" in kind:
        return kind
    return f"{kind.removesuffix(', optional')}, by default {default!r}"
