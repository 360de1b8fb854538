"""What the views and layers draw: the artists' data against the functions themselves."""

import io
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgb
from matplotlib.quiver import Quiver
from mpl_toolkits.mplot3d.art3d import Line3D

import trajviz as tv
from trajviz.drawing.layers.behind import BEHIND
from trajviz.drawing.layers.box import Box
from trajviz.drawing.layers.contour_lines import SettledLines
from trajviz.drawing.layers.sheet import Sheet
from trajviz.drawing.views import views
from trajviz.drawing.views.caption import CAPTION
from trajviz.drawing.views.levels import height_scale, short
from trajviz.drawing.views.mesh import mesh_of
from trajviz.functions.landscape import landscape

OF_NETWORKS = {"accuracy", "boundary", "fit"}
LANDSCAPES = ["contour", "surface", "curve"]
LOGARITHMIC = ["rosenbrock", "beale", "goldstein-price"]
coordinate = st.floats(-20, 20) | st.sampled_from([-1e300, -5.0, 0.0, 5.0, 1e9])
LINEAR = ["camel", "quadratic", "saddle", "rastrigin", "himmelblau"]


def draw(objective, methods="GD", view="contour", **options):
    """Return an animation and the axes of its first view."""
    anim = tv.animate(objective, methods, view=view, **options)
    return anim, anim.fig.axes[0]


def data(line):
    """Return the points of a line or of marks, with those that a surface hides."""
    return np.where(np.isnan(own_data(line)), hidden_data(line), own_data(line))


def hidden_data(line):
    lines = list(line.axes.lines)
    twin = next(iter(lines[lines.index(line) + 1 :]), None)
    is_twin = twin is not None and twin.get_gid() == BEHIND and twin.get_visible()
    return own_data(twin) if is_twin else np.full_like(own_data(line), np.nan)


def own_data(line):
    columns = line.get_data_3d() if isinstance(line, Line3D) else line.get_data()
    return np.column_stack([np.asarray(column, dtype=float) for column in columns])


def trails(axes):
    return [line for line in axes.lines if line.get_path_effects() and line.get_linestyle() == "-" and is_own(line)]


def is_own(line):
    return line.get_gid() != BEHIND


def marked(axes, marker):
    """Return the lines on axes that show a marker."""
    return [line for line in axes.lines if line.get_marker() == marker and is_own(line)]


def rings(axes):
    """Return the rings that stay around ends, without those that open and fade."""
    hollow = [line for line in axes.lines if line.get_markerfacecolor() == "none"]
    return [line for line in hollow if line.get_zorder() == 11 and line.get_markeredgewidth() == 1.6]


def pointers(axes):
    """Return the arrow heads at the edge: triangles that have been turned, or never been shown."""
    return [line for line in axes.lines if line.get_zorder() == max(line.get_zorder() for line in axes.lines)]


def written_heights(axes):
    """Return the numbers on the contours with their places: (text, (x, y))."""
    axes.figure.draw_without_rendering()  # they find their places when these are known in pixels
    heights = [text for text in axes.texts if text.get_gid() != CAPTION and text.get_visible()]
    return [(text.get_text(), text.get_position()) for text in heights]


def caption(axes):
    return "".join(text.get_text() for text in axes.texts if text.get_gid() == CAPTION and text.get_visible())


def above_mesh(axes, points):
    """Return how far points, shape (n, 3), lie above the faces that are drawn, each between its four corners."""
    (sheet,) = (artist for artist in axes.collections if isinstance(artist, Sheet))
    gaps = []
    for x, y, z in points:
        column = min(max(np.searchsorted(sheet.x, x) - 1, 0), len(sheet.x) - 2)
        row = min(max(np.searchsorted(sheet.y, y) - 1, 0), len(sheet.y) - 2)
        u = (x - sheet.x[column]) / (sheet.x[column + 1] - sheet.x[column])
        v = (y - sheet.y[row]) / (sheet.y[row + 1] - sheet.y[row])
        (a, b), (c, d) = sheet.heights[row : row + 2, column : column + 2]
        gaps.append(z - ((1 - v) * ((1 - u) * a + u * b) + v * ((1 - u) * c + u * d)))
    return np.array(gaps)


