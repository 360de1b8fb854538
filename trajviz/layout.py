"""Where everything goes: a header with title, legend and readouts, and below it the panels, side by side.

All is measured in pixels, so that texts keep their distance at any size, and each panel is fitted to its cell with its
tick labels, so that nothing overlaps and no space is left over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox, TransformedBbox
from mpl_toolkits.mplot3d import Axes3D, proj3d

from trajviz.errors import TrajvizError
from trajviz.layers.layer import Array, Attached, Track, figure_of
from trajviz.layers.readout import Readout
from trajviz.style import Theme
from trajviz.text import drawable, text_width
from trajviz.trajectory import Trajectory
from trajviz.views.view import Scene

DPI = 100
"""The resolution at which sizes are given in pixels."""

_MARGIN = 14.0
_TITLE = 40.0  # the height of the title's line
_ROW = 21.0  # the height of a line of the legend
_SAMPLE = 30.0  # the width of a legend's sample of line and marker
_GAP = 22.0  # between panels
_SMALLEST = (240, 180)
_LARGEST = 10_000


@dataclass(frozen=True, eq=False)
class Header:
    """The title, and for each method its marker, its name and, where values are known, its readout.

    Parameters
    ----------
    theme : Theme
        The looks.
    title : str
        The title; empty for none.
    entries : sequence of (Track, Readout or None)
        The methods that have a name.
    marks : sequence of (marker, name)
        The marks on the panels that are explained at the right of the title.
    """

    theme: Theme
    title: str
    entries: Sequence[tuple[Track, Readout | None]]
    marks: Sequence[tuple[str, str]]

    def height(self, width: float) -> float:
        """Return the height of the header, in pixels, on a figure of that width."""
        rows = -(-len(self.entries) // self._columns(width))
        return (_TITLE if self.title else _MARGIN) + _ROW * rows + (7 if rows else 0)

    def attach(self, figure: Figure) -> list[Attached]:
        """Write the header on `figure` and attach the readouts."""
        width, total = figure.bbox.size
        height = self.height(width)
        # The coordinates of these axes are pixels, counted from the left end of the first line downwards.
        axes = figure.add_axes((0, 1 - height / total, 1, height / total), label="header", zorder=-1)
        axes.set(xlim=(0, width), ylim=(height, 0))
        axes.set_axis_off()
        top = _MARGIN
        if self.title:
            size = self.theme.fonts["title"]
            axes.text(_MARGIN, 23, drawable(self.title), fontsize=size, weight="bold", va="center_baseline")
            self._explain_marks(axes, width - _MARGIN, 23)
            top = _TITLE
        columns = self._columns(width)
        readouts = []
        for place, (track, readout) in enumerate(self.entries):
            x = _MARGIN + place % columns * (width - 2 * _MARGIN) / columns
            y = top + (place // columns + 0.5) * _ROW
            self._name(axes, track, x, y)
            if readout is not None:
                readouts.append(replace(readout, at=(x + self._name_width, y + 4)).attach(axes))
        return readouts

    @property
    def _name_width(self) -> float:
        size = self.theme.fonts["label"]
        return (
            _SAMPLE + max(_pixels(text_width(drawable(track.label), size)) for track, _ in self.entries) + 12
        )

    def _columns(self, width: float) -> int:
        if not self.entries:
            return 1
        figures = max(_pixels(readout.width) if readout is not None else 0.0 for _, readout in self.entries)
        entry = self._name_width + figures + 12
        return max(1, min(len(self.entries), int((width - 2 * _MARGIN) // entry)))

    def _name(self, axes: Axes, track: Track, x: float, y: float) -> None:
        axes.add_line(
            Line2D(
                [x, x + 11, x + 22],
                [y, y, y],
                color=track.color,
                linewidth=2,
                marker=track.marker,
                markevery=[1],
                markersize=7,
                markeredgecolor=self.theme.background,
                markeredgewidth=0.8,
            )
        )
        axes.text(
            x + _SAMPLE, y, drawable(track.label), fontsize=self.theme.fonts["label"], va="center_baseline"
        )

    def _explain_marks(self, axes: Axes, right: float, y: float) -> None:
        size = self.theme.fonts["tick"]
        for marker, name in reversed(self.marks):
            axes.text(right, y, name, fontsize=size, color=self.theme.muted, ha="right", va="center_baseline")
            is_ring = marker == "o"
            right -= _pixels(text_width(name, size)) + (13 if is_ring else 18)
            axes.plot(
                right,
                y,
                marker,
                markersize=7 if is_ring else 11,
                markerfacecolor=self.theme.panel if is_ring else self.theme.star,
                markeredgecolor=self.theme.star,
                markeredgewidth=1,
            )
            right -= 22


def header(scene: Scene, title: str, *, readout: bool) -> Header:
    """Return the header of a scene, with or without the readouts."""
    runs_of: dict[str, list[Trajectory]] = {}
    for run in scene.runs:
        runs_of.setdefault(run.label, []).append(run)
    track_of = {track.label: track for track in scene.tracks(lambda run: run.path)}
    step_width = len(str(max(run.steps for run in scene.runs)))
    entries = [
        (track_of[label], _readout(runs, scene.theme.foreground, step_width) if readout else None)
        for label, runs in runs_of.items()
        if label
    ]
    minima = () if scene.objective is None else scene.objective.minima
    marks = [("o", "start"), *[("*", "minimum" if len(minima) == 1 else "minima")] * bool(minima)]
    return Header(scene.theme, title, entries, marks)


def _readout(runs: Sequence[Trajectory], color: str, step_width: int) -> Readout | None:
    """Return the readout of a method, of the run that is lowest at each step if there are several; None without values."""
    rows = np.arange(max(len(run.path) for run in runs))
    values = np.stack([run.values[np.minimum(rows, run.steps)] for run in runs])
    if not np.isfinite(values).any():
        return None
    norms = np.stack([_gradient_norms(run)[np.minimum(rows, run.steps)] for run in runs])
    lowest = np.argmin(np.where(np.isnan(values), np.inf, values), axis=0)
    name = "f" if len(runs) == 1 else "lowest f"
    return Readout(values[lowest, rows], norms[lowest, rows], color, name=name, step_width=step_width)


def _gradient_norms(run: Trajectory) -> Array:
    if run.objective is None:
        return np.full(len(run.path), np.nan)
    with np.errstate(all="ignore"):
        return np.asarray(np.linalg.norm(run.objective.gradient(run.path.T), axis=0))


def _pixels(points: float) -> float:
    return points * DPI / 72


def checked_size(size: tuple[int, int]) -> tuple[int, int]:
    """Return a size in pixels if a figure can have it.

    Raises
    ------
    TrajvizError
        If it is not two whole numbers, or too small or too large to draw.
    """
    try:
        width, height = size
        whole = int(width) == width and int(height) == height
    except (TypeError, ValueError, OverflowError):
        whole = False
    if not whole:
        raise TrajvizError(f"size must be (width, height) in whole pixels, not {size!r}")
    if width < _SMALLEST[0] or height < _SMALLEST[1] or max(width, height) > _LARGEST:
        raise TrajvizError(
            f"size must lie between {_SMALLEST[0]}×{_SMALLEST[1]} and {_LARGEST}×{_LARGEST} pixels, not {width}×{height}"
        )
    return int(width), int(height)


def arrange(figure: Figure, panels: Sequence[Axes], aspects: Sequence[float], header: float) -> None:
    """Put `panels` side by side under a header of that height, their widths in proportion to their aspects."""
    width, height = figure.bbox.size
    bottom, top = _MARGIN, max(height - header, _MARGIN + 60)
    free = width - 2 * _MARGIN - _GAP * (len(panels) - 1)
    left = _MARGIN
    for axes, aspect in zip(panels, aspects, strict=True):
        right = left + free * aspect / sum(aspects)
        _fit(axes, Bbox.from_extents(left, bottom, right, top))
        left = right + _GAP


def _fit(axes: Axes, cell: Bbox) -> None:
    """Make `axes`, with all that is written around it, fill a cell given in pixels."""
    figure = figure_of(axes)
    to_figure = figure.transFigure.inverted()
    box = cell
    for _ in range(2):  # the second time with the ticks that the new size brought
        axes.set_position(Bbox(to_figure.transform(box)))
        box = (
            _around_drawing(axes, box, cell) if isinstance(axes, Axes3D) else _within_labels(axes, box, cell)
        )
    axes.set_position(Bbox(to_figure.transform(box)))
    if isinstance(
        axes, Axes3D
    ):  # the box of 3-D axes is larger than what is drawn in it and reaches over the header
        axes.patch.set_visible(False)
        for artist in axes.get_children():
            artist.set_clip_box(TransformedBbox(Bbox(to_figure.transform(cell)), figure.transFigure))


def _within_labels(axes: Axes, box: Bbox, cell: Bbox) -> Bbox:
    """Return the box with which the labels around 2-D axes end where the cell does."""
    extent = axes.get_tightbbox()
    assert extent is not None
    return Bbox([cell.p0 + (box.p0 - extent.p0), cell.p1 - (extent.p1 - box.p1)])


def _around_drawing(axes: Axes3D, box: Bbox, cell: Bbox) -> Bbox:
    """Return the box with which the cube of 3-D axes and its labels fill the cell."""
    axes.apply_aspect()
    corners = np.array(list(product(axes.get_xlim(), axes.get_ylim(), axes.get_zlim()))).T
    x, y, _ = proj3d.proj_transform(*corners, axes.get_proj())
    cube = axes.transData.transform(np.column_stack([x, y]))
    labels = [axis.get_tightbbox() for axis in (axes.xaxis, axes.yaxis, axes.zaxis)]
    extent = Bbox.union([Bbox([cube.min(axis=0), cube.max(axis=0)]), *labels])
    scale = min(cell.width / extent.width, cell.height / extent.height)
    middle, middle_of_cell = (box.p0 + box.p1) / 2, (cell.p0 + cell.p1) / 2
    middle_of_drawing = (extent.p0 + extent.p1) / 2
    center = middle_of_cell - scale * (middle_of_drawing - middle)
    half = scale * np.asarray(box.size) / 2
    return Bbox([center - half, center + half])
