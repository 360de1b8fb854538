"""Random figures that move, to hold the compositor's frames against full redraws.

A recipe is plain data, so that the same figure can be built twice: once for the compositor and once for Matplotlib's
`savefig`. Nothing here knows of optimization.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from hypothesis import strategies as st
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.offsetbox import AnchoredText
from matplotlib.patches import Circle, FancyArrowPatch, Polygon, Rectangle
from matplotlib.patheffects import Normal, Stroke, withSimplePatchShadow, withStroke
from matplotlib.transforms import Affine2D
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Line3D

FRAMES = 5
STEPS = np.linspace(0, 1, 5 * FRAMES)
X = np.linspace(0, 1, 12)
HEIGHTS = np.cos(7 * X) + np.sin(5 * X)[:, None]

Update = Callable[[int], object]
Rng = np.random.Generator


def still(_frame: int) -> None:
    """Change nothing."""


# ---- what stands still, on 2-D axes: each takes the axes, a source of numbers and a zorder


def contours(ax: Axes, _: Rng, z: float) -> None:
    ax.clabel(ax.contour(X, X, HEIGHTS, 4, zorder=z), fontsize=6)


def bands(ax: Axes, _: Rng, z: float) -> None:
    ax.contourf(X, X, HEIGHTS, 4, zorder=z, alpha=0.6)


def picture(ax: Axes, rng: Rng, z: float) -> None:
    width = rng.uniform(0.2, 1)
    ax.imshow(HEIGHTS, extent=(0.2, 0.2 + width, 0.3, 0.9), zorder=z, alpha=0.7, aspect="auto")


def mesh(ax: Axes, _: Rng, z: float) -> None:
    ax.pcolormesh(X, X, HEIGHTS, zorder=z, alpha=0.5, shading="nearest")


def dots(ax: Axes, rng: Rng, z: float) -> None:
    ax.scatter(*rng.uniform(0, 1, (2, 6)), s=80, zorder=z, alpha=0.5, label="dots")


def unclipped_dots(ax: Axes, rng: Rng, z: float) -> None:
    ax.scatter(*rng.uniform(-0.2, 1.2, (2, 6)), s=300, zorder=z, alpha=0.5, clip_on=False)


def filling(ax: Axes, rng: Rng, z: float) -> None:
    ax.fill_between(X, rng.uniform(0, 1, 12), zorder=z, alpha=0.4)


def segments(ax: Axes, rng: Rng, z: float) -> None:
    ax.add_collection(LineCollection(rng.uniform(0, 1, (4, 2, 2)), linewidths=5, zorder=z), autolim=False)


def bars(ax: Axes, rng: Rng, z: float) -> None:
    ax.bar([0.2, 0.5, 0.8], rng.uniform(0.2, 1, 3), width=0.2, zorder=z, alpha=0.6, hatch="//", edgecolor="k")


def boxed_text(ax: Axes, rng: Rng, z: float) -> None:
    ax.text(*rng.uniform(0, 1, 2), "note $x^2$", bbox={"boxstyle": "round,pad=0.8", "alpha": 0.6, "lw": 3}, zorder=z)


def turned_text(ax: Axes, rng: Rng, z: float) -> None:
    ax.text(*rng.uniform(0, 1, 2), "flügge", rotation=40, fontsize=18, style="italic", zorder=z)


def outlined_text(ax: Axes, rng: Rng, z: float) -> None:
    effects = [withStroke(linewidth=12, foreground="y")]
    ax.text(*rng.uniform(0, 1, 2), "outlined", zorder=z, path_effects=effects)


def annotation(ax: Axes, rng: Rng, z: float) -> None:
    tip, text = rng.uniform(0, 1, (2, 2))
    arrow = {"arrowstyle": "fancy", "lw": 4, "connectionstyle": "arc3,rad=.4"}
    ax.annotate("here", tip, text, arrowprops=arrow, clip_on=bool(rng.integers(2)), zorder=z)


def legend_upper_left(ax: Axes, _: Rng, z: float) -> None:
    ax.plot([0, 1], [0.1, 0.3], "s-", label="curve", markersize=9)
    ax.legend(loc="upper left", framealpha=0.5, shadow=True).set_zorder(z)


def legend_beside(ax: Axes, _: Rng, z: float) -> None:
    ax.plot([0, 1], [0.3, 0.1], label="curve")
    ax.legend(loc="center left", bbox_to_anchor=(0.9, 0.5), markerscale=3).set_zorder(z)


def wandering_legend(ax: Axes, _: Rng, z: float) -> None:
    ax.plot([0.5, 1], [0.5, 1], label="curve")
    ax.legend(loc="best").set_zorder(z)


def thick_polygon(ax: Axes, rng: Rng, z: float) -> None:
    spike = [[0.4, 0.1], [0.45, 0.9], [0.5, 0.1]]
    ax.add_patch(Polygon(spike + rng.uniform(-0.3, 0.3, 2), fill=False, lw=14, ec="c", zorder=z, clip_on=False))


def disc(ax: Axes, rng: Rng, z: float) -> None:
    effects = [withSimplePatchShadow(offset=(9, -9)), Normal()]
    ax.add_patch(Circle(rng.uniform(0, 1, 2), 0.2, zorder=z, alpha=0.5, path_effects=effects))


def clipped_disc(ax: Axes, rng: Rng, z: float) -> None:
    disc = Circle(rng.uniform(0, 1, 2), 0.4, transform=ax.transData)
    ax.plot(X, X, lw=9, zorder=z)[0].set_clip_path(disc)


def arrow(ax: Axes, rng: Rng, z: float) -> None:
    start, end = rng.uniform(0, 1, (2, 2))
    ax.add_patch(FancyArrowPatch(start, end, mutation_scale=25, lw=3, zorder=z, clip_on=False))


def unclipped_line(ax: Axes, rng: Rng, z: float) -> None:
    ax.plot(*rng.uniform(-0.3, 1.3, (2, 3)), lw=20, clip_on=False, zorder=z, solid_capstyle="projecting")


def haloed_line(ax: Axes, rng: Rng, z: float) -> None:
    effects = [Stroke(linewidth=15, foreground="w"), Normal()]
    ax.plot(*rng.uniform(0, 1, (2, 4)), lw=3, clip_on=bool(rng.integers(2)), zorder=z, path_effects=effects)


def big_markers(ax: Axes, rng: Rng, z: float) -> None:
    ax.plot(*rng.uniform(0, 1, (2, 3)), "^", ms=15, mew=8, zorder=z, clip_on=False)


def wiggly_line(ax: Axes, rng: Rng, z: float) -> None:
    ax.plot(*rng.uniform(0, 1, (2, 3)), lw=2, zorder=z, clip_on=False)[0].set_sketch_params(20, 30, 2)


def shadowed_line(ax: Axes, rng: Rng, z: float) -> None:
    def blur(pixels: np.ndarray, _dpi: float) -> tuple[np.ndarray, int, int]:
        return np.pad(pixels, [(8, 8), (8, 8), (0, 0)]) * 0.7, -3, -3

    ax.plot(*rng.uniform(0, 1, (2, 3)), lw=4, zorder=z, agg_filter=blur)


def rulers(ax: Axes, _: Rng, z: float) -> None:
    if ax.name == "rectilinear" and ax.get_xscale() == "linear":
        ax.axline((0, 0.2), slope=1, lw=6, zorder=z)
    ax.axvspan(0.4, 0.5, alpha=0.4, zorder=z)


def table(ax: Axes, _: Rng, z: float) -> None:
    ax.table([["a", "long words that overflow"], ["1", "2"]], loc="center", colWidths=[0.2, 0.2]).set_zorder(z)


def anchored(ax: Axes, _: Rng, z: float) -> None:
    box = AnchoredText("anchored", loc="lower right")
    box.set_zorder(z)
    ax.add_artist(box)


def arrow_key(ax: Axes, rng: Rng, z: float) -> None:
    quiver = ax.quiver(*rng.uniform(0, 1, (2, 5)), *rng.uniform(-1, 1, (2, 5)), zorder=z)
    ax.quiverkey(quiver, 0.5, 1.02, 1, "unit", labelpos="E").set_zorder(z)


def tidy_ticks(ax: Axes, _: Rng, z: float) -> None:
    ax.tick_params(length=25, width=3, labelbottom=False, direction="inout", grid_linewidth=4, grid_alpha=0.5)
    ax.grid(visible=True)
    ax.set_axisbelow(False)
    ax.xaxis.set_zorder(z)


def outward_spine(ax: Axes, _: Rng, z: float) -> None:
    if ax.name == "polar":
        return
    ax.spines["left"].set_position(("outward", 15))
    ax.spines["left"].set(linewidth=6, zorder=z)


def titles(ax: Axes, _: Rng, z: float) -> None:
    ax.set(xlabel="abscissa", ylabel="ordinate")
    ax.set_title("title", y=0.8, zorder=z)
    ax.xaxis.set_ticks_position("top")


def magnifier(ax: Axes, _: Rng, z: float) -> None:
    inset = ax.inset_axes((0.5, 0.4, 0.4, 0.5), zorder=z)
    inset.plot(X, X**2, lw=3)
    inset.patch.set_alpha(0.6)
    ax.indicate_inset((0.1, 0.1, 0.3, 0.3), inset)


def flagged_line(ax: Axes, rng: Rng, z: float) -> None:
    ax.plot(*rng.uniform(0, 1, (2, 4)), lw=4, zorder=z, animated=True)


def hidden_line(ax: Axes, rng: Rng, z: float) -> None:
    ax.plot(*rng.uniform(0, 1, (2, 4)), lw=4, zorder=z, visible=False)


STATIC = [
    contours, bands, picture, mesh, dots, unclipped_dots, filling, segments, bars, boxed_text, turned_text,
    outlined_text, annotation, legend_upper_left, legend_beside, wandering_legend, thick_polygon, disc, clipped_disc,
    arrow, unclipped_line, haloed_line, big_markers, wiggly_line, shadowed_line, rulers, table, anchored, arrow_key,
    tidy_ticks, outward_spine, titles, magnifier, flagged_line, hidden_line,
]  # fmt: skip


# ---- what moves, on 2-D axes: each returns its artists and what puts them at a frame


def trail(ax: Axes, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    path = rng.uniform(-0.1, 1.1, (2, len(STEPS)))
    line = Line2D([], [], lw=2, color="r", zorder=z, path_effects=[Stroke(linewidth=5, foreground="w"), Normal()])
    ax.add_line(line)
    return [line], lambda i: line.set_data(path[:, : 5 * i + 1])


def head(ax: Axes, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    path = rng.uniform(-0.1, 1.1, (2, FRAMES))
    line = Line2D([], [], marker="o", ms=12, color="b", zorder=z, clip_on=bool(rng.integers(2)), alpha=0.6)
    ax.add_line(line)
    return [line], lambda i: line.set_data(path[:, i : i + 1])


def swarm(ax: Axes, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    points = rng.uniform(0, 1, (FRAMES, 7, 2))
    dots = ax.scatter(*points[0].T, s=40, alpha=0.5, zorder=z)
    return [dots], lambda i: dots.set_offsets(points[i])


def counter(ax: Axes, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    text = ax.text(*rng.uniform(0, 1, 2), "", zorder=z, bbox={"facecolor": "w", "alpha": 0.5})
    return [text], lambda i: text.set_text(f"step {10**i}")


def pointer(ax: Axes, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    tips = rng.uniform(0, 1, (FRAMES, 2))
    note = ax.annotate("tip", (0, 0), (0.5, 0.5), arrowprops={"arrowstyle": "->"}, zorder=z, clip_on=True)

    def update(i: int) -> None:
        note.xy = tips[i]
        note.set_text(f"tip {i}")

    return [note], update


def ball(ax: Axes, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    centers = rng.uniform(0, 1, (FRAMES, 2))
    disc = Circle((0, 0), 0.15, zorder=z, alpha=0.7)
    ax.add_patch(disc)
    return [disc], lambda i: disc.set_center(centers[i])


def needles(ax: Axes, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    ways = rng.uniform(-0.3, 0.3, (FRAMES, 2, 6))
    quiver = ax.quiver(*rng.uniform(0, 1, (2, 6)), *ways[0], angles="xy", scale_units="xy", scale=1, zorder=z)
    return [quiver], lambda i: quiver.set_UVC(*ways[i])


def film(ax: Axes, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    pictures = rng.uniform(0, 1, (FRAMES, 4, 4))
    image = ax.imshow(pictures[0], extent=(0.1, 0.7, 0.1, 0.6), zorder=z, alpha=0.8, aspect="auto")
    return [image], lambda i: image.set_data(pictures[i])


def blinking(ax: Axes, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    line = Line2D(*rng.uniform(0, 1, (2, 4)), lw=6, zorder=z, animated=True)
    ax.add_line(line)
    return [line], lambda i: line.set_visible(i % 2 == 0)


def riser(ax: Axes, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    line = Line2D(*rng.uniform(0, 1, (2, 4)), lw=8, color="g", zorder=z)
    ax.add_line(line)
    return [line], lambda i: line.set_zorder(z + 3 * (i % 3))


MOVING = [trail, head, swarm, counter, pointer, ball, needles, film, blinking, riser]


# ---- the same on 3-D axes


def surface(ax: Axes3D, _: Rng, z: float) -> None:
    ax.plot_surface(*np.meshgrid(X, X), HEIGHTS, alpha=0.7, zorder=z)


def wires(ax: Axes3D, _: Rng, z: float) -> None:
    ax.plot_wireframe(*np.meshgrid(X, X), HEIGHTS, rcount=6, ccount=6, zorder=z)


def cloud(ax: Axes3D, rng: Rng, z: float) -> None:
    ax.scatter(*rng.uniform(0, 1, (3, 8)), s=90, zorder=z)


def thread(ax: Axes3D, rng: Rng, z: float) -> None:
    ax.plot(*rng.uniform(0, 1, (3, 5)), lw=6, zorder=z, label="thread")
    ax.legend(loc="upper right")


def blocks(ax: Axes3D, rng: Rng, z: float) -> None:
    ax.bar3d(*rng.uniform(0, 1, (2, 3)), 0, 0.2, 0.2, rng.uniform(0.2, 1, 3), alpha=0.5, zorder=z)


def flag(ax: Axes3D, rng: Rng, z: float) -> None:
    ax.text(*rng.uniform(0, 1, 3), "summit", zorder=z, bbox={"alpha": 0.4})
    ax.text2D(0.1, 0.9, "corner", transform=ax.transAxes, fontsize=14)


def steady_order(ax: Axes3D, _: Rng, _z: float) -> None:
    ax.computed_zorder = False


STATIC_3D = [surface, wires, cloud, thread, blocks, flag, steady_order]


def trail_3d(ax: Axes3D, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    path = rng.uniform(0, 1, (3, len(STEPS)))
    line = Line3D([], [], [], lw=3, color="r", zorder=z)
    ax.add_line(line)
    return [line], lambda i: line.set_data_3d(*path[:, : 5 * i + 1])


def swarm_3d(ax: Axes3D, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    points = rng.uniform(0, 1, (FRAMES, 3, 6))
    dots = ax.scatter(*points[0], s=60, zorder=z)

    def update(i: int) -> None:
        dots._offsets3d = tuple(points[i])

    return [dots], update


def label_3d(ax: Axes3D, rng: Rng, z: float) -> tuple[list[Artist], Update]:
    points = rng.uniform(0, 1, (FRAMES, 3))
    text = ax.text(0, 0, 0, "here", zorder=z)
    return [text], lambda i: text.set_position_3d(points[i])


MOVING_3D = [trail_3d, swarm_3d, label_3d]


# ---- what an update changes beside the moving artists


def title_changes(ax: Axes) -> Update:
    return lambda i: ax.set_title(f"frame {i // 2}")


def limits_change(ax: Axes) -> Update:
    return lambda i: ax.set_xlim(-0.1 * (i // 2), 1 + 0.1 * i)


def limits_follow(ax: Axes) -> Update:
    beside = ax.get_figure(root=True).add_axes((0.7, 0.6, 0.25, 0.3))
    line = beside.plot([0, 1], [0, 1])[0]

    def update(i: int) -> None:
        line.set_data([0, 1 + i // 2], [0, 1])
        beside.relim()
        beside.autoscale()

    return update


def legend_changes(ax: Axes) -> Update:
    figure = ax.get_figure(root=True)
    entry = figure.legend([Line2D([], [])], ["none"], loc="lower left").get_texts()[0]
    return lambda i: entry.set_text(f"entry {i // 2}")


def table_changes(ax: Axes) -> Update:
    cell = ax.table([["a", "b"]], loc="top")[0, 0]
    return lambda i: cell.get_text().set_text(f"{i // 2}")


def frame_vanishes(ax: Axes) -> Update:
    return lambda i: ax.set_frame_on(i < 2)


def lines_come_and_go(ax: Axes) -> Update:
    def update(i: int) -> None:
        for line in [line for line in ax.lines if line.get_gid() == "guest"]:
            line.remove()
        ax.add_line(Line2D([0, 1], [i / FRAMES, 1], gid="guest"))

    return update


# What Matplotlib marks nothing stale for.


def shades_change(ax: Axes) -> Update:
    dots = ax.scatter([0.2, 0.8], [0.2, 0.8], c=[0.0, 1.0], vmin=0, vmax=4, s=300)
    return lambda i: dots.set_array(np.array([0.0, 1.0]) + i // 2)


def shades_are_written(ax: Axes) -> Update:
    shades = np.zeros(2)
    dots = ax.scatter([0.2, 0.8], [0.2, 0.8], c=shades, vmin=0, vmax=4, s=300)

    def update(i: int) -> None:
        dots.get_array()[:] = i // 2

    return update


def note_points_elsewhere(ax: Axes) -> Update:
    note = ax.annotate("note", (0.5, 0.5), (0.3, 0.7), arrowprops={"arrowstyle": "->"})

    def update(i: int) -> None:
        note.xy = (0.9, 0.1 + 0.2 * (i // 2))

    return update


def outline_is_written(ax: Axes) -> Update:
    area = ax.fill_between([0, 0.5, 1], [0, 0.2, 0])

    def update(i: int) -> None:
        area.get_paths()[0].vertices[1, 1] = 0.1 * (i // 2)

    return update


def transform_turns(ax: Axes) -> Update:
    turn = Affine2D()
    ax.add_patch(Rectangle((-0.1, -0.1), 0.2, 0.2, transform=turn + ax.transData))
    return lambda i: turn.clear().rotate_deg(20 * (i // 2)).translate(0.5, 0.5)


def font_grows(ax: Axes) -> Update:
    text = ax.text(0.2, 0.3, "grows")
    return lambda i: text.get_fontproperties().set_size(8 + 4 * (i // 2))


def order_is_assigned(ax: Axes) -> Update:
    lower = ax.add_patch(Rectangle((0.2, 0.2), 0.4, 0.4, facecolor="r", zorder=4))
    ax.add_patch(Rectangle((0.4, 0.4), 0.4, 0.4, facecolor="b", zorder=5))

    def update(i: int) -> None:
        lower.zorder = 6 if i > 2 else 4

    return update


def picture_is_written(ax: Axes) -> Update:
    image = ax.imshow(np.zeros((3, 3)), extent=(0.6, 0.9, 0.1, 0.4), vmin=0, vmax=4, aspect="auto")

    def update(i: int) -> None:
        image.get_array()[1] = i // 2

    return update


SILENT_CHANGES = [
    shades_change, shades_are_written, note_points_elsewhere, outline_is_written, transform_turns, font_grows,
    order_is_assigned, picture_is_written,
]  # fmt: skip

CHANGES = [
    title_changes, limits_change, limits_follow, legend_changes, table_changes, frame_vanishes, lines_come_and_go,
    *SILENT_CHANGES,
]  # fmt: skip


def camera_turns(ax: Axes3D) -> Update:
    return lambda i: ax.view_init(elev=20 + i // 2, azim=30 * (i // 2))


def camera_is_set(ax: Axes3D) -> Update:
    def update(i: int) -> None:
        ax.azim = 10 * (i // 2)

    return update


def floor_sinks(ax: Axes3D) -> Update:
    return lambda i: ax.set_zlim(-(i // 2), 1)


def walls_vanish(ax: Axes3D) -> Update:
    return lambda i: ax.set_axis_off() if i > 2 else ax.set_axis_on()


def cloud_drifts(ax: Axes3D) -> Update:
    if ax.name != "3d":
        return shades_change(ax)
    dots = ax.scatter([0.1, 0.9], [0.1, 0.9], [0.5, 0.5], s=90)

    def update(i: int) -> None:
        dots._offsets3d = (np.array([0.1, 0.9]), np.array([0.1, 0.9]), np.full(2, 0.2 * (i // 2)))

    return update


CHANGES_3D = [title_changes, camera_turns, camera_is_set, floor_sinks, walls_vanish, cloud_drifts]


# ---- whole figures


@dataclass(frozen=True)
class Recipe:
    """A figure that moves, as plain data."""

    layout: str
    seed: int
    static: list[tuple[Callable[..., None], float]] = field(default_factory=list)
    moving: list[tuple[Callable[..., tuple[list[Artist], Update]], float]] = field(default_factory=list)
    change: Callable[[Axes], Update] | None = None
    on_figure: frozenset[str] = frozenset()
    facecolor: object = "white"

    def build(self) -> tuple[Figure, Update, list[Artist]]:
        """Return the figure, its update and the artists that move."""
        rng = np.random.default_rng(self.seed)
        figure = Figure(figsize=(2.4, 1.6), dpi=100, facecolor=self.facecolor)
        FigureCanvasAgg(figure)
        axes = (LAYOUTS | LAYOUTS_3D | LAYOUTS_OF_PAGES)[self.layout](figure)
        updates: list[Update] = []
        moving: list[Artist] = []

        def fitting(ingredient: Callable[..., object]) -> Axes:
            kind = "3d" if ingredient in STATIC_3D or ingredient in MOVING_3D else axes[0].name
            choice = [ax for ax in axes if ax.name == kind]
            return choice[rng.integers(len(choice))]

        for ingredient, z in self.static:
            ingredient(fitting(ingredient), rng, z)
        for ingredient, z in self.moving:
            artists, update = ingredient(fitting(ingredient), rng, z)
            moving += artists
            updates.append(update)
        if self.change is not None:
            updates.append(self.change(axes[-1]))
        self._add_to_figure(figure)
        updates.append(still)

        def update_all(i: int) -> None:
            for update in updates:
                update(i)

        return figure, update_all, moving

    def _add_to_figure(self, figure: Figure) -> None:
        if "text" in self.on_figure:
            figure.suptitle("suptitle", y=0.8, alpha=0.7)
        if "legend" in self.on_figure:
            figure.legend([Line2D([], [], marker="s")], ["everything"], loc="center right")
        if "line" in self.on_figure:
            figure.add_artist(Line2D([0, 1], [0.1, 0.9], lw=5, alpha=0.5))
        if "patch" in self.on_figure:
            figure.add_artist(Rectangle((0.1, 0.1), 0.4, 0.5, transform=figure.transFigure, alpha=0.3))
        if "image" in self.on_figure:
            figure.figimage(np.tile(np.linspace(0, 1, 30), (30, 1)), 40, 30, alpha=0.5)
        if "flagged" in self.on_figure:
            figure.text(0.5, 0.5, "never drawn", animated=True)


def one(figure: Figure) -> list[Axes]:
    return [figure.add_subplot(xlim=(0, 1), ylim=(0, 1))]


def twins(figure: Figure) -> list[Axes]:
    axes = one(figure)[0]
    return [axes, axes.twinx()]


def inset(figure: Figure) -> list[Axes]:
    axes = one(figure)[0]
    within = axes.inset_axes((0.4, 0.4, 0.55, 0.5))
    within.patch.set_alpha(0.5)
    return [axes, within]


def overlapping(figure: Figure) -> list[Axes]:
    upper = figure.add_axes((0.4, 0.3, 0.5, 0.6), facecolor=(1, 1, 0, 0.4))
    return [figure.add_axes((0.1, 0.1, 0.6, 0.6), zorder=-1), upper]


def bare(figure: Figure) -> list[Axes]:
    axes = one(figure)[0]
    axes.set_axis_off()
    return [axes]


def frameless(figure: Figure) -> list[Axes]:
    return [figure.add_subplot(frameon=False, xlim=(0, 1), ylim=(0, 1))]


def polar(figure: Figure) -> list[Axes]:
    return [figure.add_subplot(projection="polar", facecolor=(0, 1, 1, 0.2))]


def logarithmic(figure: Figure) -> list[Axes]:
    return [figure.add_subplot(xscale="log", yscale="symlog", xlim=(0.01, 1.2), ylim=(-0.2, 1.2))]


def side_by_side(figure: Figure) -> list[Axes]:
    return list(figure.subplots(1, 2, sharey=True))


def nested_figures(figure: Figure) -> list[Axes]:
    left, right = figure.subfigures(1, 2, facecolor=(0, 1, 0, 0.2))
    right.suptitle("right")
    return [left.add_subplot(), right.add_subplot()]


def with_colorbar(figure: Figure) -> list[Axes]:
    axes = one(figure)[0]
    figure.colorbar(axes.pcolormesh(X, X, HEIGHTS, zorder=-2), ax=axes, label="height")
    return [axes]


def with_secondary(figure: Figure) -> list[Axes]:
    axes = one(figure)[0]
    axes.secondary_xaxis(0.5, functions=(lambda x: 2 * x, lambda x: x / 2)).set_xlabel("double")
    axes.set_aspect("equal")
    return [axes]


def deeper_figures(figure: Figure) -> list[Axes]:
    upper, lower = figure.subfigures(2, 1)
    left, right = lower.subfigures(1, 2, facecolor=(1, 0, 0, 0.2))
    left.patch.set_alpha(0.5)
    return [upper.add_subplot(), left.add_subplot(facecolor="none"), right.add_subplot()]


def resting_late(figure: Figure) -> list[Axes]:
    """A layout that comes to rest after ten drawings: the legend's place depends on the axes that make room for it."""
    figure.set_layout_engine("constrained")
    axes = one(figure)[0]
    axes.plot(X, X, label="a")
    axes.legend(loc="upper left", bbox_to_anchor=(1.1, 1), fontsize=5)
    return [axes]