def ticks_of(axes, number):
    """Return the numbers that may be written along an axis of a surface, and where, in data units."""
    (box,) = (artist for artist in axes.get_children() if isinstance(artist, Box))
    ticks = box.ticks(number)
    low, high = [axes.get_xlim(), axes.get_ylim(), axes.get_zlim()][number]
    return {text: low + share * (high - low) for text, share in zip(ticks.labels, ticks.shares, strict=True)}


class TestContour:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", LOGARITHMIC + LINEAR)
    def test_heights_written_are_values_of_the_function(self, name):
        _, axes = draw(name, steps=2)
        objective = tv.objective(name)
        cell = np.ptp(np.array(objective.domain), axis=1) / (240, 160)
        base = scale_of(name).base
        heights = written_heights(axes)
        assert len(heights) >= 3
        for text, place in heights:
            # A label lies within two cells of its line, and tells three digits; one with a + is above the base.
            value = float(text.replace("−", "-")) + base * text.startswith("+")
            offsets = np.stack(np.meshgrid(*np.outer(cell, np.linspace(-2, 2, 17))))
            around = objective(np.reshape(place, (2, 1, 1)) + offsets)
            assert around.min() - 0.006 * abs(value) <= value <= around.max() + 0.006 * abs(value)

    @pytest.mark.parametrize("name", LOGARITHMIC)
    def test_a_logarithm_where_it_tells_more(self, name):
        assert scale_of(name).is_log

    @pytest.mark.parametrize("name", LINEAR)
    def test_no_logarithm_where_it_does_not(self, name):
        assert not scale_of(name).is_log

    @pytest.mark.parametrize("log", [False, True])
    def test_a_logarithm_or_none_on_demand(self, log):
        _, axes = draw("rosenbrock", steps=2, log=log, levels=40)
        heights = np.unique([float(text) for text, _ in written_heights(axes)])
        assert len(heights) >= 4
        objective = tv.objective("rosenbrock")
        levels = height_scale(landscape(objective).values, 0.0, log).levels(40, float(objective(objective.start)))
        steps = levels[1:] / levels[:-1] if log else np.diff(levels)[levels[1:] > 1000]
        assert steps.max() / steps.min() <= (5 if log else 2)
        assert set(heights) <= set(levels)

    @pytest.mark.slow
    def test_a_caption_says_what_levels_and_arrows_go_by(self):
        assert caption(draw("camel", steps=2)[1]) == ""
        assert caption(draw("rosenbrock", steps=2)[1]) == "levels logarithmic in f"
        assert caption(draw("rosenbrock", steps=2, log=False)[1]) == ""
        assert caption(draw("rosenbrock", steps=2, levels=(1, 2))[1]) == ""
        assert caption(draw("goldstein-price", steps=2)[1]) == "levels logarithmic in f − 3"
        assert caption(draw("camel", steps=2, field=True)[1]) == "arrows along −∇f, their length as |∇f|^¼"
        anim, _ = draw("rosenbrock", "GD(lr=1e-4),Adam", steps=2, grid=True)
        assert [caption(axes) for axes in anim.fig.axes[:2]] == ["", "levels logarithmic in f"]

    def test_levels_of_the_users_own(self):
        _, axes = draw("quadratic", steps=2, levels=(1.0, 2.5, 7.0), level_format="%.2f")
        assert {text for text, _ in written_heights(axes)} == {"1.00", "2.50", "7.00"}

    @pytest.mark.parametrize("name", ["camel", "rosenbrock"])
    @pytest.mark.parametrize("count", [5, 20, 50])
    def test_about_as_many_levels_as_asked_for(self, name, count):
        levels = scale_of(name).levels(count)
        assert 0.5 * count <= len(levels) <= 1.6 * count
        assert (np.diff(levels) > 0).all()

    @pytest.mark.slow
    @pytest.mark.parametrize(("contours", "kinds"), [("both", [False, True]), ("lines", [False]), ("filled", [True])])
    def test_lines_bands_or_both(self, contours, kinds):
        _, axes = draw("camel", steps=2, contours=contours)
        drawn = [artist for artist in axes.collections if isinstance(artist, PathCollection)]
        assert sorted(not isinstance(artist, SettledLines) for artist in drawn) == kinds

    def test_a_single_level(self):
        _, axes = draw("quadratic", steps=2, levels=(7.0,))
        assert {text for text, _ in written_heights(axes)} == {"7"}
        draw("quadratic", steps=2, levels=1)
        draw("quadratic", steps=2, levels=())
        draw("quadratic", steps=2, levels=(1e9, 2e9))

    def test_no_heights_on_demand(self):
        _, axes = draw("camel", steps=2, level_format="")
        assert not axes.texts

    def test_limits_are_the_domain(self):
        _, axes = draw("camel", steps=2)
        assert [axes.get_xlim(), axes.get_ylim()] == list(tv.objective("camel").domain)

    def test_limits_of_paths_without_an_objective_hold_them(self):
        path = np.array([[1.0, 2.0], [5.0, -3.0], [2.0, 2.0]])
        _, axes = draw(tv.Trajectory.from_path(path), methods=None)
        assert axes.get_xlim()[0] < 1 < 5 < axes.get_xlim()[1]
        assert axes.get_ylim()[0] < -3 < 2 < axes.get_ylim()[1]

    def test_field_points_downhill(self):
        _, axes = draw("beale", steps=2, field=True)
        (quiver,) = [artist for artist in axes.collections if isinstance(artist, Quiver)]
        points, arrows = quiver.XY.T, np.stack([quiver.U, quiver.V])
        downhill = -tv.objective("beale").gradient(points)
        cosine = (arrows * downhill).sum(axis=0) / np.linalg.norm(arrows, axis=0) / np.linalg.norm(downhill, axis=0)
        np.testing.assert_allclose(cosine, 1)
        assert quiver.angles == "xy"
        low, high = np.array(tv.objective("beale").domain).T
        assert ((points.T - low) * (high - points.T) > 0).all()
        assert points.shape[1] > 100

    @pytest.mark.parametrize("frame", [0, 1, 7, 20])
    def test_an_arrow_per_step(self, frame):
        anim, axes = draw("quadratic", "GD(lr=0.1)", start=(-4, 4), steps=20, arrows=True, pace="even", frames=21)
        anim.show(frame)
        quiver, casing = [artist for artist in axes.collections if isinstance(artist, Quiver)]
        assert casing.get_zorder() < quiver.get_zorder()
        np.testing.assert_array_equal(casing.Umask, quiver.Umask)
        path = anim.trajectories[0].path
        shown = ~np.broadcast_to(quiver.Umask, 20)
        assert shown.tolist() == [True] * frame + [False] * (20 - frame)
        tips = quiver.XY + np.column_stack([quiver.U, quiver.V])
        np.testing.assert_allclose(tips[:frame], path[1 : frame + 1])
        np.testing.assert_array_equal(quiver.XY, path[:-1])
        assert not trails(axes)


