"""The views that show a run of many variables one coordinate at a time, and its sharpness."""

from __future__ import annotations

from unittest import mock

import numpy as np
import pytest
from matplotlib.figure import Figure

import trajviz as tv
from trajviz.drawing.layers.slices import Slices
from trajviz.drawing.theme import as_theme
from trajviz.drawing.views import Scene, slices
from trajviz.drawing.views.parameters import ParametersView
from trajviz.drawing.views.sharpness import largest_curvatures, stable_curvature
from trajviz.errors import TrajvizError
from trajviz.functions import Objective, as_objective
from trajviz.planes import principal_plane

MANY = as_objective("rosenbrock", dimension=8)


class TestParameters:
    def test_each_coordinate_has_a_curve_of_its_own(self):
        anim = tv.animate("quadratic", "GD", steps=5, view="parameters", pace="even")
        axes = next(axes for axes in anim.fig.axes if axes.get_ylabel() == "coordinate")
        assert sorted(text.get_text() for text in axes.texts) == ["x", "y"]
        (run,) = anim.trajectories
        view = ParametersView(Scene(run.objective, (run,), as_theme("light")))
        for i in (0, 1):
            (track,) = view._tracks(i)
            np.testing.assert_array_equal(track.points, np.column_stack([run.step_of_row, run.path[:, i]]))

    def test_of_many_those_that_move_furthest_are_shown_and_the_picture_says_so(self):
        anim = tv.animate(MANY, "GD(lr=0.0005)", steps=20, view="parameters", movers=3)
        axes = next(axes for axes in anim.fig.axes if axes.get_ylabel() == "coordinate")
        run = anim.trajectories[0]
        reach = np.abs(run.path - run.path[0]).max(axis=0)
        furthest = sorted(np.argsort(-reach, kind="stable")[:3])
        texts = sorted((text.get_text() for text in axes.texts), key=lambda text: text.startswith("the"))
        subscripts = "₁₂₃₄₅₆₇₈"
        assert sorted(texts[:-1]) == [f"x{subscripts[i]}" for i in furthest]
        assert texts[-1] == "the 3 of 8 that move furthest"

    @pytest.mark.parametrize("movers", [0, -1, 1.5])
    def test_how_many_is_a_whole_number(self, movers):
        with pytest.raises(TrajvizError, match="movers must be a whole number"):
            tv.animate(MANY, "GD", steps=2, view="parameters", movers=movers)

    def test_a_run_that_diverges_leaves_the_picture(self):
        anim = tv.animate("rosenbrock", "GD(lr=1)", steps=10, view="parameters")
        axes = next(axes for axes in anim.fig.axes if axes.get_ylabel() == "coordinate")
        assert np.abs(axes.get_ylim()).max() < 100


class TestSlices:
    def test_the_curves_are_the_function_through_the_current_point(self):
        scene_runs = [tv.trace(MANY, "GD(lr=0.0005)", steps=6)]
        anim = tv.animate(scene_runs, view="slices", movers=8, pace="even")
        run = anim.trajectories[0]
        (layer,) = [each for each in layers_of(run) if isinstance(each, Slices)]
        for place in (0.0, 2.25, 3.0, 6.0):
            heights, dots = layer.at(place)
            row, share = int(place), place % 1
            here = run.path[row] if not share else (1 - share) * run.path[row] + share * run.path[row + 1]
            for i in range(8):
                for n in (0, 40, 80):
                    point = here.copy()
                    point[i] = layer.x[i, n]
                    assert heights[i, n] == pytest.approx(MANY(point), rel=1e-12)
            np.testing.assert_allclose(dots[:, 0], here)
            np.testing.assert_allclose(dots[:, 1], MANY(here))

    def test_there_is_a_panel_for_each_method(self):
        anim = tv.animate(MANY, "GD(lr=0.0005),Adam", steps=4, view="slices")
        assert [axes.get_title(loc="left") for axes in anim.fig.axes if axes.get_ylabel() == "f"] == ["GD", "Adam"]

    def test_a_path_alone_has_none(self):
        with pytest.raises(TrajvizError, match="slices need an objective"):
            tv.animate([tv.Trajectory.from_path(np.zeros((3, 4)))], view="slices")

    def test_an_unknown_run_is_refused(self):
        with pytest.raises(TrajvizError, match="run must be a label or a place from 0 to 0, not 4"):
            tv.animate(MANY, "GD(lr=0.0005)", steps=2, view="slices", run=4)