def tightly(figure: Figure) -> list[Axes]:
    figure.set_layout_engine("tight")
    axes = one(figure)[0]
    axes.set(xlabel="abscissa", ylabel="ordinate", title="title")
    return [axes]


def see_through(figure: Figure) -> list[Axes]:
    figure.patch.set_alpha(0.3)
    return [figure.add_subplot(xlim=(0, 1), ylim=(0, 1), facecolor="none")]


def groundless(figure: Figure) -> list[Axes]:
    figure.set_frameon(False)
    return [figure.add_subplot(xlim=(0, 1), ylim=(0, 1), facecolor=(1, 0, 0, 0.2))]


GROUNDS: dict[str, Callable[[Figure], object]] = {
    "see-through": lambda figure: figure.patch.set_alpha(0),
    "translucent": lambda figure: figure.set_facecolor((0.2, 0.4, 0.8, 0.4)),
    "unseen": lambda figure: figure.patch.set_visible(False),
    "without axes' ground": lambda figure: [figure.patch.set_alpha(0.5), figure.axes[0].set_facecolor("none")],
}

LAYOUTS: dict[str, Callable[[Figure], list[Axes]]] = {
    layout.__name__: layout
    for layout in (
        one, twins, inset, overlapping, bare, frameless, polar, logarithmic, side_by_side, nested_figures,
        with_colorbar, with_secondary, deeper_figures, resting_late, tightly, see_through, groundless,
    )
}  # fmt: skip


