"""Lists of what there is by name: `trajviz --list`."""

from __future__ import annotations

from collections.abc import Mapping

from trajviz import exporters
from trajviz.cli.table import aligned
from trajviz.functions import objectives
from trajviz.functions.registration import data_objectives
from trajviz.methods import optimizers
from trajviz.methods.bridges import bridges


def listed(kind: str) -> str:
    """Return what there is of a kind, a line each with what it is."""
    if kind == "objectives":
        functions: dict[str, object] = {name: entry.function for name, entry in objectives.items()}
        return _documented(functions | {name: entry.make for name, entry in data_objectives.items()})
    if kind == "optimizers":
        own = [[name, f"{entry.summary}."] for name, entry in optimizers.items()]
        bridged = [[f"{name}.NAME", "Any of that module, by its name."] for name, entry in bridges.items()]
        return aligned([*own, *bridged])
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
        from trajviz.drawing.theme import themes

        return aligned([[name, f"{theme.foreground} on {theme.background}"] for name, theme in themes.items()])
    return "\n".join(exporters.exporters)


def _documented(things: Mapping[str, object]) -> str:
    """Return names with what each thing's docstring says first."""
    return aligned([[name, (thing.__doc__ or "").partition("\n")[0]] for name, thing in things.items()])