def layers_of(run):
    """Return the layers that the view slices attaches for a run."""
    caught = []
    with mock.patch.object(slices, "attach_all", lambda layers, _: caught.extend(layers) or []):
        slices.SlicesView(Scene(run.objective, (run,), as_theme("light")), movers=8).attach(Figure().add_subplot())
    return caught


class TestSharpness:
    def test_it_is_the_largest_eigenvalue_of_the_hessian(self):
        run = tv.trace(MANY, "GD(lr=0.0005)", steps=8)
        rows = np.array([0, 4, 8])
        expected = [np.linalg.eigvalsh(MANY.hessian(run.path[row])).max() for row in rows]
        np.testing.assert_allclose(largest_curvatures(run, rows), expected, rtol=1e-9)

    def test_of_many_variables_it_needs_no_hessian(self):
        scales = np.linspace(1, 7, 120)

        def function(x):
            return 0.5 * np.tensordot(scales, x**2, 1)

        f = Objective(
            function, "bowl", domain=[(-1, 1)] * 120, start=[0.5] * 120,
            gradient_function=lambda x: (scales * x.T).T,
            hessian_function=lambda _: pytest.fail("the whole Hessian is computed"),
        )  # fmt: skip
        run = tv.trace(f, "GD(lr=0.1)", steps=3)
        np.testing.assert_allclose(largest_curvatures(run, np.array([0, 3])), 7.0, rtol=1e-3)

    @pytest.mark.parametrize(
        ("method", "edge"),
        [("GD(lr=0.1)", 20.0), ("Momentum(lr=0.1, momentum=0.5)", 30.0), ("SGD(lr=0.2)", 10.0), ("Adam(lr=0.1)", None)],
    )
    def test_what_a_step_bears_is_where_descent_on_a_bowl_turns_unstable(self, method, edge):
        run = tv.trace("sphere", method, steps=2)
        assert stable_curvature(run) == (None if edge is None else pytest.approx(edge))
        if edge is not None:
            for curvature, grows in ((0.98 * edge, False), (1.02 * edge, True)):
                bowl = Objective(lambda x, c=curvature: 0.5 * c * x[0] ** 2 + 0 * x[1], "bowl", domain=[(-1, 1)] * 2)
                swung = tv.trace(bowl, method, start=(1e-3, 0), steps=300, tolerance=0)
                assert (abs(swung.path[-1, 0]) > 1e-3) == grows

    def test_the_picture_has_the_edge_of_each_plain_method(self):
        anim = tv.animate("rosenbrock", "GD(lr=0.001),Adam", steps=20, view="sharpness")
        axes = next(axes for axes in anim.fig.axes if axes.get_ylabel() == "largest curvature")
        assert any(np.allclose(line.get_ydata(), 2000) for line in axes.get_lines() if len(line.get_ydata()) == 2)


class TestOffPlane:
    def test_the_map_says_how_far_off_each_run_is_and_what_is_true_there(self):
        runs = [tv.trace(MANY, "GD(lr=0.0005)", steps=30), tv.trace(MANY, "Adam(lr=0.05)", steps=30)]
        anim = tv.animate(runs, view="contour", pace="even")
        axes = next(axes for axes in anim.fig.axes if "component" in axes.get_xlabel())
        texts = [text for text in axes.texts if text.get_text().startswith("off")]
        assert len(texts) == 2
        plane = principal_plane(runs)
        anim._draw_frame(0)
        for text, run in zip(texts, runs, strict=True):
            off = float(text.get_text().split()[1].replace("−", "-"))
            true = float(text.get_text().split("true ")[1])
            assert off == pytest.approx(plane.distance(run.path[:1])[0], rel=0.1, abs=1e-3)
            assert true == pytest.approx(run.values[0], rel=0.01)

    def test_a_function_of_two_variables_says_nothing(self):
        anim = tv.animate("camel", "GD", steps=3)
        assert not [t for axes in anim.fig.axes for t in axes.texts if t.get_text().startswith("off")]