def space(figure: Figure) -> list[Axes]:
    return [figure.add_subplot(projection="3d")]


def map_and_space(figure: Figure) -> list[Axes]:
    return [figure.add_subplot(1, 2, 1), figure.add_subplot(1, 2, 2, projection="3d")]


def space_over_map(figure: Figure) -> list[Axes]:
    return [figure.add_subplot(), figure.add_axes((0.4, 0.3, 0.5, 0.6), projection="3d", facecolor=(1, 1, 1, 0.3))]


def logarithmic_space(figure: Figure) -> list[Axes]:
    axes = figure.add_subplot(projection="3d", xlim=(0.1, 1), ylim=(-1, 1), zlim=(0.01, 1))
    axes.set(xscale="log", yscale="symlog", zscale="log")
    return [axes]


def crowded_space(figure: Figure) -> list[Axes]:
    """More collections than Matplotlib has numbers below those of the trails."""
    axes = figure.add_subplot(projection="3d")
    for x in np.linspace(0, 1, 12):
        axes.scatter(x, 0.5, 0.5)
    return [axes]


def space_with_colorbar(figure: Figure) -> list[Axes]:
    figure.set_layout_engine("constrained")
    axes = figure.add_subplot(projection="3d")
    figure.colorbar(axes.plot_surface(*np.meshgrid(X, X), HEIGHTS, cmap="viridis"), ax=axes, label="height")
    return [axes]