class TestMarks:
    @pytest.mark.parametrize("name", ["camel", "himmelblau", "beale"])
    def test_a_star_at_every_minimum(self, name):
        _, axes = draw(name, steps=2)
        (stars,) = marked(axes, "*")
        np.testing.assert_array_equal(data(stars), tv.objective(name).minima)

    def test_a_ring_at_every_start(self):
        _, axes = draw("camel", "GD,BFGS", start=[(-1, -0.5), (1.5, 0.75), (-0.8, 0.25)], steps=2)
        places = {tuple(row) for line in marked(axes, "o") for row in data(line)}
        assert {(-1, -0.5), (1.5, 0.75), (-0.8, 0.25)} <= places

    def test_a_ring_around_a_head_that_has_ended(self):
        runs = [tv.trace("camel", "BFGS", steps=50), tv.trace("camel", "GD", steps=50)]
        anim, axes = draw(runs, methods=None)
        assert runs[0].steps < 50 == runs[1].steps
        for frame, step in enumerate(anim.timeline.moments):
            anim.show(frame)
            for ring, run in zip(rings(axes), runs, strict=True):
                assert ring.get_visible() == (step >= run.steps)
                if ring.get_visible():
                    np.testing.assert_array_equal(data(ring), run.path[-1:])

    def test_an_arrow_at_the_edge_exactly_where_a_head_is_outside(self):
        path = np.array([[0, 0], [2.5, 0.1], [0.3, -7], [-9, 0.5], [-3, 4], [1, 1], [2, -1], [2.0001, 0]], dtype=float)
        directions = {1: 0, 2: 270, 3: 180, 4: 135, 7: 0}
        mine = tv.Trajectory.from_path(path, "mine", objective="camel")
        anim, axes = draw(mine, methods=None, pace="even", frames=len(path))
        (pointer,) = pointers(axes)
        for frame in (*range(len(path)), 4, 1):
            anim.show(frame)
            assert pointer.get_visible() == (frame in directions)
            if pointer.get_visible():
                sides, _, turn = pointer.get_marker()
                assert sides == 3
                assert (turn + 90) % 360 == pytest.approx(directions[frame])
                assert ((data(pointer) >= (-2, -1)) & (data(pointer) <= (2, 1))).all()
                assert np.linalg.norm(data(pointer) - np.clip(path[frame], (-2, -1), (2, 1))) < 0.1

    @pytest.mark.slow
    @pytest.mark.parametrize("view", ["contour", "convergence"])
    def test_nothing_moves_outside_of_the_axes(self, view):
        runs = [tv.trace("camel", "GD(lr=0.9)", steps=30), tv.trace("camel", "BFGS", steps=30)]
        anim, axes = draw(runs, methods=None, view=view, readout=False, pace="even")
        frames = anim.frames()
        changed = np.any([frames[0] != frames[i] for i in (1, 4, -1)], axis=(0, -1))
        x0, y0, x1, y1 = axes.bbox.padded(12).extents.astype(int)
        within = np.zeros_like(changed)
        within[len(within) - y1 : len(within) - y0, x0:x1] = True
        assert changed[within].any()
        assert not changed[~within].any()


