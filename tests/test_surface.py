"""Surfaces: what hides what, from where they are looked at, and what is written around them."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from itertools import combinations

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg, RendererAgg
from matplotlib.figure import Figure
from matplotlib.path import Path
from scipy.interpolate import RegularGridInterpolator

import trajviz as tv
from trajviz.drawing.layers.behind import BEHIND
from trajviz.drawing.layers.box import Box
from trajviz.drawing.layers.sheet import Lines, Sheet, eye_of, placed
from trajviz.drawing.layers.sight import Sight
from trajviz.drawing.views.mesh import mesh_of

WAVES = ["drop-wave", "langermann", "shubert", "rosenbrock"]
TWO_DIMENSIONAL = [name for name, objective in tv.objectives.items() if objective.dimension == 2]
SIZES = [(800, 500), (400, 300), (300, 240), (1920, 1080), (500, 500), (420, 900), (1000, 320)]

angles = st.tuples(st.floats(-180, 180), st.floats(-70, 90))


def sheet_of(axes):
    (sheet,) = (artist for artist in axes.collections if isinstance(artist, Sheet))
    return sheet


def box_of(axes):
    (box,) = (artist for artist in axes.get_children() if isinstance(artist, Box))
    return box


def hilly(seed, shape=(13, 9)):
    """Return the axes of a figure with a small sheet of random hills, each of whose cells has a colour of its own."""
    rng = np.random.default_rng(seed)
    rows, columns = shape
    x, y = np.linspace(-1, 2, columns), np.linspace(5, 6, rows)
    u, v = np.meshgrid(np.linspace(0, 1, columns), np.linspace(0, 1, rows))
    heights = sum(
        rng.normal() * np.sin(rng.uniform(2, 9) * u + rng.uniform(2, 9) * v + rng.uniform(0, 6)) for _ in range(3)
    )
    numbers = np.arange((rows - 1) * (columns - 1)) + 1
    full = np.full_like(numbers, 255)
    colors = np.stack([numbers // 16 % 16 * 16, numbers % 16 * 16, full, full], axis=-1)
    figure = Figure(figsize=(3, 2.4), dpi=100)
    FigureCanvasAgg(figure)
    axes = figure.add_axes(
        (0, 0, 1, 1), projection="3d", xlim=(-1, 2), ylim=(5, 6), zlim=(heights.min(), heights.max())
    )
    axes.set_axis_off()
    axes.set_box_aspect((1.7, 1, 0.6))
    sheet = Sheet(x, y, heights, (colors / 255).reshape(rows - 1, columns - 1, 4))
    axes.add_collection3d(sheet, autolim=False)
    return axes, sheet


def numbers_painted(sheet):
    """Return which cell each pixel shows, counted from 1; 0 for none."""
    renderer = RendererAgg(300, 240, 100)
    sheet.axes.apply_aspect()
    sheet.draw(renderer)
    pixels = np.asarray(renderer.buffer_rgba()).astype(int)
    return np.where(pixels[..., 3] > 0, pixels[..., 0] + pixels[..., 1] // 16, 0)[::-1]


def numbers_nearest(sheet):
    """Return the same from the distance of every cell at every pixel."""
    axes = sheet.axes
    columns, rows = np.meshgrid(sheet.x, sheet.y)
    points = np.stack([columns, rows, sheet.heights], axis=-1)
    flat = placed(axes, points)
    matrix = axes.get_proj()
    depth = -(points @ matrix[3, :3] + matrix[3, 3]) * np.sign(-1)  # the last row is the distance from the eye
    centers = np.stack(np.meshgrid(np.arange(300) + 0.5, np.arange(240) + 0.5), axis=-1).reshape(-1, 2)
    nearest, shown = np.full(len(centers), np.inf), np.zeros(len(centers), dtype=int)
    for number, (row, column) in enumerate(np.ndindex(sheet.colors.shape[:2])):
        around = [(row, column), (row, column + 1), (row + 1, column + 1), (row + 1, column)]
        corners, far = np.array([flat[at] for at in around]), np.array([depth[at] for at in around])
        inside = Path(corners).contains_points(centers)
        if inside.any():
            plane, *_ = np.linalg.lstsq(np.column_stack([corners, np.ones(4)]), far, rcond=None)
            here = centers[inside] @ plane[:2] + plane[2]
            closer = here < nearest[inside]
            places = np.flatnonzero(inside)[closer]
            nearest[places], shown[places] = here[closer], number + 1
    return shown.reshape(240, 300)


class TestSheet:
    @settings(max_examples=25)
    @given(st.integers(0, 1000), angles)
    def test_what_is_nearer_covers_what_is_behind(self, seed, angle):
        axes, sheet = hilly(seed)
        axes.view_init(azim=angle[0], elev=angle[1])
        painted, nearest = numbers_painted(sheet), numbers_nearest(sheet)
        assert (painted == nearest).mean() > 0.96  # what differs are edges, and cells that are not quite flat

    def test_where_the_function_is_not_there_is_none(self):
        axes, sheet = hilly(3)
        heights = sheet.heights.copy()
        heights[4:6, 2:5] = np.nan
        holed = Sheet(sheet.x, sheet.y, heights, sheet.colors)
        axes.add_collection3d(holed, autolim=False)
        axes.view_init(elev=90, azim=-90)
        missing = set(np.unique(numbers_painted(sheet))) - set(np.unique(numbers_painted(holed)))
        assert missing == {1 + 8 * row + column for row in range(3, 6) for column in range(1, 5)}

    @pytest.mark.parametrize("azim", [-70, 20, 100, 200])
    def test_lines_are_seen_in_front_of_a_hill_and_not_behind(self, azim):
        """A ridge across the picture, and a line on either side of it."""
        figure = Figure(figsize=(3, 2.4), dpi=100)
        FigureCanvasAgg(figure)
        axes = figure.add_axes((0, 0, 1, 1), projection="3d", xlim=(-1, 1), ylim=(-1, 1), zlim=(0, 1))
        axes.view_init(elev=20, azim=azim)
        ends = np.linspace(-1, 1, 41)
        towards = np.cos(np.deg2rad(azim)), np.sin(np.deg2rad(azim))
        x, y = np.meshgrid(ends, ends)
        heights = np.exp(-(((x * towards[0] + y * towards[1]) / 0.2) ** 2))
        on_grid = RegularGridInterpolator((ends, ends), heights)

        def line(distance):
            across = np.linspace(-0.4, 0.4, 60)
            at = np.column_stack(
                [distance * towards[0] - across * towards[1], distance * towards[1] + across * towards[0]]
            )
            points = np.column_stack([at, on_grid(at[:, ::-1])])
            return np.stack([points[:-1], points[1:]], axis=1)

        colors = np.ones((40, 40, 4))
        lines = [Lines(line(0.7), "red", 1), Lines(line(-0.7), "blue", 1)]
        axes.add_collection3d(Sheet(ends, ends, heights, colors, lines), autolim=False)
        renderer = RendererAgg(300, 240, 100)
        axes.apply_aspect()
        sheet_of(axes).draw(renderer)
        red, _, blue, alpha = np.moveaxis(np.asarray(renderer.buffer_rgba()).astype(int), -1, 0)
        assert ((red - blue > 150) & (alpha > 0)).sum() > 50
        assert not ((blue - red > 150) & (alpha > 0)).any()


class TestSight:
    @settings(max_examples=25)
    @given(st.integers(0, 1000), angles)
    @example(0, (7, 6))  # hidden by the edge of the surface, over which the way leaves the grid between two columns
    @example(0, (7, 7))
    @example(941, (111.18377125248116, 8.821625578641822))
    @example(579, (107.61821674672825, 10.887911432654285))  # by an edge that is less than half a cell away
    def test_a_point_is_hidden_where_the_surface_lies_in_the_way(self, seed, angle):
        axes, sheet = hilly(seed, (31, 23))
        axes.view_init(azim=angle[0], elev=angle[1])
        rng = np.random.default_rng(seed)
        at = np.column_stack([rng.uniform(-1, 2, 80), rng.uniform(5, 6, 80)])
        surface = RegularGridInterpolator((sheet.y, sheet.x), sheet.heights, bounds_error=False)
        points = np.column_stack([at, surface(at[:, ::-1])])
        hidden = Sight(sheet.x, sheet.y, sheet.heights).hidden(axes, points)
        eye = eye_of(axes)
        shares = np.linspace(0, 1, 20_001)[1:, None]
        for point, is_hidden in zip(points, hidden, strict=True):
            way = point + shares * (eye - point)
            above = surface(way[:, 1::-1]) - way[:, 2]
            by = np.nanmax(above, initial=-np.inf) / np.ptp(sheet.heights)
            if angle[1] > 5 and not -0.01 < by < 0.03:  # what is hardly hidden may go either way
                assert is_hidden == (by > 0)

    @given(st.floats(-75, 75), st.floats(5, 60), st.booleans(), st.floats(0.5, 3.4), st.floats(-4, 4))
    def test_a_crest_along_a_line_of_the_grid_hides_what_is_behind_it(self, turned, elev, along_row, behind, aside):
        """The crest is as high as one cell is wide; how far its shadow reaches follows from the angles."""
        ends = np.arange(-40.0, 41.0)
        heights = np.zeros((81, 81))
        heights[:, 40] = 1
        far, up = np.deg2rad([turned, elev])
        eye = 1e6 * np.array([np.cos(up) * np.cos(far), np.cos(up) * np.sin(far), np.sin(up)])
        slope = max(1 - behind, 0)
        point = np.array([-behind, aside, slope])
        rise = behind * np.tan(up) / np.cos(far)
        assume(abs(slope + rise - 1) > 0.02 and abs(aside + behind * np.tan(far)) < 39)
        turn = [1, 0, 2] if along_row else [0, 1, 2]
        sight = Sight(ends, ends, heights.T if along_row else heights)
        assert sight.hidden_from(eye[turn], point[None, turn]).tolist() == [slope + rise < 1]

    def test_the_eye_is_where_matplotlib_has_it(self):
        axes, _ = hilly(1)
        axes.view_init(azim=33, elev=21)
        matrix = axes.get_proj()
        np.testing.assert_allclose(matrix[[0, 1, 3]] @ [*eye_of(axes), 1], 0, atol=1e-9)


class TestCamera:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", TWO_DIMENSIONAL)
    def test_a_surface_fills_the_picture(self, name):
        axes = tv.animate(name, "BFGS,GD,Adam", steps=40, view="surface").fig.axes[0]
        assert filled(axes) > 0.28

    @pytest.mark.parametrize("start", [(4, 1.5), (4, 4), (1, 3.5)])
    def test_it_stands_where_paths_are_seen(self, start):
        """From the back of this function a path can't be seen from where Matplotlib puts its camera."""
        run = tv.trace("beale", "BFGS", start=start)
        chosen, usual = (tv.animate(run, view="surface", **how) for how in ({}, {"elev": 30, "azim": -60}))
        assert seen_of(chosen) > 0.88
        assert seen_of(usual) < 0.5

    @pytest.mark.parametrize("name", ["rosenbrock", "camel", "himmelblau", "goldstein-price", "branin"])
    def test_it_shows_about_all_of_a_path(self, name):
        assert seen_of(tv.animate(name, "BFGS", view="surface")) > 0.85

    def test_it_is_the_same_for_all_panels(self):
        animation = tv.animate(
            "elongated", "GD(lr=0.95),Momentum(lr=0.1),Adam(lr=0.3)", grid=True, view="surface", steps=30
        )
        cameras = {(axes.elev, axes.azim, *axes._box_aspect) for axes in animation.fig.axes if axes.name == "3d"}
        assert len(cameras) == 1

    def test_what_the_user_says_holds(self):
        axes = tv.animate("camel", "GD", steps=3, view="surface", elev=12, azim=34).fig.axes[0]
        assert (axes.elev, axes.azim) == (12, 34)
        assert tv.animate("camel", "GD", steps=3, view="surface", azim=34).fig.axes[0].azim == 34

    @pytest.mark.parametrize("alpha", [0, -1, 1.5])
    def test_alpha(self, alpha):
        with pytest.raises(tv.TrajvizError, match="alpha must be a number above 0 and up to 1"):
            tv.animate("camel", "GD", steps=3, view="surface", alpha=alpha)
        half = tv.animate("camel", "GD", steps=3, view="surface", alpha=0.5).fig.axes[0]
        assert sheet_of(half).opacity == 0.5


