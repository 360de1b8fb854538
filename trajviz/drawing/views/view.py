"""What every view agrees on.

A view is one kind of axes: a frozen dataclass whose first field is the `Scene` and whose other fields are its options,
registered under the name by which a user asks for it. `attach(axes)` draws the static picture and returns the layers
that move on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, ClassVar, Protocol, TypeVar

import numpy as np
from matplotlib.axes import Axes

from trajviz.checks import checked_fields
from trajviz.drawing.layers.fan import fanned
from trajviz.drawing.layers.layer import Array, Attached, Track
from trajviz.drawing.layers.shown import Shown
from trajviz.drawing.text import drawable
from trajviz.drawing.theme import Theme, themes
from trajviz.drawing.timeline import Clock, times_of
from trajviz.drawing.views.same_line import shared_curves, shared_lines
from trajviz.errors import TrajvizError
from trajviz.functions.objective import Objective
from trajviz.registry import Registry
from trajviz.runs.trajectory import Trajectory

if TYPE_CHECKING:
    from trajviz.runs.basins import Basins

ViewClass = TypeVar("ViewClass", bound=type)

_NEXT_TO_EACH_OTHER = 5.6  # points; half the distance of two heads that start together
_OF_A_BUNDLE = 0.45  # the thickness of lines of which several belong together


@dataclass(frozen=True, eq=False)
class Scene:
    """What is to be shown: runs, the objective below them, and the theme.

    Parameters
    ----------
    objective : Objective or None
        What was minimised; None where only paths are known.
    runs : tuple of Trajectory
        In the order of the legend.
    theme : Theme
        The looks.
    names : tuple of str
        The labels that colours and markers are counted by; by default those of the runs.
    axis_names : (str, str)
        What the two coordinates are called.
    depths : tuple of ndarray of shape (rows,)
        Where paths are seen on a plane, how far off it each run is at each row, from 0 to 1.
    off_plane : tuple of (distances, values), each an ndarray of shape (rows,)
        Where paths are seen on a plane, how far off it each run is at each row, and the value on the plane there.
    places : tuple of int
        The places of the runs among all that are animated; by default these are all.
    clock : {"steps", "evaluations"}
        What time is counted in.
    together : tuple of Trajectory
        The runs of all panels of the figure, of which each is to look the same; by default those of the scene.
    linewidth, markersize : float, optional
        How wide lines and marks are, in points; by default what each layer likes.
    swarms : tuple of Trajectory or None
        For each run that is the middle of a swarm, see `trajviz.runs.swarms`, all of that; by default these are none.
    basins : Basins, optional
        Where the methods lead from elsewhere, for the views that need it.
    """

    objective: Objective | None
    runs: tuple[Trajectory, ...]
    theme: Theme
    names: tuple[str, ...] = ()
    axis_names: tuple[str, str] = ("x", "y")
    depths: tuple[Array, ...] = ()
    off_plane: tuple[tuple[Array, Array], ...] = ()
    places: tuple[int, ...] = ()
    clock: Clock = "steps"
    together: tuple[Trajectory, ...] = ()
    linewidth: float | None = None
    markersize: float | None = None
    swarms: tuple[Trajectory | None, ...] = ()
    basins: Basins | None = None

    def swarm(self, place: int) -> Trajectory | None:
        """Return the swarm whose middle a run is, by its place, if it is one."""
        return self.swarms[place] if self.swarms else None

    def check_single(self, what: str) -> None:
        """Check that no run is the middle of a swarm: a start at each row, another every time, which is no path.

        Raises
        ------
        TrajvizError
            If one is; `what` is the subject of the sentence.
        """
        swarm = next((each for each in self.swarms if each is not None), None)
        if swarm is not None:
            raise TrajvizError(
                f"{what} shows single paths, not {swarm.path[0, 0].size} starts at once; these are shown by the view"
                " contour, and what they reach by convergence"
            )

    @property
    def is_one_swarm(self) -> bool:
        """Whether all runs are swarms of one method in a theme's own colours, which are free to tell something else."""
        if not self.swarms or None in self.swarms or len(self.labels) > 1:
            return False
        return any(self.theme.lines == theme.lines for theme in themes.values())

    def tracks(self, coordinates: Callable[[Trajectory], Array], shows: Shown | None = None) -> list[Track]:
        """Return a track for each run, through what `coordinates` makes of it; runs of one label share their looks.

        Runs of one label from one start are a bundle, whose lines are thin. `shows` is as in `Track`.
        """
        names = self.names or self.labels
        origins = [(label, run.path[0].tobytes()) for label, run in zip(self._labels_of_runs, self.runs, strict=True)]
        beside, aside, shared = _beside(origins), self._asides(origins), self._shared_lines(origins)
        return [
            Track(
                coordinates(run),
                run.label,
                self.theme.foreground if self.is_one_swarm else self.theme.color(names.index(label)),
                "o" if self.swarm(place) is not None else self.theme.marker(names.index(label)),
                self.theme.halo,
                depth=self.depths[place] if self.depths else None,
                thickness=_OF_A_BUNDLE if origins.count(origins[place]) > 1 else 1.0,
                run=self.places[place] if self.places else place,
                shows=shows,
                beside=beside[place],
                aside=aside[place],
                shared=shared[place],
                times=self.times_of(run),
                linewidth=self.linewidth,
                markersize=self.markersize,
                dash=self.theme.dash(names.index(label)),
            )
            for place, (run, label) in enumerate(zip(self.runs, self._labels_of_runs, strict=True))
        ]

    def tracks_over_time(self, coordinates: Callable[[Trajectory], Array], shows: Shown | None = None) -> list[Track]:
        """Return a track for each run whose first coordinate is the time on the clock."""
        tracks = self.tracks(coordinates, shows)
        shared = shared_curves([track.points for track in tracks])
        return [
            replace(track, over_time=True, aside=(0.0, 0.0), shared=own)
            for track, own in zip(tracks, shared, strict=True)
        ]

    def _shared_lines(self, origins: Sequence[tuple[str, bytes]]) -> list[tuple[int, int]]:
        """Return for each run its place among those on the same line, and how many these are; bundles share none."""
        shared = [(0, 1)] * len(self.runs)
        alone = [place for place, origin in enumerate(origins) if origins.count(origin) == 1]
        if self.objective is not None and self.objective.dimension <= 2 and alone:
            found = shared_lines([self.runs[place].path for place in alone], self.objective.domain)
            for place, own in zip(alone, found, strict=True):
                shared[place] = own
        return shared

    def _asides(self, origins: Sequence[tuple[str, bytes]]) -> list[tuple[float, float]]:
        """Return where heads stand when they have arrived, in points; those of a bundle where they ended."""
        asides = [(0.0, 0.0)] * len(self.runs)
        alone = [place for place, origin in enumerate(origins) if origins.count(origin) == 1]
        if self.objective is not None and self.objective.dimension <= 2 and alone:
            found = fanned([self.runs[place].path for place in alone], self.minima, self.objective.domain)
            for place, aside in zip(alone, found, strict=True):
                asides[place] = aside
        return asides

    def times_of(self, run: Trajectory) -> Array:
        """Return when each row of a run is reached on the clock, shape (rows,)."""
        return times_of(run, self.clock)

    @property
    def name_of_time(self) -> str:
        """What an axis of time is called."""
        return {"steps": "step", "evaluations": "evaluations"}[self.clock]

    @property
    def labels(self) -> tuple[str, ...]:
        """The different labels of the runs; each run without one has its own."""
        return tuple(dict.fromkeys(self._labels_of_runs))

    @property
    def _labels_of_runs(self) -> list[str]:
        return [run.label or f"unnamed {i}" for i, run in enumerate(self.runs)]

    def apart(self) -> list[Scene]:
        """Return a scene for each label, in which its runs look as they do here."""
        places = {label: [k for k, own in enumerate(self._labels_of_runs) if own == label] for label in self.labels}
        return [
            replace(
                self,
                runs=tuple(self.runs[k] for k in own),
                names=self.labels,
                depths=tuple(self.depths[k] for k in own) if self.depths else (),
                off_plane=tuple(self.off_plane[k] for k in own) if self.off_plane else (),
                places=tuple(own),
                together=self.runs,
                swarms=tuple(self.swarms[k] for k in own) if self.swarms else (),
            )
            for own in places.values()
        ]

    @property
    def minima(self) -> Array:
        """The known minima that lie in the domain, shape (n, d)."""
        if self.objective is None:
            return np.empty((0, self.runs[0].dimension))
        low, high = np.array(self.objective.domain).T
        minima = np.reshape(self.objective.minima, (-1, self.objective.dimension))
        return np.asarray(minima[((minima >= low) & (minima <= high)).all(axis=1)])

    @property
    def starts(self) -> Array:
        """The different starts of the runs, shape (n, d), without those of swarms."""
        starts = [run.path[0] for place, run in enumerate(self.runs) if self.swarm(place) is None]
        return np.unique(np.reshape(starts, (-1, self.runs[0].dimension)), axis=0)


