"""What every view agrees on.

A view is one kind of axes: a frozen dataclass whose first field is the `Scene` and whose other fields are its options,
registered under the name by which a user asks for it. `attach(axes)` draws the static picture and returns the layers
that move on it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, ClassVar, Protocol, TypeVar

import numpy as np
from matplotlib.axes import Axes

from trajviz.layers.layer import Array, Attached, Track
from trajviz.objectives.objective import Objective
from trajviz.registry import Registry
from trajviz.style import Theme
from trajviz.trajectory import Trajectory


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
    """

    objective: Objective | None
    runs: tuple[Trajectory, ...]
    theme: Theme

    def tracks(self, coordinates: Callable[[Trajectory], Array]) -> list[Track]:
        """Return a track for each run, through what `coordinates` makes of it; runs of one label share their looks."""
        names = [run.label or f"unnamed {i}" for i, run in enumerate(self.runs)]
        places = {name: place for place, name in enumerate(dict.fromkeys(names))}
        return [
            Track(
                coordinates(run),
                run.label,
                self.theme.color(places[name]),
                self.theme.marker(places[name]),
                self.theme.halo,
            )
            for run, name in zip(self.runs, names, strict=True)
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
        """The different starts of the runs, shape (n, d)."""
        return np.unique([run.path[0] for run in self.runs], axis=0)


class View(Protocol):
    """One kind of axes."""

    projection: ClassVar[str | None]
    """Matplotlib's name of the kind of axes, `"3d"` or None for plain ones."""

    aspect: ClassVar[float]
    """The width that the view likes to have, in heights."""

    def attach(self, axes: Axes) -> list[Attached]:
        """Draw the static picture on `axes` and attach the layers."""


ViewClass = TypeVar("ViewClass", bound=type)

views: Registry[type[Any]] = Registry("view")


def view(name: str, aliases: Iterable[str] = ()) -> Callable[[ViewClass], ViewClass]:
    """Register the decorated view class under `name`."""

    def register(view_class: ViewClass) -> ViewClass:
        views.register(name, view_class, aliases)
        return view_class

    return register