def filled(axes):
    """Return the share of the picture that the surface covers."""
    width, height = (int(side) for side in axes.figure.bbox.size)
    renderer = RendererAgg(width, height, 100)
    axes.apply_aspect()
    sheet_of(axes).draw(renderer)
    return (np.asarray(renderer.buffer_rgba())[..., 3] > 0).mean()


def seen_of(animation):
    """Return the share of the first path's length that is seen at the end."""
    animation.show(len(animation.timeline) - 1)
    trail = next(line for line in animation.ax.lines if line.get_label() == animation.trajectories[0].label)
    lines = list(animation.ax.lines)
    twin = lines[lines.index(trail) + 1]
    assert twin.get_gid() == BEHIND
    lengths = [length_of(line) if line.get_visible() else 0.0 for line in (trail, twin)]
    return lengths[0] / sum(lengths)


def length_of(line):
    steps = np.linalg.norm(np.diff(placed(line.axes, np.column_stack(line.get_data_3d())), axis=0), axis=1)
    return np.nansum(steps)


class TestMesh:
    @pytest.mark.parametrize("name", WAVES)
    def test_crests_are_smooth(self, name):
        """From point to point the mesh bends by little, or where a logarithm falls without end nearly everywhere."""
        heights = mesh_of(tv.objective(name)).heights
        bends = [np.abs(np.diff(heights, 2, axis=axis)) / 8 / np.ptp(heights) for axis in (0, 1)]
        assert max(np.mean(bend > 0.012) for bend in bends) < 6e-3