@pytest.mark.slow
class TestSurface:
    @pytest.mark.parametrize("name", ["camel", "drop-wave", "rosenbrock", "beale", "bukin 6"])
    def test_paths_stars_and_starts_lie_on_the_mesh_that_is_drawn(self, name):
        anim, axes = draw(name, "BFGS,GD(lr=0.0005)", view="surface", steps=40)
        anim.show(len(anim.timeline) - 1)
        height = np.ptp(axes.get_zlim())
        named = [line for line in axes.lines if not line.get_label().startswith("_") and is_own(line)]
        for line, run in zip(named, anim.trajectories, strict=True):
            points = data(line)
            points = points[np.isfinite(points).all(axis=1)]
            middles = (points[1:] + points[:-1]) / 2
            assert np.abs(above_mesh(axes, points)).max() < 1e-9 * height
            assert np.abs(above_mesh(axes, middles)).max() < 0.02 * height
            np.testing.assert_allclose(points[[0, -1], :2], run.path[[0, -1]])
        for line in (*marked(axes, "*"), *marked(axes, "o")[:1]):
            assert np.abs(above_mesh(axes, data(line))).max() < 1e-9 * height

    @pytest.mark.parametrize("name", ["camel", "rosenbrock"])
    def test_heights_are_those_of_the_function_logarithmic_where_it_tells_more(self, name):
        _, axes = draw(name, "BFGS", view="surface", steps=4)
        is_log = name == "rosenbrock"
        low, high = axes.get_zlim()
        for line in trails(axes):
            x, y, z = data(line).T
            values = 10**z if is_log else z
            np.testing.assert_allclose(values, tv.objective(name)([x, y]), rtol=0.02 if is_log else 0.01)
            assert ((low <= z) & (z <= high)).all()
        ticks = ticks_of(axes, 2)
        written = {text: float(text.replace("−", "-")) for text in ticks if low <= ticks[text] <= high}
        assert len(written) >= 3
        for text, value in written.items():
            assert ticks[text] == pytest.approx(np.log10(value) if is_log else value)
        assert caption(axes) == ("heights logarithmic in f" if is_log else "")

    @given(st.lists(st.tuples(coordinate, coordinate), min_size=2, max_size=8))
    def test_steps_are_cut_where_they_leave_the_mesh(self, path):
        mesh = mesh_of(tv.objective("himmelblau"))
        points, passed = mesh.drape(np.array(path))
        assert (np.diff(passed) >= 0).all()
        shown = np.isfinite(points).all(axis=1)
        assert (np.abs(points[shown, :2]) <= 5).all()
        for step, (tail, tip) in enumerate(pairwise(np.array(path))):
            shares = np.linspace(0, 1, 5001)[:, None]
            inside = (np.abs((1 - shares) * tail + shares * tip) <= 5 - 1e-3).all(axis=1)
            on_step = (passed >= step) & (passed <= step + 1) & shown
            nearby = np.abs(np.diff(path[max(step - 1, 0) : step + 3], axis=0))  # whose points may count for this step
            # From edge to edge, and never further from point to point than a cell is wide.
            if inside.any() and nearby.max() < 1e12:
                first, last = passed[on_step][[0, -1]] - step
                rounding = 1e-9 + 1e-15 * np.abs([tail, tip]).max()
                assert first <= shares[inside][0] + 1e-6
                assert last >= shares[inside][-1] - 1e-6
                assert np.abs(np.diff(points[on_step, :2], axis=0)).max(initial=0) <= 10 / (len(mesh.x) - 1) + rounding

    @pytest.mark.parametrize("name", [name for name, f in tv.objectives.items() if f.dimension == 2])
    def test_a_mesh_shows_what_the_function_is_or_says_that_it_does_not(self, name):
        objective = tv.objective(name)
        mesh = mesh_of(objective)
        middles = np.stack(np.meshgrid((mesh.x[1:] + mesh.x[:-1]) / 2, (mesh.y[1:] + mesh.y[:-1]) / 2))
        of_function = mesh.scale.height(objective(middles))
        of_mesh = (mesh.heights[1:, 1:] + mesh.heights[1:, :-1] + mesh.heights[:-1, 1:] + mesh.heights[:-1, :-1]) / 4
        off = np.abs(of_mesh - of_function) / np.ptp(mesh.heights[np.isfinite(mesh.heights)])
        if mesh.coarse:
            assert len(mesh.x) == (121 if mesh.scale.is_log else 241)
            assert (off > 0.03).mean() > 1e-3
        else:
            assert (off > 0.06).mean() < 3e-3

    @pytest.mark.parametrize(("name", "points"), [("camel", 121), ("rosenbrock", 121), ("alpine 1", 241)])
    def test_a_mesh_is_no_finer_than_the_function_needs(self, name, points):
        assert len(mesh_of(tv.objective(name)).x) == points

    def test_a_mesh_that_is_too_coarse_is_said_to_be(self):
        fine, coarse = (draw("drop-wave", view="surface", steps=2, resolution=n)[1] for n in (241, 40))
        assert caption(fine) == ""
        assert caption(coarse) == "a 40×40 mesh is too coarse for this function"
        _, chart = draw("schaffer 2", steps=2)
        assert caption(chart) == "a 321×201 grid is too coarse for this function"

    def test_what_lies_outside_the_domain_is_not_on_it(self):
        path = np.array([[0.0, 0.0], [5.0, 5.0], [1.0, 0.5]])
        mine = tv.Trajectory.from_path(path, "mine", objective="camel")
        anim, axes = draw(mine, methods=None, view="surface", pace="even", frames=3)
        anim.show(2)
        (trail,) = trails(axes)
        x, y, z = data(trail).T
        inside = np.isfinite(z)
        assert inside[0]
        assert inside[-1]
        assert not inside.all()
        assert (np.abs(x[inside]) <= 2).all()
        assert (np.abs(y[inside]) <= 1).all()

    def test_lines_are_above_the_surface(self):
        _, axes = draw("camel", view="surface", steps=2)
        highest_surface = max(artist.get_zorder() for artist in axes.collections)
        axes.figure.draw_without_rendering()
        assert all(line.get_zorder() > highest_surface for line in trails(axes))

    def test_the_camera_goes_round(self):
        anim, axes = draw("camel", view="surface", steps=4, azim=10, elev=30, orbit=90)
        turned = []
        for frame in range(len(anim.timeline)):
            anim.show(frame)
            turned.append(axes.azim)
            assert axes.elev == 30
        assert (turned[0], turned[-1]) == (10, 100)
        frames = anim.frames()
        assert not np.array_equal(frames[0], frames[2])