def _beside(origins: Sequence[tuple[str, bytes]]) -> list[tuple[float, float]]:
    """Return for each label and start where a head stands beside the start, in points: around it, if it is shared."""
    labels = {start: list(dict.fromkeys(label for label, other in origins if other == start)) for _, start in origins}
    places = []
    for label, start in origins:
        count = len(labels[start])
        angle = np.pi * (1 - 2 * labels[start].index(label) / count)
        radius = _NEXT_TO_EACH_OTHER / np.sin(np.pi / count) if count > 1 else 0.0
        places.append((float(radius * np.cos(angle)), float(radius * np.sin(angle))))
    return places


class View(Protocol):
    """One kind of axes."""

    scene: Scene
    projection: ClassVar[str | None]
    """Matplotlib's name of the kind of axes, `"3d"` or None for plain ones."""

    aspect: ClassVar[float]
    """The width that the view likes to have, in heights."""

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the static picture on `axes` and attach the layers."""


def name_axes(axes: Axes, names: tuple[str, str]) -> None:
    """Write the names of two coordinates on axes: letters upright and in italics, longer names along the axes."""
    axes.set(xlabel=drawable(names[0]), ylabel=drawable(names[1]))
    if len(names[0]) == len(names[1]) == 1:
        axes.xaxis.label.set_fontstyle("italic")
        axes.yaxis.label.set(fontstyle="italic", rotation=0, va="center", ha="right")


views: Registry[type[Any]] = Registry("view")  # classes that are called with options of their own


def view(name: str, aliases: Iterable[str] = ()) -> Callable[[ViewClass], ViewClass]:
    """Register the decorated view class.

    Parameters
    ----------
    name : str
        The name, as `view=` of `animate` takes it.
    aliases : iterable of str
        Other spellings that people use.

    Returns
    -------
    callable
        The decorator; it returns what it decorates as it is.

    Examples
    --------
    >>> @view("empty")
    ... @dataclass(frozen=True)
    ... class Empty:
    ...     scene: Scene
    >>> "empty" in views
    True
    """

    def register(view_class: ViewClass) -> ViewClass:
        views.register(name, checked_fields(view_class), aliases)
        return view_class

    return register