class TestBox:
    @pytest.mark.slow
    @pytest.mark.parametrize("size", SIZES, ids=str)
    @pytest.mark.parametrize("name", ["camel", "rosenbrock", "eggholder", "schwefel", "zettl", "muller-brown"])
    def test_nothing_that_is_written_lies_on_anything_else(self, name, size):
        axes = tv.animate(name, "GD", steps=3, view="surface", size=size, resolution=25).fig.axes[0]
        renderer = axes.figure._get_renderer()
        box = box_of(axes)
        for azim in [axes.azim, *range(-180, 180, 15)]:
            for elev in (axes.elev, 5, 60, 85):
                axes.view_init(elev=elev, azim=azim)
                numbers = [label for label in box.labels(renderer, box.edges()) if label.text not in ("x", "y", "f")]
                assert len(numbers) >= 3
                for one, other in combinations(numbers, 2):
                    assert not overlap(one.extent, other.extent), (azim, elev, one.text, other.text)

    @pytest.mark.parametrize("size", SIZES, ids=str)
    @pytest.mark.parametrize("name", ["camel", "beale", "rosenbrock"])
    def test_names_and_captions_have_room(self, name, size):
        axes = tv.animate(name, "GD", steps=3, view="surface", size=size).fig.axes[0]
        renderer, box = axes.figure._get_renderer(), box_of(axes)
        extents = [label.extent for label in box.labels(renderer, box.edges())]
        extents += [text.get_window_extent().extents for text in axes.texts if text.get_text()]
        for one, other in combinations(extents, 2):
            assert not overlap(one, other)
        width, height = size
        for x0, y0, x1, y1 in extents:
            assert 0 <= x0 < x1 <= width
            assert 0 <= y0 < y1 <= height

    def test_what_a_user_writes_is_written(self):
        axes = tv.animate("camel", "GD", steps=3, view="surface").fig.axes[0]
        axes.set(xlabel="length (mm)", zlabel="loss")
        axes.set_xticks([-1.0, 1.0], labels=["left", "right"])
        box = box_of(axes)
        written = {label.text for label in box.labels(axes.figure._get_renderer(), box.edges())}
        assert {"length (mm)", "loss", "left", "right"} <= written