LAYOUTS_3D = {
    layout.__name__: layout
    for layout in (space, map_and_space, space_over_map, logarithmic_space, crowded_space, space_with_colorbar)
}

ZORDERS = st.sampled_from([-1.0, 0.5, 1.0, 2.0, 2.5, 3.0, 5.0, 10.0, 11.0])

recipes = st.builds(
    Recipe,
    layout=st.sampled_from(sorted(LAYOUTS)),
    seed=st.integers(0, 1000),
    static=st.lists(st.tuples(st.sampled_from(STATIC), ZORDERS), max_size=5),
    moving=st.lists(st.tuples(st.sampled_from(MOVING), ZORDERS), min_size=1, max_size=3),
    change=st.sampled_from([None, None, None, *CHANGES]),
    on_figure=st.frozensets(st.sampled_from(["text", "legend", "line", "patch", "image", "flagged"]), max_size=2),
    facecolor=st.sampled_from(["white", (0.2, 0.4, 0.8, 0.4), "none"]),
)

recipes_3d = st.builds(
    Recipe,
    layout=st.sampled_from(sorted(LAYOUTS_3D)),
    seed=st.integers(0, 1000),
    static=st.lists(st.tuples(st.sampled_from(STATIC_3D), ZORDERS), max_size=3),
    moving=st.lists(st.tuples(st.sampled_from([*MOVING_3D, MOVING_3D[0], trail]), ZORDERS), min_size=1, max_size=2),
    change=st.sampled_from([None, None, None, *CHANGES_3D]),
    on_figure=st.frozensets(st.sampled_from(["text", "legend"]), max_size=1),
)


