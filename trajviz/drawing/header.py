"""The header of a figure: the title, and the legend with its readouts, measured in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from trajviz.drawing.layers.bounds import bounds_looks
from trajviz.drawing.layers.layer import Array, Attached, Track, rows_at
from trajviz.drawing.layers.readout import Readout
from trajviz.drawing.text import drawable, shortened, text_width
from trajviz.drawing.theme import Theme
from trajviz.drawing.views.view import Scene
from trajviz.runs.trajectory import Trajectory

DPI = 100
"""The resolution at which sizes are given in pixels."""

MARGIN = 14.0
"""The space around everything, in pixels."""

_TITLE = 40.0  # the height of the title's line
_ROW = 21.0  # the height of a line of the legend
_BOLD = 1.15  # how much wider than plain text bold text is
_SAMPLE = 30.0  # the width of a legend's sample of line and marker
_SPACE = 12.0  # after a name and after a readout
_SHORTEST_NAME = 60.0  # the room that a name has at the least


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

    def fitted(self, width: float) -> Header:
        """Return the header for a figure of that width: long names are cut, and readouts need room for a name."""
        room = width - 2 * MARGIN - _SAMPLE - 2 * _SPACE
        with_readouts = room - self._readout_width >= _SHORTEST_NAME
        for_name = (room - self._readout_width if with_readouts else room) * 72 / DPI
        size = self.theme.fonts["label"]
        entries = [
            (replace(track, label=shortened(track.label, size, for_name)), readout if with_readouts else None)
            for track, readout in self.entries
        ]
        return replace(self, entries=entries)

    def height(self, width: float) -> float:
        """Return the height of the header, in pixels, on a figure of that width."""
        rows = -(-len(self.entries) // self._columns(width))
        return (self._title_height if self.title else MARGIN) + self._row_height * rows + (15 if rows else 0)

    def attach(self, figure: Figure) -> tuple[Axes, list[Attached]]:
        """Write the header on `figure`, and return its axes and the readouts, attached."""
        width, total = figure.bbox.size
        height = self.height(width)
        # The coordinates of these axes are pixels, counted from the left end of the first line downwards.
        axes = figure.add_axes((0, 1 - height / total, 1, height / total), label="header", zorder=1)
        axes.set(xlim=(0, width), ylim=(height, 0))
        axes.set_axis_off()
        top = MARGIN
        if self.title:
            size = self.theme.fonts["title"]
            middle = self._title_height - 17
            left_of_marks = self._explain_marks(axes, width - MARGIN, middle)
            title = shortened(self.title, size, (left_of_marks - MARGIN) * 72 / DPI / _BOLD)
            axes.text(MARGIN, middle, drawable(title), fontsize=size, weight="bold", va="center_baseline")
            top = self._title_height
        columns = self._columns(width)
        readouts = []
        for place, (track, readout) in enumerate(self.entries):
            x = MARGIN + place % columns * (width - 2 * MARGIN) / columns
            y = top + (place // columns + 0.5) * self._row_height
            self._name(axes, track, x, y)
            if readout is not None:
                readouts.append(replace(readout, at=(x + self._name_width, y + 4)).attach(axes))
        return axes, readouts

    @property
    def _title_height(self) -> float:
        return max(_TITLE, 2.2 * _pixels(self.theme.fonts["title"]))

    @property
    def _row_height(self) -> float:
        return max(_ROW, 1.6 * _pixels(self.theme.fonts["label"]))

    @property
    def _name_width(self) -> float:
        size = self.theme.fonts["label"]
        return _SAMPLE + max(_pixels(text_width(drawable(track.label), size)) for track, _ in self.entries) + _SPACE

    @property
    def _readout_width(self) -> float:
        return max((_pixels(readout.width) for _, readout in self.entries if readout is not None), default=0.0)

    def _columns(self, width: float) -> int:
        if not self.entries:
            return 1
        entry = self._name_width + self._readout_width + _SPACE
        return max(1, min(len(self.entries), int((width - 2 * MARGIN) // entry)))

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
        axes.text(x + _SAMPLE, y, drawable(track.label), fontsize=self.theme.fonts["label"], va="center_baseline")

    def _explain_marks(self, axes: Axes, right: float, y: float) -> float:
        """Draw the marks with their names, and return where they begin."""
        size = self.theme.fonts["tick"]
        for marker, name in reversed(self.marks):
            axes.text(right, y, name, fontsize=size, color=self.theme.muted, ha="right", va="center_baseline")
            is_ring = marker == "o"
            right -= _pixels(text_width(name, size)) + (13 if is_ring else 18)
            if marker == "--":
                axes.plot([right - 10, right + 10], [y, y], **bounds_looks(self.theme))
                right -= 28
                continue
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
        return right


def header(scene: Scene, title: str, moments: Array, *, readout: bool, marks: bool) -> Header:
    """Return the header of a scene.

    Parameters
    ----------
    scene : Scene
        Whose methods are named.
    title : str
        The title; empty for none.
    moments : ndarray
        The moments on the clock that are shown, ascending.
    readout : bool
        Whether the methods get readouts, where values are known.
    marks : bool
        Whether the marks of starts and minima are explained.
    """
    runs_of: dict[str, list[Trajectory]] = {}
    for run in scene.runs:
        runs_of.setdefault(run.label, []).append(run)
    track_of = {track.label: track for track in scene.tracks(lambda run: run.path)}
    step_width = len(str(max(run.steps for run in scene.runs)))
    entries = [
        (
            replace(track_of[label], label=runs[0].title),
            _readout(runs, moments, scene, step_width) if readout else None,
        )
        for label, runs in runs_of.items()
        if label
    ]
    minima = () if scene.objective is None else scene.objective.minima
    explained = [("o", "start"), *[("*", "minimum" if len(minima) == 1 else "minima")] * bool(minima)]
    if scene.objective is not None and scene.objective.bounds is not None:
        explained.append(("--", "bounds"))
    return Header(scene.theme, title, entries, explained if marks else [])


def _readout(runs: Sequence[Trajectory], moments: Array, scene: Scene, step_width: int) -> Readout | None:
    """Return the readout of a method, of its run that is lowest at each moment; None where no value is known."""
    rows = [rows_at(scene.times_of(run), moments) for run in runs]
    values = np.stack([run.values[own] for run, own in zip(runs, rows, strict=True)])
    if not np.isfinite(values).any():
        return None
    steps = np.stack([run.step_of_row[own] for run, own in zip(runs, rows, strict=True)])
    norms = np.stack([run.gradient_norms(own) for run, own in zip(runs, rows, strict=True)])
    lowest = np.argmin(np.where(np.isnan(values), np.inf, values), axis=0), np.arange(len(moments))
    return Readout(
        moments,
        steps.max(axis=0),
        values[lowest],
        norms[lowest],
        scene.theme.foreground,
        name="f" if len(runs) == 1 else "lowest f",
        step_width=step_width,
        size=scene.theme.fonts["readout"],
    )


def _pixels(points: float) -> float:
    return points * DPI / 72