def overlap(one, other):
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


class TestHidden:
    def behind_a_hill(self):
        """Return an animation of a path that goes over a hill, from the camera's side to behind it."""
        objective = tv.objective("exp(-4*(x**2 + y**2))", domain=[(-2, 2), (-2, 2)])
        path = np.column_stack([np.zeros(21), np.linspace(-1.5, 1.5, 21)])
        return tv.animate(tv.Trajectory.from_path(path, "mine", objective=objective), view="surface", azim=-90, elev=15)

    def test_a_path_is_bold_where_it_is_seen_and_faint_and_dashed_where_it_is_not(self):
        animation = self.behind_a_hill()
        animation.show(len(animation.timeline) - 1)
        trail = next(line for line in animation.ax.lines if line.get_label() == "mine")
        lines = list(animation.ax.lines)
        twin = lines[lines.index(trail) + 1]
        assert trail.get_linestyle() == "-"
        assert twin.get_linestyle() == "--"
        assert twin.get_alpha() == 0.5
        assert twin.get_color() == trail.get_color()
        (_, seen, _), (_, behind, _) = (np.array(line.get_data_3d()) for line in (trail, twin))
        assert np.nanmax(seen) < np.nanmin(behind) + 0.1
        assert np.isfinite(seen).sum() > 10
        assert np.isfinite(behind).sum() > 10
        head, faint = (next(line for line in lines if line.get_marker() == "o" and line.get_gid() == gid
                            and line.get_markersize() == 8) for gid in (None, BEHIND))  # fmt: skip
        assert np.isnan(head.get_data_3d()).all()
        assert faint.get_visible()

    def test_in_svg_as_well(self, tmp_path):
        self.behind_a_hill().save(tmp_path / "x.svg", quiet=True)
        text = (tmp_path / "x.svg").read_text()
        dashed = [style for style in re.findall(r'style="([^"]*)"', text) if "stroke-dasharray" in style]
        assert any("stroke-opacity: 0.5" in style for style in dashed)
        assert len(text) < 1_000_000
        assert ElementTree.fromstring(text).tag.endswith("svg")