# ---- kinds that pages are held against


def stepped_line(ax: Axes, rng: Rng, z: float) -> None:
    ax.plot(*np.sort(rng.uniform(0, 1, (2, 5))), lw=3, zorder=z, drawstyle="steps-mid", dash_joinstyle="bevel")


def gapped_line(ax: Axes, rng: Rng, z: float) -> None:
    ax.plot(*rng.uniform(0, 1, (2, 4)), "--", lw=5, gapcolor="orange", marker="<", markevery=2, ms=14, zorder=z)


def shifted_line(ax: Axes, rng: Rng, z: float) -> None:
    turned = Affine2D().rotate_deg(20).translate(0.1, 0) + ax.transAxes
    ax.plot(*rng.uniform(0, 1, (2, 4)), lw=4, zorder=z, transform=turned)


def blended_mesh(ax: Axes, _: Rng, z: float) -> None:
    ax.pcolormesh(X, X, HEIGHTS, shading="gouraud", zorder=z, alpha=0.7)


def round_picture(ax: Axes, rng: Rng, z: float) -> None:
    seen = np.ma.masked_less(HEIGHTS, -0.5)
    image = ax.imshow(seen, extent=(0.2, 0.9, 0.2, 0.9), zorder=z, aspect="auto", interpolation="bilinear")
    image.set_clip_path(Circle(rng.uniform(0.3, 0.7, 2), 0.3, transform=ax.transData))


