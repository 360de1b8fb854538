"""Lists of what there is by name, each with what it is in half a line: `trajviz --list`."""

from __future__ import annotations

from collections.abc import Mapping

from trajviz import exporters
from trajviz.functions import objectives
from trajviz.functions.registration import data_objectives
from trajviz.methods import optimizers
from trajviz.methods.bridges import bridges

KINDS = ("objectives", "optimizers", "views", "layers", "details", "planes", "themes", "formats")
ALL = "all"

_WIDTH = 100  # columns of a line, which every terminal that is used has
_NAMES = 22  # columns of names; what has a longer one begins further to the right


def listed(kind: str) -> str:
    """Return what there is of a kind, a line each with what it is; of all kinds, each under its name."""
    if kind == ALL:
        return "\n\n".join(f"{each}:\n{listed(each)}" for each in KINDS)
    return "\n".join(_lines(_summaries(kind)))


def _summaries(kind: str) -> dict[str, str]:
    """Return what each thing of a kind is, by name."""
    if kind == "objectives":
        functions: dict[str, object] = {name: entry.function for name, entry in objectives.items()}
        return _documented(functions | {name: entry.make for name, entry in data_objectives.items()})
    if kind == "optimizers":
        own = {name: f"{entry.summary}." for name, entry in optimizers.items()}
        return own | {f"{name}.NAME": "Any of that module, by its name." for name in bridges}
    if kind == "views":
        from trajviz.drawing.views import views

        return _documented(views)
    if kind == "layers":
        from trajviz.drawing.layers.registration import layers

        return _documented(layers)
    if kind == "details":
        from trajviz.drawing.layers.registration import details

        return _documented(details)
    if kind == "planes":
        from trajviz.planes.registration import planes

        return _documented(planes)
    if kind == "themes":
        from trajviz.drawing.theme import summary_of, themes

        return {name: summary_of(name) or f"{theme.foreground} on {theme.background}" for name, theme in themes.items()}
    return _documented({name: entry.export for name, entry in exporters.exporters.items()})


def _documented(things: Mapping[str, object]) -> dict[str, str]:
    """Return what each thing's docstring says first."""
    return {name: (thing.__doc__ or "").partition("\n")[0] for name, thing in things.items()}


def _lines(summaries: Mapping[str, str]) -> list[str]:
    """Return a line of each, cut where it would be longer than a terminal."""
    width = min(max(map(len, summaries)), _NAMES)
    return [_cut(f"{name.ljust(width)}  {summary}".rstrip()) for name, summary in summaries.items()]


def _cut(line: str) -> str:
    return line if len(line) <= _WIDTH else f"{line[: _WIDTH - 1].rstrip()}…"