class TestFrames:
    @pytest.mark.parametrize("name", ["beale", "camel"])
    @pytest.mark.parametrize("view", ["surface", "contour,surface"])
    def test_a_surface_that_stands_still_is_drawn_once(self, name, view):
        animation = tv.animate(name, "BFGS,GD,Adam", steps=12, view=view)
        drawn = []
        real = Sheet.draw
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(Sheet, "draw", lambda self, renderer: drawn.append(self) or real(self, renderer))
            for _ in animation.frames():
                pass
        assert len(drawn) <= 2


class TestTurning:
    @pytest.mark.parametrize(
        "options", [{}, {"style": "wireframe"}, {"base": "floor"}, {"base": "ceiling", "alpha": 0.6}]
    )
    def test_frames_are_full_redraws_and_the_background_is_kept(self, options):
        bounded = tv.objective("camel").bounded([(-1.5, 1.5), (-0.9, 0.9)])
        animation = tv.animate(bounded, "L-BFGS-B,GD", steps=6, view="surface", orbit=70, resolution=25, **options)
        frames = animation.frames()
        shown = [frame.copy() for frame in frames]
        drawn = []
        canvas_draw = FigureCanvasAgg.draw
        for i in (0, len(shown) // 2, len(shown) - 1):
            np.testing.assert_array_equal(shown[i], animation.frames().still(i))
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(FigureCanvasAgg, "draw", lambda self: drawn.append(self) or canvas_draw(self))
            for _ in animation.frames():
                pass
        assert len(drawn) <= 2

    def test_the_picture_stands_still_but_for_the_turn(self):
        """The scale is the same at all angles, and nothing reaches over the picture."""
        animation = tv.animate("camel", "GD", steps=20, view="surface", orbit=360, resolution=25)
        axes = animation.fig.axes[0]
        renderer = animation.fig._get_renderer()
        for frame in range(len(animation.timeline)):
            animation.show(frame)
            extent = box_of(axes).get_window_extent(renderer)
            assert extent.x0 >= 0
            assert extent.y0 >= 0
            assert extent.x1 <= 800
            assert extent.y1 <= 500


class TestRim:
    def test_an_arrow_head_stands_at_the_edge_while_a_path_is_beside_the_surface(self):
        path = np.array([[0.0, 0.0], [1.5, 0.5], [5.0, 0.5], [1.0, 0.2]])
        run = tv.Trajectory.from_path(path, "mine", objective="camel")
        animation = tv.animate(run, view="surface", pace="even", frames=4)
        pointer = animation.ax.lines[-1]
        shown = {}
        for frame, moment in enumerate(animation.timeline.moments):
            animation.show(frame)
            shown[float(moment)] = np.column_stack(pointer.get_data_3d())[0] if pointer.get_visible() else None
        assert shown[0.0] is None
        assert shown[3.0] is None
        mesh = mesh_of(tv.objective("camel"))
        np.testing.assert_allclose(shown[2.0], mesh.lift(np.array([[2.0, 0.5]]))[0])