def winds(ax: Axes, rng: Rng, z: float) -> None:
    ax.barbs(*rng.uniform(0, 1, (2, 3)), [30, 5, -50], [40, 20, 10], length=6, zorder=z)


def streams(ax: Axes, _: Rng, z: float) -> None:
    if ax.name == "rectilinear" and ax.get_xscale() == "linear":
        ax.streamplot(X, X, HEIGHTS + 0.1, HEIGHTS.T, density=0.4, zorder=z)


def tall_note(ax: Axes, rng: Rng, z: float) -> None:
    ax.text(*rng.uniform(0.2, 0.8, 2), "two\nlines", ha="right", rotation=90, linespacing=1.5, zorder=z)


STATIC_OF_PAGES = [
    stepped_line, gapped_line, shifted_line, blended_mesh, round_picture, winds, streams, tall_note,
]  # fmt: skip


def upside_down(figure: Figure) -> list[Axes]:
    axes = one(figure)[0]
    axes.set(xlim=(1, 0), ylim=(1, 0), aspect="equal")
    return [axes]


def slice_of_a_circle(figure: Figure) -> list[Axes]:
    return [figure.add_subplot(projection="polar", thetamin=0, thetamax=60, theta_offset=0.3)]


def chances(figure: Figure) -> list[Axes]:
    return [figure.add_subplot(xscale="logit", xlim=(0.02, 0.98), ylim=(0, 1))]


LAYOUTS_OF_PAGES = {layout.__name__: layout for layout in (upside_down, slice_of_a_circle, chances)}

recipes_of_pages = st.builds(
    Recipe,
    layout=st.sampled_from(sorted(LAYOUTS | LAYOUTS_OF_PAGES)),
    seed=st.integers(0, 1000),
    static=st.lists(st.tuples(st.sampled_from([*STATIC, *STATIC_OF_PAGES]), ZORDERS), min_size=1, max_size=5),
    moving=st.lists(st.tuples(st.sampled_from(MOVING), ZORDERS), min_size=1, max_size=3),
    change=st.sampled_from([None, *CHANGES]),
    on_figure=st.frozensets(st.sampled_from(["text", "legend", "line", "patch", "image", "flagged"]), max_size=2),
)