class TestConvergence:
    @pytest.mark.parametrize("name", ["camel", "rosenbrock"])
    def test_the_curve_is_the_gap_to_the_minimum(self, name):
        anim, axes = draw(name, "GD,BFGS", view="convergence", steps=40)
        anim.show(len(anim.timeline) - 1)
        assert axes.get_ylabel() == "f − f*"
        for line, run in zip(trails(axes), anim.trajectories, strict=True):
            steps, gaps = data(line)[:-1].T
            np.testing.assert_array_equal(steps, np.arange(run.steps + 1))
            np.testing.assert_allclose(gaps, np.clip(run.values - tv.objective(name).minimum, 1e-16, 1e300))
        assert axes.get_yscale() == "log"

    def test_the_curve_is_the_value_where_no_minimum_is_known(self):
        anim, axes = draw("x**2 + y**2 - 7", "GD(lr=0.1)", view="convergence", start=(1, 2), steps=10)
        anim.show(-1)
        assert axes.get_ylabel() == "f"
        (trail,) = trails(axes)
        np.testing.assert_allclose(data(trail)[:-1, 1], anim.trajectories[0].values)
        assert axes.get_yscale() == "linear"

    def test_views_go_in_step(self):
        anim, axes = draw("camel", "GD", view=["contour", "convergence", "surface"], steps=30, pace="even", frames=31)
        anim.show(13)
        run, axes = anim.trajectories[0], anim.fig.axes
        ends = [data(trails(panel)[0])[-1] for panel in axes[:3]]
        np.testing.assert_allclose(ends[0], run.path[13])
        np.testing.assert_allclose(ends[1], [13, run.values[13] - tv.objective("camel").minimum])
        np.testing.assert_allclose(ends[2], [*run.path[13], run.values[13]], rtol=0.01)


