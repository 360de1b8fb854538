"""Lines drawn as `Line2D.draw` draws them, at a fraction of its cost.

Of the time that Matplotlib takes to draw a line most goes into finding out anew what the line looks like, which is what
it looked like before. Here what it is drawn with is kept for as long as all that says so is the same object; where the
line lies is looked at for each frame. What `Line2D` draws in ways of its own (gaps with a colour, steps, marks on some
points, elaborate effects) it draws itself, as does every artist that is no plain line.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Real
from operator import is_, itemgetter
from typing import Any, TypeAlias, cast

import matplotlib as mpl
import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.path import Path
from matplotlib.patheffects import Normal, Stroke
from matplotlib.transforms import Affine2DBase

_LOOKS = itemgetter(
    *("_visible", "_alpha", "_clipon", "clipbox", "_clippath", "_snap", "_sketch", "_path_effects", "_agg_filter"),
    *("_rasterized", "_url", "_color", "_linewidth", "_linestyle", "_dash_pattern", "_gapcolor", "_antialiased"),
    *("_dashcapstyle", "_dashjoinstyle", "_solidcapstyle", "_solidjoinstyle", "_drawstyle", "_marker", "_markersize"),
    *("_markeredgewidth", "_markeredgecolor", "_markerfacecolor", "_markerfacecoloralt", "_markevery"),
)
_Line: TypeAlias = Any  # a Line2D, whose types leave out what it is made of, as those of effects do
_Effect: TypeAlias = Any
_SETTINGS = cast(dict[str, Any], mpl.rcParams)
_MOST_POINTS = 1000  # beyond which `Line2D` leaves out what lies beside its axes


@dataclass(frozen=True)
class _Mark:
    """What a line's marks are drawn with."""

    pen: GraphicsContextBase
    path: Path
    transform: Affine2DBase
    face: tuple[float, float, float, float]


@dataclass(frozen=True)
class _Kit:
    """What a line is drawn with, and the objects that say so."""

    said_by: tuple[object, ...]
    strokes: tuple[GraphicsContextBase, ...]
    mark: _Mark | None


class Pens:
    """What lines were drawn with, for the life of the object."""

    def __init__(self) -> None:
        self._kits: dict[Artist, _Kit | None] = {}

    def draw(self, artist: Artist, renderer: RendererAgg) -> None:
        """Draw what `artist.draw(renderer)` draws, after the projection that 3-D axes ask for.

        An artist of another class that is then a plain line says so: its `draws_as_a_line` is true.
        """
        if (
            (type(artist) is Line2D or getattr(artist, "draws_as_a_line", False))
            and "draw" not in vars(artist)
            and self._has_drawn(artist, renderer)
        ):
            artist.stale = False
        else:
            artist.draw(renderer)

    def _has_drawn(self, line: _Line, renderer: RendererAgg) -> bool:
        """Draw a line, unless it is one of those that draw themselves."""
        state: Mapping[str, Any] = line.__dict__
        said_by = (*_LOOKS(state), renderer.dpi, _SETTINGS["path.snap"], *_of_effects(state["_path_effects"]))
        kit = self._kits.get(line)
        if kit is None or len(said_by) != len(kit.said_by) or not all(map(is_, said_by, kit.said_by)):
            kit = _kit(line, renderer, said_by)
            if kit is None:
                return False
            self._kits[line] = kit
        if not state["_visible"]:
            return True
        path = _path(line)
        if path is None:
            return False
        transform = line.get_transform()
        affine = transform.get_affine().frozen()
        if kit.strokes:
            line_path = transform.transform_path_non_affine(path)
            for pen in kit.strokes:
                renderer.draw_path(pen, line_path, affine)
        if (mark := kit.mark) is not None:
            points = path if transform.is_affine else Path(transform.transform_non_affine(path.vertices))
            renderer.draw_markers(mark.pen, mark.path, mark.transform, points, affine, mark.face)
        return True


def _path(line: _Line) -> Path | None:
    """Return the path of a line and leave that as `Line2D.recache` does, or None where there is more to it."""
    state: dict[str, Any] = line.__dict__
    if not (state["_invalidx"] or state["_invalidy"]):
        path: Path | None = state["_path"]
        return path if path is not None and np.size(path.vertices) and not state["_subslice"] else None
    x, y, before = state["_xorig"], state["_yorig"], state["_path"]
    if not (
        (state["_invalidx"] and state["_invalidy"])
        and (before is None or before._interpolation_steps == 1)
        and (_is_plain(x) and _is_plain(y) and x.shape == y.shape and 0 < len(x) <= _MOST_POINTS)
    ):
        return None
    vertices = np.empty((len(x), 2))
    vertices[:, 0], vertices[:, 1] = x, y
    path = Path(vertices)
    state.update(_xy=vertices, _x=vertices[:, 0], _y=vertices[:, 1], _subslice=False, _path=path)
    state.update(_transformed_path=None, _invalidx=False, _invalidy=False)
    return path


