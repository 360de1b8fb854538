"""The header of a figure: the title, and the legend with its readouts, measured in reference pixels."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.transforms import Bbox, TransformedBbox
from numpy.typing import NDArray

from trajviz.drawing.layers.bounds import bounds_looks
from trajviz.drawing.layers.layer import Array, Attached, Track, figure_of, rows_at
from trajviz.drawing.layers.readout import FORMS, SIGNS, Form, Readout
from trajviz.drawing.sizes import DPI, AnyFigure, page_of
from trajviz.drawing.text import drawable, shortened, text_width
from trajviz.drawing.theme import Theme
from trajviz.drawing.views.view import Scene
from trajviz.runs.judging import all_taken
from trajviz.runs.swarms import arrived
from trajviz.runs.trajectory import Trajectory

MARGIN = 14.0
"""The space around everything, in reference pixels."""

_SHARE = 0.195  # of the height of a figure that the header may take
_MARK = 42.0  # the room that a mark, and what is beside it, takes at the most
_LEAST = 76.0  # that it may take however low the figure is: a title and a row
_TITLE = 40.0  # the height of the title's line
_ROW = 21.0  # the height of a line of the legend
_BELOW = 14.0  # the last line of the legend
_HINTED = 1.12  # how much wider small letters are drawn than their outlines are
_DENSE = 0.82  # how much smaller letters are where there are many methods
_BOLD = 1.15  # how much wider than plain text bold text is
_SAMPLE = 30.0  # the width of a legend's sample of line and marker
_SPACE = 12.0  # after a name and after a readout
_SHORTEST_NAME = 56.0  # the room that a name has at the least
_SETTINGS = re.compile(r"([^()]+)\((.+)\)")  # the name of a method and what is set, as specs have it
_SETTING = re.compile(r"(\w+)=([^=]+)(?:, |$)")


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
    dense : bool
        Whether letters and rows are smaller than usual.
    columns : int
        How many methods stand in a row; 0 for as many as have room.
    """

    theme: Theme
    title: str
    entries: Sequence[tuple[Track, Readout | None]]
    marks: Sequence[tuple[str, str]]
    dense: bool = False
    columns: int = 0

    def fitted(self, page: tuple[float, float]) -> Header:
        """Return the header for a figure of that width and height, in reference pixels.

        Readouts are as long as there is room for beside whole names; a row has two methods at the least, and all of it
        takes less than a fifth of the height, for which readouts grow shorter, then letters smaller, and names are cut.
        Where that would leave no difference between settings of one method, the title has its name.
        """
        usual = self._cut_to_fit(page)
        by_settings = self._of_one_method()
        if by_settings is None or len({track.label for track, _ in usual.entries}) == len(self.entries):
            return usual
        return by_settings._cut_to_fit(page)

    def _of_one_method(self) -> Header | None:
        """Return the header with what all labels say, such as `Adam` and `lr` of `Adam(lr=0.1)`, in its title alone."""
        parts = [_SETTINGS.fullmatch(track.label) for track, _ in self.entries]
        inside = [() if part is None else tuple(_SETTING.findall(part[2])) for part in parts]
        common = {
            ("" if part is None else part[1], *(name for name, _ in own))
            for part, own in zip(parts, inside, strict=True)
        }
        if len(parts) < 2 or len(common) > 1:
            return None
        method, *names = common.pop()
        values = [", ".join(value for _, value in own) for own in inside]
        if not names or len(set(values)) < len(values):
            return None
        return replace(
            self,
            title=": ".join(filter(None, [self.title, f"{method} by {' and '.join(names)}"])),
            entries=[
                (replace(track, label=own), readout) for (track, readout), own in zip(self.entries, values, strict=True)
            ],
        )

    def _cut_to_fit(self, page: tuple[float, float]) -> Header:
        """Return the header for a figure of that width and height, with what its labels leave to be read."""
        width, most = page[0], max(_SHARE * page[1], _LEAST)
        fullest = [form for form in FORMS if any(readout is not None for _, readout in self.entries)]
        tried = [self._in_form(form, dense=False) for form in fullest]
        for each in tried:
            if each._natural_columns(width) >= min(2, len(each.entries)) and each.height(width) <= most:
                whole = each._with_names_cut(width)
                if not whole._wastes_a_row:
                    return whole
        tried += [self._in_form("short", dense=True)] if fullest else []
        tried += [self._in_form(None, dense=dense) for dense in (False, True)]
        wasteful = None
        for each in tried:
            columns = min(2, len(each.entries))
            fits = each._natural_columns(width) >= columns or each._room_for_name(width, columns) >= _SHORTEST_NAME
            if fits and each.height(width) <= most:
                cut = each._with_names_cut(width)
                if not cut._wastes_a_row:
                    return cut
                wasteful = wasteful or cut
            if wasteful is not None and each.dense:
                return wasteful
            if each.dense and (in_rows := each._in_rows(most, width)) is not None:
                return in_rows
        return wasteful or tried[-1]._with_names_cut(width)

    def height(self, width: float) -> float:
        """Return the height of the header on a figure of that width, both in reference pixels."""
        rows = -(-len(self.entries) // self._columns(width))
        return self._beside_rows + self._row_height * rows

    @property
    def _wastes_a_row(self) -> bool:
        """Whether the last of several rows is more than half empty, or holds one method."""
        over = len(self.entries) % max(self.columns, 1)
        return len(self.entries) > self.columns and 0 < over < max(self.columns / 2, 2)

    def _in_form(self, form: Form | None, *, dense: bool) -> Header:
        """Return the header with readouts of a form, or with none."""
        size = self.theme.fonts["readout"] * (_DENSE if dense else 1)
        entries = [
            (track, None if readout is None or form is None else replace(readout, form=form, size=size))
            for track, readout in self.entries
        ]
        return replace(self, entries=entries, dense=dense)

    def _with_names_cut(self, width: float) -> Header:
        """Return the header with names that leave room for two in a row."""
        columns = self._columns(width)
        size, room = self._label_size, self._room_for_name(width, columns) * 72 / DPI
        room /= _HINTED if self.dense else 1.0
        entries = [
            (replace(track, label=shortened(track.label, size, room)), readout) for track, readout in self.entries
        ]
        return replace(self, entries=entries, columns=columns)

    def _in_rows(self, height: float, width: float) -> Header | None:
        """Return the header with names cut, no higher than that; None where nothing would be left of them."""
        rows = int((height - self._beside_rows) // self._row_height)
        columns = -(-len(self.entries) // max(rows, 1))
        if self._room_for_name(width, columns) < _SHORTEST_NAME:
            return None
        return replace(self, columns=columns)._with_names_cut(width)

    def attach(self, figure: AnyFigure) -> tuple[Axes, list[Attached]]:
        """Write the header on `figure`, and return its axes and the readouts, attached."""
        width, total = page_of(figure)
        height = self.height(width)
        # The coordinates of these axes are reference pixels, counted from the left end of the first line downwards.
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
        return max(_TITLE - 4 * self.dense, (2 if self.dense else 2.2) * _pixels(self.theme.fonts["title"]))

    @property
    def _label_size(self) -> float:
        return self.theme.fonts["label"] * (_DENSE if self.dense else 1)

    @property
    def _row_height(self) -> float:
        return max(_ROW * (_DENSE if self.dense else 1), 1.5 * _pixels(self._label_size))

    @property
    def _beside_rows(self) -> float:
        """The height of all but the rows of the legend."""
        title = self._title_height if self.title or (self.marks and not self.entries) else MARGIN
        return title + (_BELOW - 6 * self.dense if self.entries else 0)

    @property
    def _name_width(self) -> float:
        size, wider = self._label_size, _HINTED if self.dense else 1.0
        widest = max(_pixels(text_width(drawable(track.label), size)) for track, _ in self.entries)
        return _SAMPLE + wider * widest + _SPACE

    @property
    def _readout_width(self) -> float:
        return max((_pixels(readout.width) for _, readout in self.entries if readout is not None), default=0.0)

    def _explained_signs(self, width: float) -> list[tuple[str, str]]:
        """Return the signs that are explained, which they are where there is room beside the title."""
        size = self.theme.fonts["tick"]
        marks = sum(_pixels(text_width(name, size)) + _MARK for _, name in [*self._signs, *self.marks])
        title = _BOLD * _pixels(text_width(drawable(self.title), self.theme.fonts["title"])) if self.title else 0.0
        return self._signs if MARGIN + title + marks < width else []

    def _natural_columns(self, width: float) -> int:
        """Return how many methods have room in a row with whole names."""
        return int((width - 2 * MARGIN) // (self._name_width + self._readout_width + _SPACE)) if self.entries else 1

    def _room_for_name(self, width: float, columns: int) -> float:
        """Return the room that a name has, where a row has so many."""
        return (width - 2 * MARGIN) / max(columns, 1) - _SAMPLE - 2 * _SPACE - self._readout_width

    @property
    def _signs(self) -> list[tuple[str, str]]:
        """The signs that readouts may have, with what they say."""
        endings = {readout.ending for _, readout in self.entries if readout is not None and readout.form == "short"}
        return [(sign, name) for name, sign in SIGNS.items() if name in endings]

    def _columns(self, width: float) -> int:
        """Return how many methods stand in a row: such that all rows are about as full."""
        count = len(self.entries)
        if self.columns or not count:
            return self.columns or 1
        most = max(min(2, count), min(count, self._natural_columns(width)))
        return -(-count // -(-count // most))

    def _name(self, axes: Axes, track: Track, x: float, y: float) -> None:
        """Draw a sample of a method's line and its name, cut off where its row ends: no panel can lie on them."""
        half = self._row_height / 2
        row = TransformedBbox(Bbox([[0, y - half], [page_of(figure_of(axes))[0], y + half]]), axes.transData)
        sample = axes.add_line(
            Line2D(
                [x, x + 11, x + 22],
                [y, y, y],
                color=track.color,
                linewidth=2,
                linestyle=track.linestyle,
                marker=track.marker,
                markevery=[1],
                markersize=7,
                markeredgecolor=self.theme.background,
                markeredgewidth=0.8,
            )
        )
        name = axes.text(x + _SAMPLE, y, drawable(track.label), fontsize=self._label_size, va="center_baseline")
        for artist in (sample, name):
            artist.set_clip_on(True)
            artist.set_clip_box(row)

    def _explain_marks(self, axes: Axes, right: float, y: float) -> float:
        """Draw the marks with their names, and return where they begin."""
        size = self.theme.fonts["tick"]
        for marker, name in reversed([*self._explained_signs(right), *self.marks]):
            axes.text(right, y, name, fontsize=size, color=self.theme.muted, ha="right", va="center_baseline")
            if marker in SIGNS.values():
                right -= _pixels(text_width(name, size)) + 12
                axes.text(
                    right, y, marker, fontsize=size, color=self.theme.foreground, va="center_baseline", ha="center"
                )
                right -= 16
                continue
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


def header(scene: Scene, title: str, moments: Array, *, readout: bool, marks: bool, legend: bool = True) -> Header:
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
    legend : bool
        Whether the methods are named.
    """
    runs_of: dict[str, list[Trajectory]] = {}
    swarms_of: dict[str, list[Trajectory]] = {}
    for place, run in enumerate(scene.runs):
        runs_of.setdefault(run.label, []).append(run)
        swarms_of.setdefault(run.label, []).extend(filter(None, [scene.swarm(place)]))
    track_of = {track.label: track for track in scene.tracks(lambda run: run.path)}
    step_width = len(str(max(run.steps for run in scene.runs)))
    entries = [
        (
            replace(track_of[label], label=runs[0].title),
            _readout(runs, swarms_of[label], moments, scene, step_width) if readout else None,
        )
        for label, runs in runs_of.items()
        if label and legend
    ]
    minima = () if scene.objective is None else scene.objective.minima
    has_starts = any(scene.swarm(place) is None for place in range(len(scene.runs)))
    explained = [
        *[("o", "start")] * has_starts,
        *[("*", "minimum" if len(minima) == 1 else "minima")] * bool(minima),
    ]
    limits = (
        {}
        if scene.objective is None
        else {"bounds": scene.objective.bounds is not None, "constraints": bool(scene.objective.constraints)}
    )
    if any(limits.values()):
        explained.append(("--", " and ".join(name for name, given in limits.items() if given)))
    return Header(scene.theme, title, entries, explained if marks else [])


def _readout(
    runs: Sequence[Trajectory], swarms: Sequence[Trajectory], moments: Array, scene: Scene, step_width: int
) -> Readout | None:
    """Return the readout of a method, of its run that is lowest at each moment; None where no value is known."""
    rows = [rows_at(scene.times_of(run), moments) for run in runs]
    values = np.stack([run.values[own] for run, own in zip(runs, rows, strict=True)])
    if not np.isfinite(values).any():
        return None
    steps = np.stack([run.step_of_row[own] for run, own in zip(runs, rows, strict=True)])
    if swarms:
        norms = np.full(values.shape, np.nan)
    else:
        norms = np.stack([run.gradient_norms(own) for run, own in zip(runs, rows, strict=True)])
    lowest = np.argmin(np.where(np.isnan(values), np.inf, values), axis=0), np.arange(len(moments))
    return Readout(
        moments,
        steps.max(axis=0),
        values[lowest],
        norms[lowest],
        scene.theme.foreground,
        name="median f" if swarms else "f" if len(runs) == 1 else "lowest f",
        beside=_arrived(swarms, rows) if swarms else (),
        ending=ending(swarms or runs),
        ended=max(float(scene.times_of(run)[-1]) for run in runs),
        step_width=step_width,
        size=scene.theme.fonts["readout"],
    )


def _arrived(swarms: Sequence[Trajectory], rows: Sequence[NDArray[np.int_]]) -> tuple[str, ...]:
    """Return for each moment how many starts have converged by then, of swarms of which those rows are reached."""
    counts = np.sum([arrived(run)[own] for run, own in zip(swarms, rows, strict=True)], axis=0)
    total = sum(run.outcomes.size for run in swarms)
    return tuple(f"{count:>{len(str(total))}}/{total} converged" for count in counts.tolist())


def ending(runs: Sequence[Trajectory]) -> str:
    """Return in a word or two how the runs of a method ended; of several the share that converged.

    Paths that come from elsewhere don't tell.
    """
    words = [word for run in runs for word in _endings(run)]
    if len(set(words)) == 1:
        return words[0]
    return f"{words.count('converged')}/{len(words)} converged"


def _endings(run: Trajectory) -> list[str]:
    """Return the word for a run, or for each of a swarm."""
    return run.outcomes.ravel().tolist() if run.outcomes.size else [_ending(run)]


def _ending(run: Trajectory) -> str:
    if run.outcome in ("completed", "converged") and _has_left(run):
        return "left"
    if run.outcome != "completed":
        return run.outcome
    if not run.optimizer or not run.message:
        return ""
    return "out of steps" if run.message == all_taken(run.steps) else "stopped"  # by a rule or a limit of its own


def _has_left(run: Trajectory) -> bool:
    """Whether a run ended where its objective is not shown."""
    if run.objective is None or not run.objective.spatial:
        return False
    low, high = np.array(run.objective.domain).T
    return bool(((run.path[-1] < low) | (run.path[-1] > high)).any())


def _pixels(points: float) -> float:
    return points * DPI / 72
