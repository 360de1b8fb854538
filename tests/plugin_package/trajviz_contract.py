"""A package that adds each kind of thing to trajviz, for `tests/test_plugins.py`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np

from trajviz.drawing.layers.layer import Attached, Track, add_line, attach_all, point_at, set_points
from trajviz.drawing.layers.motions import Following
from trajviz.drawing.layers.trail import Trail
from trajviz.drawing.theme import Theme, themes
from trajviz.drawing.views.view import Scene
from trajviz.methods import Ending
from trajviz.methods.details import take_step
from trajviz.methods.hyperparameters import AT_LEAST_0
from trajviz.planes import Plane
from trajviz.plugins import detail, exporter, layer, motion, optimizer, option, plane, test_function, theme, view


@test_function(
    "Contract bowl", domain=(-4, 4), start=(-3, 3), minima=[(1, 1)], minimum=0, latex="(x-1)^2+(y-1)^2", reference="1"
)
def contract_bowl(x):
    """A bowl of another package."""
    return (x[0] - 1) ** 2 + (x[1] - 1) ** 2


@optimizer("Contract sign", reference="Bernstein et al., signSGD, 2018", ranges={"lr": AT_LEAST_0})
def contract_sign(objective, x, *, lr=0.1):
    """Step by the signs of the gradient."""
    while True:
        x = x - lr * np.sign(objective.gradient(x))
        yield x


@optimizer("Contract halving", reference="nobody, 2026")
def contract_halving(objective, x):
    """Step by a length that halves where the value would rise."""
    length = np.ones(x.shape[1:])
    while True:
        trial = x - length * objective.gradient(x)
        falls = objective(trial) < objective(x)
        x, length = np.where(falls, trial, x), np.where(falls, length, length / 2)
        yield x


@optimizer("Contract search", reference="nobody, 2026")
def contract_search(objective, start, record, *, width=1.0):
    """Try the coordinates in turn, as a function that minimises by itself."""
    x, length = start, width
    while length > 1e-3:
        trials = [x + length * step for step in (*np.eye(len(x)), *-np.eye(len(x)))]
        best = min(trials, key=lambda trial: objective(trial).item())
        if objective(best) < objective(x):
            x = best
            take_step(record, x, {"contract_width": length})
        else:
            length /= 2
    return Ending(True, "the width is small")


def _ring(axes, track, **looks):
    return add_line(
        axes, linestyle="none", marker="o", markersize=16, markerfacecolor="none", color=track.color, **looks
    )


@motion(
    "contractSquare",
    script="""
function contractSquare(view, { color, size }, { index, points }) {
  view.context.fillStyle = view.color(color);
  view.context.fillRect(points.x[index], points.y[index], size * view.unit, size * view.unit);
}
""",
)
@dataclass(frozen=True, eq=False)
class Square(Following):
    """A square at the point."""

    size: float

    def encode(self, encoder):
        """Return its colour and its size."""
        return {"color": encoder.color(self.track.color), "size": encoder.length(self.size)}


@layer("contract-halo")
@dataclass(frozen=True)
class Halo:
    """A square of another package, which says as data how it moves."""

    track: Track

    def attach(self, axes):
        """Add the square."""
        square = add_line(axes, linestyle="none", marker="s", markersize=16, color=self.track.color)

        def update(moment):
            set_points(square, point_at(self.track, self.track.place_at(moment), axes)[None])

        return Attached((square,), update, Square(self.track, 16.0))


@layer("contract-ring")
@dataclass(frozen=True)
class Ring:
    """A ring around the point, which says nothing of how it moves."""

    track: Track

    def attach(self, axes):
        """Add the ring."""
        ring = _ring(axes, self.track)
        return Attached(
            (ring,), lambda moment: set_points(ring, point_at(self.track, self.track.place_at(moment), axes)[None])
        )


@detail("contract_width")
def width(track, seen, _lift):
    """A halo around a track whose method has told a width."""
    return [Halo(track)] if np.isfinite(seen.get("contract_width", np.nan)).any() else []


@view("contract-wide")
@dataclass(frozen=True, eq=False)
class WideView:
    """The paths with broad lines.

    Parameters
    ----------
    scene : Scene
        What is shown.
    """

    scene: Scene
    broadness: int = option(5, "how broad the lines are, in points", metavar="N")

    projection: ClassVar[str | None] = None
    aspect: ClassVar[float] = 1.0

    def attach(self, axes):
        """Add the lines."""
        axes.set(xlim=(-4, 4), ylim=(-4, 4))
        return attach_all(
            [Trail(track, width=float(self.broadness)) for track in self.scene.tracks(lambda run: run.path)], axes
        )


@plane("contract-ends")
def contract_ends(objective, runs):
    """Along the first and the last coordinate."""
    directions = np.zeros((objective.dimension, 2))
    directions[0, 0] = directions[-1, 1] = 1
    return Plane(runs[0].path[-1], directions, ("first", "last"))


@theme("contract-sepia", counterpart="contract-night")
def sepia() -> Theme:
    """Brown on cream."""
    return replace(themes["light"], background="#F4ECD8", panel="#F4ECD8", foreground="#433422", halo="#F4ECD8")


@theme("contract-night", counterpart="contract-sepia")
def night() -> Theme:
    """Cream on brown."""
    return replace(themes["dark"], background="#2A2118", panel="#2A2118", foreground="#F4ECD8", halo="#2A2118")


@exporter(".contract")
def contract_format(frames, path, *, fps, hold, loop):  # noqa: ARG001
    """Write the shape of the frames."""
    path.write_text(f"{len(frames)} {frames.still(0).shape}")