class TestEveryView:
    @pytest.fixture(params=[name for name in views if name not in OF_NETWORKS])
    def view(self, request):
        return request.param

    @pytest.fixture(params=[name for name in views if name not in (*OF_NETWORKS, "basins")])
    def view_of_paths(self, request):
        return request.param

    def objective(self, view, formula="{} - 1"):
        """Return an objective of the number of variables that a view shows."""
        squares = "x**2" if view == "curve" else "x**2 + 3*y**2"
        return tv.objective(formula.format(squares))

    @pytest.mark.slow
    @pytest.mark.parametrize("theme", list(tv.themes))
    def test_shows_all_of_a_run_in_every_theme(self, view, theme):
        anim = tv.animate(self.objective(view), "GD(lr=0.05),Adam(lr=0.5)", view=view, theme=theme, steps=6)
        frames = anim.frames()
        assert all(not np.array_equal(one, two) for one, two in pairwise([frame.copy() for frame in frames]))

    @pytest.mark.slow
    def test_frames_are_full_redraws(self, view):
        anim = tv.animate(self.objective(view), "GD(lr=0.05),BFGS", view=[view, "convergence"], steps=6)
        assert_frames_are_full_redraws(anim)

    @pytest.mark.slow
    @pytest.mark.parametrize("formula", ["0*({})", "1e300*({})", "log({} - 1)", "1/({})", "1e-300*({})"])
    def test_hostile_functions_give_a_picture(self, view, formula):
        anim = tv.animate(self.objective(view, formula), "GD(lr=0.01)", view=view, steps=5)
        assert np.ptp(anim.frames()[-1]) > 100

    def test_a_path_of_one_point(self, view_of_paths):
        objective = self.objective(view_of_paths)
        run = tv.Trajectory.from_path([objective.start], "still", objective=objective)
        assert len(tv.animate(run, view=view_of_paths).frames()) == 1

    @pytest.mark.slow
    def test_a_path_of_a_million_points(self, view_of_paths):
        objective = self.objective(view_of_paths)
        path = np.random.default_rng(0).normal(size=(1_000_000, objective.dimension))
        run = tv.Trajectory.from_path(path, "long", objective=objective)
        assert np.ptp(tv.animate(run, view=view_of_paths, frames=3).frames()[-1]) > 100

    @pytest.mark.parametrize("landscape", LANDSCAPES)
    def test_a_function_without_a_value_is_refused(self, landscape):
        nowhere = self.objective(landscape, "log(-1 - ({}))")
        run = tv.Trajectory.from_path([nowhere.start], objective=nowhere)
        with pytest.raises(tv.TrajvizError, match="no finite value"):
            tv.animate(run, view=landscape)

    @pytest.mark.parametrize(("landscape", "formula"), [("curve", "x + y"), ("contour", "x**2"), ("surface", "x**2")])
    def test_another_number_of_variables_is_refused(self, landscape, formula):
        with pytest.raises(tv.TrajvizError, match=r"function of (one variable|two variables)|two dimensions"):
            tv.animate(formula, "GD", view=landscape, steps=2)


