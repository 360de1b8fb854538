"""`animate`: panels in a grid, planes through many dimensions, a camera that turns, and what is refused."""

from contextlib import nullcontext

import numpy as np
import pytest
from matplotlib.transforms import Bbox
from mpl_toolkits.mplot3d import Axes3D

import trajviz as tv
from trajviz.drawing.layers.box import Box
from trajviz.drawing.layers.sheet import Sheet
from trajviz.planes import coordinate_plane, plane_through

FOUR = "GD(lr=0.95),Momentum(lr=0.1),Adagrad(lr=1.5),Adam(lr=0.3)"


def panels(animation):
    return [axes for axes in animation.fig.axes if axes.get_label() != "header"]


def data_of(line):
    return np.transpose(line.get_data_3d() if hasattr(line, "get_data_3d") else line.get_data())


def trail(axes, label):
    (line,) = (line for line in axes.lines if line.get_label() == label)
    return line


def shown_box(axes):
    """Return where axes are, or what they show and write where that is less, in shares of the figure."""
    if not isinstance(axes, Axes3D):
        return axes.get_position(original=True)
    shown = [artist for artist in axes.get_children() if isinstance(artist, Box | Sheet)]
    extent = Bbox.union([*(artist.get_window_extent() for artist in shown), axes.title.get_window_extent()])
    return extent.transformed(axes.figure.transFigure.inverted())


@pytest.mark.slow
class TestGrid:
    def test_each_method_has_a_panel_with_its_own_path_in_its_own_colour(self):
        animation = tv.animate("elongated", FOUR, steps=30, grid=True)
        together = tv.animate("elongated", FOUR, steps=30)
        assert [axes.get_title() for axes in panels(animation)] == ["GD", "Momentum", "Adagrad", "Adam"]
        animation.show(len(animation.timeline) - 1)
        for run, axes in zip(animation.trajectories, panels(animation), strict=True):
            labels = [line.get_label() for line in axes.lines if not line.get_label().startswith("_")]
            assert labels == [run.label]
            np.testing.assert_array_equal(data_of(trail(axes, run.label))[-1], run.path[-1])
            assert trail(axes, run.label).get_color() == trail(together.ax, run.label).get_color()

    def test_panels_move_in_step(self):
        animation = tv.animate("elongated", FOUR, steps=30, grid=True, pace="even", frames=31)
        animation.show(7)
        assert {len(data_of(trail(axes, axes.get_title()))) for axes in panels(animation)} == {9}

    @pytest.mark.parametrize("count", [1, 2, 3, 5])
    @pytest.mark.parametrize("view", ["contour", "surface", "convergence"])
    def test_panels_are_of_one_size_and_do_not_overlap(self, count, view):
        methods = ["GD", "Momentum", "Adam", "BFGS", "CG"][:count]
        animation = tv.animate("camel", methods, steps=5, grid=True, view=view)
        boxes = [shown_box(axes) for axes in panels(animation)]
        assert len(boxes) == count
        for box in boxes:
            np.testing.assert_allclose(box.size, boxes[0].size, rtol=0.01)  # names have letters below the line or not
            assert box.x0 > 0
            assert box.x1 < 1
            assert 0 < box.y0 < box.y1 < 1
        assert sum(one.overlaps(other) for one in boxes for other in boxes) == count

    def test_inner_panels_leave_their_numbers_to_the_outer_ones(self):
        animation = tv.animate("elongated", FOUR, steps=5, grid=True)
        animation.fig.draw_without_rendering()
        written = [
            tuple(axis.get_major_ticks()[0].label1.get_visible() for axis in (axes.yaxis, axes.xaxis))
            for axes in panels(animation)
        ]
        assert written == [(True, False), (False, False), (True, True), (False, True)]

    def test_frames_are_exact(self):
        animation = tv.animate("elongated", FOUR, steps=6, grid=True, size=(600, 460))
        frames = [frame.copy() for frame in animation.frames()]
        for i in (0, 3, 6):
            animation.show(i)
            animation.fig.canvas.draw()
            np.testing.assert_array_equal(frames[i], np.asarray(animation.fig.canvas.buffer_rgba())[..., :3])

    def test_a_grid_of_two_views_is_refused(self):
        with pytest.raises(tv.TrajvizError, match="a grid has one view for all of its panels, not 2"):
            tv.animate("camel", "GD", grid=True, view="contour,surface")


