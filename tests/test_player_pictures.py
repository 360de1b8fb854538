"""What the player draws, held against the raster frames of the same steps."""

from __future__ import annotations

from functools import partial

import numpy as np
import pytest
import random_scenes as scenes
from browser import difference
from hypothesis import HealthCheck, Phase, example, given, settings
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from random_scenes import FRAMES, Recipe

import trajviz as tv
from trajviz.composition import Composition
from trajviz.drawing.layers.layer import Attached, rows_at
from trajviz.drawing.timeline import timeline

pytestmark = pytest.mark.slow

MEAN, MOST, SHARE = 1.6, 40, 0.004
"""The tolerance after a blur of two pixels: the mean difference of a channel, of 255; and which share of the pixels may
differ by more than `MOST`. Text is set by another engine, and areas are smoothed differently at their edges."""

BEHIND = {"mean": 3.0, "share": 0.03}
"""The tolerance where a surface hides a part of itself: it is drawn as one sheet, and paths behind it fainter."""

CROWDED = {"mean": 3.5, "share": 0.004}
"""The tolerance of thousands of small marks, which Matplotlib moves to whole pixels each."""

camel = partial(tv.animate, "camel", "BFGS,GD,Momentum", steps=60)
elongated = partial(tv.animate, "elongated", "GD(lr=0.95),Momentum(lr=0.1),Adam(lr=0.3)", steps=30)


def learning(view):
    moons = tv.objective("moons").minibatch(100, seed=0)
    runs = [tv.trace(moons, method, steps=60, every=3) for method in ("Adam(lr=0.02)", "GD(lr=0.5)")]
    return tv.animate(runs, view=view, pace="even", frames=21)


def fitting():
    data = tv.learning.curve(noise=0.2)
    fit = tv.learning.network((1, 20, 1), data.inputs, data.targets, activations="relu", initialization="normal")
    return tv.animate(tv.trace(fit, "GD(lr=0.01)", steps=40), view=["fit", "loss"])


SCENES = {
    "contour": camel,
    "dark": partial(camel, theme="dark"),
    "field and arrows": partial(tv.animate, "himmelblau", "GD,BFGS", steps=40, field=True, arrows=True),
    "lines alone": partial(camel, contours="lines", level_format="%.2f"),
    "logarithmic, leaving": partial(tv.animate, "rosenbrock", "Adam(lr=0.05),GD", steps=60),
    "two starts": partial(tv.animate, "himmelblau", "GD,BFGS", start=[(-1, -0.5), (2, -2)], steps=40),
    "convergence": partial(camel, view="contour,convergence"),
    "grid": partial(elongated, grid=True),
    "curve": partial(tv.animate, "x*cos(pi*x)", "GD(lr=0.02)", steps=30, chord=(-0.5, 1.0)),
    "surface": partial(camel, view="surface"),
    "dark surface": partial(camel, view="surface", theme="dark"),
    "wireframe": partial(tv.animate, "saddle", "GD(lr=0.02)", start=(9, 1), view="surface", style="wireframe"),
    "floor": partial(camel, view="surface", base="floor"),
    "ceiling": partial(camel, view="surface", base="ceiling", elev=10, azim=20),
    "turning camera": partial(tv.animate, "camel", "GD", steps=30, view="surface", orbit=90),
    "surfaces in a grid": partial(elongated, grid=True, view="surface"),
    "loss and accuracy": partial(learning, ["loss", "accuracy"]),
    "boundary": partial(learning, ["boundary"]),
    "fit": fitting,
    "plane": partial(learning, ["plane"]),
}
HIDING = {"ceiling", "surfaces in a grid", "turning camera"}


@pytest.mark.parametrize("name", SCENES)
def test_is_what_the_raster_frames_show(name, open_player):
    animation = SCENES[name]()
    frames = animation.frames()
    height, width = frames[0].shape[:2]
    scheme = "dark" if "dark" in name else "light"
    reader = open_player(animation, width, height + 400, color_scheme=scheme)
    rows = np.max([rows_at(run.step_of_row, animation.timeline.moments) for run in animation.trajectories], axis=0)
    positions = np.arange(rows[-1] + 1) if reader.last == rows[-1] else np.unique(rows)
    third = len(frames) // 3
    middle = third + int(np.argmin(animation.timeline.moments[third : 2 * third + 1] % 1))  # a slider rests on steps
    for frame in (0, middle, len(frames) - 1):
        reader.go(int(np.flatnonzero(positions == rows[frame])[0]))
        shown = reader.picture()
        expected = frames[frame][-len(shown) :, : shown.shape[1]]
        assert expected.shape == shown.shape
        apart = difference(shown, np.ascontiguousarray(expected))
        limits = BEHIND if name in HIDING else CROWDED if name == "boundary" else {"mean": MEAN, "share": SHARE}
        assert apart.mean() < limits["mean"]
        assert (apart > MOST).mean() < limits["share"]