@pytest.mark.slow
@pytest.mark.parametrize(
    "options",
    [
        {"field": True, "theme": "dark"},
        {"arrows": True},
        {"view": "surface", "orbit": 60},
        {"view": "surface", "style": "wireframe", "base": "floor"},
        {"view": "contour,surface,convergence", "start": [(-1, -0.5), (1.5, 0.75)]},
    ],
    ids=str,
)
def test_frames_of_every_kind_are_full_redraws(options):
    assert_frames_are_full_redraws(tv.animate("camel", "BFGS,GD(lr=0.9)", steps=6, **options))


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"contours": "dashed"}, "contours must be 'both' or"),
        ({"levels": 0}, "levels must be"),
        ({"levels": -3}, "levels must be"),
        ({"levels": 2.5}, "levels must be"),
        ({"levels": "many"}, "levels must be"),
        ({"levels": (1, float("nan"))}, "levels must be"),
        ({"colormap": "no such map"}, "unknown colour map"),
        ({"level_format": "%s%s"}, "level_format must be"),
        ({"view": "surface", "style": "glass"}, "style must be 'surface' or"),
        ({"view": "surface", "base": "cellar"}, "base must be"),
        ({"view": "surface", "resolution": 0}, "resolution must be"),
        ({"view": "surface", "resolution": 1}, "resolution must be"),
        ({"view": "surface", "orbit": float("nan")}, "orbit must be"),
        ({"view": "surface", "elev": float("inf")}, "elev must be"),
        ({"view": "surface", "levels": 5}, "no option 'levels'"),
        ({"view": "contuor"}, "did you mean 'contour'"),
        ({"wiew": "contour"}, "no option 'wiew'"),
    ],
)
def test_options_that_do_not_fit_are_refused(options, sentence):
    with pytest.raises(tv.TrajvizError, match=sentence):
        tv.animate("camel", "GD", steps=2, **options)


@pytest.mark.parametrize("view", ["surface", "curve"])
def test_paths_without_an_objective_have_no_landscape(view):
    with pytest.raises(tv.TrajvizError, match="needs an objective"):
        tv.animate(tv.Trajectory.from_path([[0, 0], [1, 1]]), view=view)


class TestHeights:
    @given(
        st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=30),
        st.none() | st.booleans(),
        st.floats(0, 1),
    )
    def test_value_is_the_inverse_of_height(self, values, log, place):
        values = np.array(values)
        scale = height_scale(values, None, log)
        floor = scale.base + scale.floor
        between = max(floor, scale.low + place * (scale.high - scale.low))
        tolerance = 1e-9 * (abs(scale.base) + abs(between)) + 1e-300
        assert abs(scale.value(scale.height(between)) - between) <= tolerance

    @given(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=30), st.none() | st.booleans())
    def test_higher_is_never_lower(self, values, log):
        scale = height_scale(np.array(values), None, log)
        assert (np.diff(scale.height(np.sort(values))) >= 0).all()
        levels = scale.levels()
        assert (np.diff(levels) > 0).all()
        assert ((levels >= scale.low) & (levels <= scale.high)).all()

    @given(st.floats(-1e200, 1e200))
    def test_short_is_the_number_to_three_digits(self, value):
        text = short(value)
        assert len(text) <= 10
        assert float(text.replace("−", "-")) == pytest.approx(value, rel=6e-3, abs=1e-320)