def _is_plain(data: object) -> bool:
    return type(data) is np.ndarray and data.dtype == np.float64 and data.ndim == 1


def _of_effects(effects: list[_Effect] | None) -> list[object]:
    """Return what effects look like."""
    looks: list[object] = []
    for effect in effects or ():
        looks += [type(effect), effect._offset, *vars(effect).get("_gc", {}).values()]
    return looks


def _kit(line: _Line, renderer: RendererAgg, said_by: tuple[object, ...]) -> _Kit | None:
    """Return what a line is drawn with, as `Line2D.draw` finds it; None where that draws it in a way of its own."""
    look: dict[str, Any] = line.__dict__
    colours = (look["_color"], look["_markeredgecolor"], look["_markerfacecolor"], look["_markerfacecoloralt"])
    effects = look["_path_effects"] or []
    has_marks = bool(look["_marker"]) and look["_markersize"] > 0
    elaborate = (
        look["_agg_filter"],
        look["_rasterized"],
        look["_sketch"],
        look["_gapcolor"] is not None,
        look["_drawstyle"] != "default",
        look["_markevery"] is not None,
        effects and has_marks,
        any(type(effect) not in (Stroke, Normal) or any(effect._offset) for effect in effects),
        any(not isinstance(colour, str | tuple) for colour in colours),
        has_marks and (look["_marker"].get_alt_path() or look["_marker"].get_marker() == ","),
    )
    if any(elaborate):
        return None
    return _Kit(said_by, _strokes(line, renderer, effects), _mark(line, renderer) if has_marks else None)


def _strokes(line: _Line, renderer: RendererAgg, effects: list[_Effect]) -> tuple[GraphicsContextBase, ...]:
    look: dict[str, Any] = line.__dict__
    if line._lineStyles[look["_linestyle"]] == "_draw_nothing":
        return ()
    pen: Any = renderer.new_gc()
    line._set_gc_clip(pen)
    pen.set_antialiased(look["_antialiased"])
    pen.set_linewidth(look["_linewidth"])
    kind = "dash" if line.is_dashed() else "solid"
    pen.set_joinstyle(look[f"_{kind}joinstyle"])
    pen.set_capstyle(look[f"_{kind}capstyle"])
    pen.set_snap(line.get_snap())
    pen.set_foreground(to_rgba(look["_color"], look["_alpha"]), isRGBA=True)
    pen.set_dashes(*look["_dash_pattern"] if look["_linewidth"] > 0 else (0, None))
    return tuple(_changed_by(effect, pen, renderer) for effect in effects) or (pen,)


def _changed_by(effect: _Effect, pen: GraphicsContextBase, renderer: RendererAgg) -> GraphicsContextBase:
    """Return the pen that an effect draws with in place of `pen`."""
    if type(effect) is Normal:
        return pen
    own = renderer.new_gc()
    own.copy_properties(pen)
    changed: GraphicsContextBase = effect._update_gc(own, effect._gc)
    return changed


def _mark(line: _Line, renderer: RendererAgg) -> _Mark:
    look: dict[str, Any] = line.__dict__
    marker, alpha, size = look["_marker"], look["_alpha"], look["_markersize"]
    pen: Any = renderer.new_gc()
    line._set_gc_clip(pen)
    pen.set_linewidth(look["_markeredgewidth"])
    pen.set_antialiased(look["_antialiased"])
    face = to_rgba(line._get_markerfacecolor(), alpha)
    edge = to_rgba(line.get_markeredgecolor(), alpha)
    is_auto = isinstance(look["_markeredgecolor"], str) and look["_markeredgecolor"] == "auto"
    is_hollow = isinstance(line.get_markerfacecolor(), str) and line.get_markerfacecolor().lower() == "none"
    pen.set_foreground((*edge[:3], face[3]) if is_auto and not is_hollow else edge, isRGBA=True)
    pixels = renderer.points_to_pixels(size)
    snap = marker.get_snap_threshold()
    pen.set_snap(pixels >= snap if isinstance(snap, Real) else snap)
    pen.set_joinstyle(marker.get_joinstyle())
    pen.set_capstyle(marker.get_capstyle())
    return _Mark(pen, marker.get_path(), marker.get_transform().scale(pixels), face)