def own_figure(draw, projection=None):
    """Return an animation on a user's own axes, on which `draw` has drawn."""
    figure = Figure(figsize=(6, 4), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_subplot(projection=projection)
    draw(axes)
    path = np.array([[0.1, 0.9], [0.5, 0.6], [0.4, 0.3], [0.9, 0.1]])
    heights = None if projection is None else [np.array([0.9, 0.5, 0.3, 0.1])]
    return tv.TrajectoryAnimation([path], labels=["mine"], ax=axes, zpaths=heights)


X = np.linspace(0, 1, 12)
Z = np.cos(7 * X) + np.sin(5 * X)[:, None]


def hatched(axes):
    axes.fill_between(X, X, X**2, hatch="//", alpha=0.5)


def gouraud(axes):
    axes.pcolormesh(X, X, Z, shading="gouraud")


def image(axes):
    axes.imshow(Z, extent=(0, 1, 0, 1), aspect="auto", cmap="cividis")


def legend_and_notes(axes):
    axes.plot(X, X**2, "--", label="$x^2$")
    axes.scatter(X, X**3, s=60, c=X, marker="^", label="dots")
    axes.annotate("here", (0.5, 0.25), (0.1, 0.7), arrowprops={"arrowstyle": "->"})
    axes.set(title=r"$\int_0^1 x^2\,dx$", xlabel="a & b", ylabel="<c>")
    axes.legend(loc="lower right")


def many_scales(axes):
    axes.set(xscale="log", xlim=(0.05, 1.2))
    twin = axes.twinx()
    twin.plot(X[1:], 1 / X[1:], color="C3")
    twin.set_ylabel("other")
    axes.inset_axes([0.6, 0.6, 0.3, 0.3]).plot(X, X)


def bars_in_space(axes):
    axes.bar3d([0.2, 0.6], [0.2, 0.6], [0, 0], 0.2, 0.2, [0.5, 0.8])


def filled_contours_in_space(axes):
    axes.contourf(X, X, Z, zdir="z", offset=0)
    axes.set_zlim(0, 1)


def scatter_in_space(axes):
    axes.scatter(X, X, X**2)


OWN = {
    "hatches": (hatched, None, True),
    "blended triangles": (gouraud, None, True),
    "an image": (image, None, True),
    "a legend, notes and mathematics": (legend_and_notes, None, False),
    "scales, twins and insets": (many_scales, None, False),
    "bars in space": (bars_in_space, "3d", False),
    "filled contours in space": (filled_contours_in_space, "3d", False),
    "dots in space": (scatter_in_space, "3d", False),
}


@pytest.mark.parametrize("name", OWN)
def test_whatever_else_a_figure_holds_is_drawn_too(name, open_player):
    draw, projection, is_image = OWN[name]
    animation = own_figure(draw, projection)
    data = animation.to_html()
    assert ('"k":"image"' in data) == is_image
    frames = animation.frames()
    height, width = frames[0].shape[:2]
    reader = open_player(animation, width, height + 400)
    for frame in (0, len(frames) - 1):
        reader.go(frame)
        shown = reader.picture()
        apart = difference(shown, frames[frame])
        assert apart.mean() < MEAN
        assert (apart > MOST).mean() < SHARE


def told(recipe):
    """Return an animation of a figure of which nobody says what moves on it."""
    figure, update, moving = recipe.build()
    run = tv.Trajectory.from_path([[0, 0]] * FRAMES)
    layer = Attached(tuple(moving), lambda moment: update(int(moment)))
    return tv.TrajectoryAnimation.from_composition(
        Composition(figure, figure.axes[0], (layer,), (run,), timeline(range(FRAMES)))
    )


PATIENT = settings(
    deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)  # fmt: skip

SPIKE = Recipe("bare", 7, [(scenes.thick_polygon, 2.0)], [(scenes.trail, 0.5)])
AROUND_AN_INSET = Recipe(
    "inset", 3, [(scenes.magnifier, 0.5), (scenes.haloed_line, 5.0), (scenes.titles, 2.0)], [(scenes.ball, 5.0)],
    on_figure=frozenset({"patch", "line"}),
)  # fmt: skip
WRITTEN = Recipe(
    "slice_of_a_circle", 65, [(scenes.big_markers, 11.0)], [(scenes.counter, 5.0), (scenes.film, 2.0)],
    change=scenes.shades_are_written,
)  # fmt: skip


@pytest.mark.parametrize(
    ("some_recipes", "count"), [(scenes.recipes_of_pages, 10), (scenes.recipes_3d, 6)], ids=["flat", "in space"]
)
def test_random_figures_are_drawn_as_they_are(some_recipes, count, open_player):
    @settings(
        max_examples=count,
        deadline=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(some_recipes)
    @example(SPIKE)
    @example(AROUND_AN_INSET)
    @example(WRITTEN)
    def check(recipe):
        animation = told(recipe)
        frames = animation.frames()
        height, width = frames[0].shape[:2]
        reader = open_player(animation, width, height + 500)
        for frame in (0, FRAMES // 2, FRAMES - 1):
            reader.go(frame)
            apart = difference(reader.picture(), frames[frame])
            assert apart.mean() < 5  # of 240×160 pixels full of edges
            assert (apart > MOST).mean() < 0.01

    check()