def assert_frames_are_full_redraws(anim):
    """Hold frames, in no order, against what Matplotlib saves."""
    frames = anim.frames()
    order = [0, len(frames) - 1, len(frames) // 2]
    exact = [frames[index] for index in order]
    for index, frame in zip(order, exact, strict=True):
        anim.show(index)
        file = io.BytesIO()
        anim.fig.savefig(file, format="rgba")
        full = np.frombuffer(file.getvalue(), np.uint8).reshape(*frame.shape[:2], 4)[..., :3]
        np.testing.assert_array_equal(frame, full)


def scale_of(name):
    objective = tv.objective(name)
    return height_scale(landscape(objective).values, objective.minimum)


class TestWhatAPictureMustShow:
    """Properties that are alike in two pictures of ours, and so have to be held against numbers."""

    @pytest.mark.slow
    @pytest.mark.parametrize("name", LOGARITHMIC)
    def test_numbers_on_a_logarithmic_z_axis_are_values_of_the_function(self, name):
        anim, axes = draw(name, view="surface", steps=2, log=True)
        anim.frames().still(0)
        objective = anim.trajectories[0].objective
        ticks = ticks_of(axes, 2)
        assert len(ticks) >= 2
        told = np.array([float(text.replace("−", "-")) for text in ticks])
        heights = np.array(list(ticks.values()))
        np.testing.assert_allclose(told, objective.minimum + 10.0**heights, rtol=0.01, atol=1e-3)

    def test_numbers_on_a_linear_z_axis(self):
        anim, axes = draw("camel", view="surface", steps=2, log=False)
        anim.frames().still(0)
        ticks = ticks_of(axes, 2)
        np.testing.assert_allclose([float(text.replace("−", "-")) for text in ticks], list(ticks.values()), atol=1e-9)

    def test_the_length_of_a_fields_arrows(self):
        """They are as long, in pixels, as the fourth root of the gradient's norm says; the longest fit their grid."""
        anim, axes = draw("camel", steps=2, field=True)
        anim.frames().still(0)
        (quiver,) = [artist for artist in axes.collections if isinstance(artist, Quiver)]
        lengths = []
        for path in quiver.get_paths():
            ends = path.vertices
            lengths.append(np.linalg.norm(ends[:, None] - ends[None], axis=2).max() * axes.bbox.width)
        gradient = anim.trajectories[0].objective.gradient(quiver.get_offsets().T)
        expected = np.linalg.norm(gradient, axis=0) ** 0.25
        expected *= axes.bbox.width / (1.15 * 25) / expected.max()
        long = expected > 8  # shorter ones have a head that is as long as they are
        assert long.sum() > 100
        np.testing.assert_allclose(np.array(lengths)[long], expected[long], rtol=0.06, atol=1)

    @pytest.mark.slow
    @pytest.mark.parametrize("theme", tv.themes)
    @pytest.mark.parametrize("view", ["contour", "surface"])
    def test_the_edge_of_a_head(self, view, theme):
        """A head has the colour of its method, an edge in that of the ground, and both are to be seen."""
        anim, axes = draw("quadratic", "GD", view=view, steps=5, theme=theme)
        pixels = anim.frames().still(-1).astype(int)
        ground, method = tv.themes[theme].halo, tv.themes[theme].color(0)
        heads = [line for line in axes.lines if line.get_linestyle() == "None" and line.get_color() == method]
        (head,) = [line for line in heads if line.get_markersize() == 8 and line.get_fillstyle() == "full"]
        assert head.get_markeredgecolor() == ground
        assert head.get_markeredgewidth() == 1.2
        x, y = axes.transData.transform(head.get_xydata()[-1])
        row, column = round(pixels.shape[0] - y), round(x)
        assert np.abs(pixels[row, column] - 255 * np.array(to_rgb(method))).max() <= 2
        rim = [pixels[row, column + side] for side in (-6, -5, 5, 6)]
        assert min(np.abs(pixel - 255 * np.array(to_rgb(ground))).max() for pixel in rim) <= 40