class TestPlane:
    START = (-1.0, 1.0, -1.0, 0.5, 1.5)

    def test_many_dimensions_are_shown_on_the_plane_of_the_principal_components(self):
        animation = tv.animate("rosenbrock", "BFGS", start=self.START)
        assert "% of variance" in animation.ax.get_xlabel()
        path = animation.trajectories[0].path
        assert path.shape[1] == 5  # the runs stay what they are
        animation.show(len(animation.timeline) - 1)
        shown = data_of(trail(animation.ax, "BFGS"))
        # Principal components by NumPy: distances on the plane are those of the projections, whatever their signs.
        centered = path - path.mean(axis=0)
        directions = np.linalg.svd(centered)[2][:2]
        expected = np.linalg.norm((path[0] - path[-1]) @ directions.T)
        assert np.linalg.norm(shown[0] - shown[-1]) == pytest.approx(expected)

    def test_a_head_is_the_smaller_the_further_it_lies_off_the_plane(self):
        plane = coordinate_plane(np.zeros(3), 0, 1)
        run = tv.Trajectory.from_path([[0, 0, 2], [0.5, 0.5, 1], [1, 1, 0]], "down", objective="x**2 + y**2 + z**2")
        animation = tv.animate(run, plane=plane)
        (head,) = (line for line in animation.ax.lines if line.get_marker() == "o" and line in animation.moving
                   and len(data_of(line)) == 1 and line.get_color() == trail(animation.ax, "down").get_color()
                   and line.get_markerfacecolor() != "none")  # fmt: skip
        sizes = []
        for frame in range(3):
            animation.show(frame)
            sizes.append(head.get_markersize())
        assert sizes[0] < sizes[1] < sizes[2]

    def test_a_surface_lies_on_the_plane_and_the_path_at_the_values_of_the_run(self):
        animation = tv.animate("rosenbrock", "GD(lr=0.0005)", start=self.START, view="surface", log=False, steps=20)
        assert isinstance(animation.ax, Axes3D)
        assert "2nd" in animation.ax.get_ylabel()

    @pytest.mark.parametrize("plane", ["random", (0, 3), plane_through([0.0] * 5, [1, 0, 0, 0, 0], [0, 1.0, 0, 0, 1])])
    def test_other_planes(self, plane):
        animation = tv.animate("rosenbrock", "BFGS", start=self.START, plane=plane)
        assert animation.ax.get_xlabel() != "x"

    def test_a_run_that_diverges_does_not_decide_what_is_shown(self):
        animation = tv.animate("rosenbrock", "GD(lr=0.1),BFGS", start=(1.0, 2.0, 3.0))
        assert animation.trajectories[0].outcome == "diverged"
        assert np.ptp(animation.ax.get_xlim()) < 1000

    @pytest.mark.parametrize("plane", ["principle", 3, (1, 2, 3), None])
    def test_what_is_no_plane_is_refused(self, plane):
        with pytest.raises(tv.TrajvizError, match="plane must be"):
            tv.animate("rosenbrock", "BFGS", start=self.START, plane=plane)

    def test_a_path_of_one_point_has_no_plane(self):
        run = tv.Trajectory.from_path([[1, 2, 3]], "still", objective="x + y + z")
        with pytest.raises(tv.TrajvizError):
            tv.animate(run)


class TestOrbit:
    @pytest.mark.parametrize("pace", ["story", "even"])
    def test_the_camera_turns_at_an_even_pace_by_the_angle_that_was_asked_for(self, pace):
        animation = tv.animate("camel", "GD", view="surface", steps=4, azim=-60, orbit=90, pace=pace, frames=5)
        seen = []
        for frame in range(5):
            animation.show(frame)
            seen.append(animation.ax.azim)
        np.testing.assert_allclose(seen, [-60, -37.5, -15, 7.5, 30])

    def test_frames_are_full_redraws(self):
        animation = tv.animate("camel", "GD", view="surface", steps=2, orbit=40, size=(300, 240), resolution=12)
        frames = animation.frames()
        for i in (0, 2, 1):
            frame = frames[i]
            animation.show(i)
            animation.fig.canvas.draw()
            np.testing.assert_array_equal(frame, np.asarray(animation.fig.canvas.buffer_rgba())[..., :3])


class TestSurface:
    @pytest.mark.parametrize(("base", "height"), [("floor", None), ("ceiling", None), (-3, -3.0)])
    def test_contours_lie_on_the_base(self, base, height):
        animation = tv.animate("camel", "GD", view="surface", steps=2, base=base, style="wireframe")
        low, high = animation.ax.get_zlim()
        values = tv.objective("camel")(np.stack(np.meshgrid(np.linspace(-2, 2, 61), np.linspace(-1, 1, 61))))
        if base == "floor":
            assert low < values.min()
        elif base == "ceiling":
            assert high > values.max()
        else:
            assert low <= height

    @pytest.mark.parametrize("option", [{"style": "solid"}, {"base": "wall"}, {"orbit": np.nan}])
    def test_what_a_surface_can_not_be_is_refused(self, option):
        with pytest.raises(tv.TrajvizError, match=next(iter(option))):
            tv.animate("camel", "GD", view="surface", steps=2, **option)


def test_the_default_view_follows_the_number_of_variables():
    assert tv.animate("x**2", "GD", steps=2).ax.get_ylabel() == "f"
    assert tv.animate("x**2 + y**2", "GD", steps=2).ax.get_ylabel() == "y"
    assert "component" in tv.animate("x**2 + 2*y**2 + 3*z**2", "GD", steps=4).ax.get_ylabel()


@pytest.mark.parametrize(("progress", "told"), [(None, ["the picture"]), (lambda _: None, [])])
def test_a_picture_that_takes_long_shows_life_unless_the_user_looks_after_it(monkeypatch, progress, told):
    shown = []
    monkeypatch.setattr("trajviz.compose.told_of", lambda _, what, *__, **___: shown.append(what) or nullcontext())
    tv.animate(tv.trace("camel", "GD", steps=2), progress=progress)
    assert shown == told
