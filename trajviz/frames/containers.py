"""What axes and figures are like, as far as a change of it means that all must be drawn anew.

That is all their attributes but those that count what lies in them, which is seen elsewhere, and notes that Matplotlib
makes for itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from operator import is_
from types import SimpleNamespace
from typing import Any

import matplotlib as mpl
from matplotlib.animation import Animation
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.figure import Figure, FigureBase, SubFigure

from trajviz.frames.watching import Watch

_NOTES = frozenset(
    """
    _stale _children child_axes legend_ artists texts _mouseover_set dataLim ignore_existing_data_limits _stale_viewlims
    _get_lines _get_patches_for_fill _current_image _sci _callbacks callbacks stale_callback _cachedRenderer canvas M
    invM _localaxes _axstack _axobservers _canvas_callbacks _suptitle _supxlabel _supylabel lines patches images legends
    number _button_pick_id _scroll_pick_id _draw_was_started _render_lock subfigs titleOffsetTrans
    """.split()  # noqa: SIM905 # forty lines otherwise
)


class Containers:
    """How the figure, its subfigures and all axes are now."""

    def __init__(self, figure: Figure) -> None:
        self._figure = figure
        kept = [_kept(each) for each in containers(figure)]
        self._values = list(chain.from_iterable(each.values() for each in kept))
        stand_ins: Any = [SimpleNamespace(**each) for each in kept]  # a watch looks at attributes alone
        self._inside = Watch(stand_ins)

    def sees_a_change(self) -> bool:
        """Whether anything is not as it was."""
        values = list(chain.from_iterable(_kept(each).values() for each in containers(self._figure)))
        if len(values) != len(self._values) or not all(map(is_, values, self._values)):
            return not _equal(values, self._values) or self._inside.sees_a_change()
        return self._inside.sees_a_change()


def containers(figure: FigureBase) -> Iterator[FigureBase | Axes]:
    """Yield the figure, its subfigures and all axes, children of axes included."""
    yield figure
    for child in figure.get_children():
        if isinstance(child, SubFigure):
            yield from containers(child)
        elif isinstance(child, Axes):
            yield from _and_inner(child)


def axes_of(figure: Figure) -> list[Axes]:
    """Return all axes, children of axes included."""
    return [each for each in containers(figure) if isinstance(each, Axes)]


def settle(figure: Figure, renderer: RendererAgg) -> None:
    """Let all axes find their limits and places, as they do when they are drawn."""
    for axes in axes_of(figure):
        if axes.get_visible():
            axes._unstale_viewLim()  # type: ignore[attr-defined]  # it has no public name
            locator = axes.get_axes_locator()
            axes.apply_aspect(None if locator is None else locator(axes, renderer))


def reason_against(figure: Figure) -> str:
    """Return why nothing of `figure` may be kept whatever moves; nothing where it may be."""
    if type(figure).draw is not Figure.draw:
        return "the figure draws itself in a way of its own"
    if figure.suppressComposite is False or not figure.get_visible():
        return "images are joined"
    for axes in axes_of(figure):
        if not type(axes).__module__.startswith(
            ("matplotlib.axes.", "matplotlib.projections.", "mpl_toolkits.mplot3d.")
        ):
            return f"axes of the class {type(axes).__name__} draw themselves in a way of their own"
        if axes.get_rasterization_zorder() is not None or axes.get_animated():
            return "axes are drawn in parts"
    if _listens(figure):
        return "something listens to drawings of the figure"
    return ""


def settings_now() -> list[object]:
    """Return Matplotlib's settings, to be compared one by one."""
    values: Any = dict.values(mpl.rcParams)
    return list(values)


def _kept(container: FigureBase | Axes) -> dict[str, object]:
    return {name: value for name, value in vars(container).items() if name not in _NOTES}


def _equal(values: list[object], before: list[object]) -> bool:
    """Whether plain values are the same, if not the same objects."""
    return len(values) == len(before) and all(
        new is old or (type(new) is type(old) and isinstance(new, int | float | str | tuple) and new == old)
        for new, old in zip(values, before, strict=True)
    )


def _and_inner(axes: Axes) -> Iterator[Axes]:
    yield axes
    for child in axes.child_axes:
        if isinstance(child, Axes):
            yield from _and_inner(child)


def _listens(figure: Figure) -> bool:
    """Whether anything but animations is told of each drawing."""
    for reference in figure.canvas.callbacks.callbacks.get("draw_event", {}).values():
        listener = reference()
        if listener is not None and not isinstance(getattr(listener, "__self__", None), Animation):
            return True
    return False
