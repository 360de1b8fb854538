"""Many starts: by words, as one batch, and as a swarm on a map."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from numpy.testing import assert_allclose, assert_array_equal

import trajviz as tv
from trajviz.cli.command import main
from trajviz.cli.table import table_of
from trajviz.drawing.theme import as_theme
from trajviz.drawing.views.swarms import colors_of_minima
from trajviz.errors import TrajvizError
from trajviz.methods import optimizers
from trajviz.player.encode import encode_composition
from trajviz.runs.starts import spread_of, starts_by_words
from trajviz.runs.swarms import MANY, arrived, middle_of

BATCHED = [name for name in optimizers if optimizers[name].batched and not optimizers[name].needs]
HIMMELBLAU = tv.objective("himmelblau")


@pytest.fixture(scope="module")
def swarm():
    return tv.animate(HIMMELBLAU, "GD", start="random:60")


class TestWords:
    def test_random_starts_lie_in_the_domain_and_come_from_the_seed(self):
        starts = starts_by_words("random:500", HIMMELBLAU, 3)
        assert starts.shape == (500, 2)
        assert (np.abs(starts) <= 5).all()
        assert_array_equal(starts, starts_by_words(" Random : 500", HIMMELBLAU, 3))
        assert not np.array_equal(starts, starts_by_words("random:500", HIMMELBLAU, 4))

    def test_a_grid_holds_the_middles_of_its_cells(self):
        starts = starts_by_words("grid:4x2", HIMMELBLAU)
        assert_allclose(starts, [[x, y] for y in (-2.5, 2.5) for x in (-3.75, -1.25, 1.25, 3.75)])

    def test_one_number_serves_each_coordinate(self):
        assert starts_by_words("grid:3", tv.objective("sphere").in_dimensions(3)).shape == (27, 3)

    def test_bounds_are_respected(self):
        starts = starts_by_words("random:200", HIMMELBLAU.bounded((0, 2)))
        assert starts.min() >= 0
        assert starts.max() <= 2
        assert np.ptp(starts, axis=0).min() > 1.5

    @pytest.mark.parametrize(
        "words", ["random:0", "random:x", "grid", "grid:2x", "grid:0x3", "many", "random:99999999"]
    )
    def test_other_words_are_refused_in_a_sentence(self, words):
        with pytest.raises(TrajvizError, match="start must be coordinates or random"):
            tv.trace(HIMMELBLAU, "GD", start=words)

    def test_a_grid_of_other_coordinates_is_refused(self):
        with pytest.raises(TrajvizError, match="a number for each of the 2 coordinates"):
            tv.animate(HIMMELBLAU, "GD", start="grid:2x3x4")

    def test_networks_have_a_start_of_their_own(self):
        with pytest.raises(TrajvizError, match="are for functions"):
            tv.animate("moons", "GD", start="random:50")

    @given(st.text(max_size=12))
    def test_no_text_breaks_the_reader(self, text):
        spread = spread_of(text)
        assert spread is None or np.prod(spread.counts) >= 1

    def test_the_command_takes_the_same_words(self, tmp_path, capsys):
        target = tmp_path / "a.png"
        assert main(["himmelblau", "--methods", "GD", "--start", "random:40", "--seed", "5", "-o", str(target)]) == 0
        lines = capsys.readouterr().out.splitlines()
        assert [line.split()[:2] for line in lines[:2]] == [["method", "starts"], ["GD", "40"]]
        assert main(["himmelblau", "--methods", "GD", "--start", "grid:0x40", "-o", str(target)]) == 2
        assert "random:500 or grid:40x25" in capsys.readouterr().err

    def test_the_command_adds_words_to_points(self):
        one = tv.animate(HIMMELBLAU, "GD", start="random:2", seed=7)
        assert len(one.trajectories) == 2  # no swarm
        assert_array_equal([run.path[0] for run in one.trajectories], starts_by_words("random:2", HIMMELBLAU, 7))


class TestBatch:
    @pytest.mark.parametrize("name", BATCHED)
    def test_each_run_of_a_batch_is_what_it_is_alone(self, name):
        starts = starts_by_words("random:40", HIMMELBLAU, 1)
        together = tv.trace(HIMMELBLAU, name, start=starts.T, steps=60)
        for i in range(0, 40, 13):
            alone = tv.trace(HIMMELBLAU, name, start=starts[i], steps=60)
            rows = np.minimum(np.arange(len(together.path)), len(alone.path) - 1)
            assert_allclose(together.path[:, :, i], alone.path[rows], rtol=1e-9, atol=1e-9)
            assert together.outcomes[i] == alone.outcome

    @pytest.mark.parametrize("spec", ["GD(lr=1)", "GD(lr=0.03)", "Momentum(lr=0.03)", "Newton"])
    @pytest.mark.parametrize("name", ["himmelblau", "rosenbrock", "log(x) + y**2", "-x**4 - y**2", "camel"])
    def test_outcomes_are_those_of_runs_one_by_one(self, name, spec):
        objective = tv.objective(name)
        starts = starts_by_words("random:60", objective, 2)
        together = tv.trace(objective, spec, start=starts.T, steps=50)
        alone = [tv.trace(objective, spec, start=start, steps=50) for start in starts]
        # A batch goes on until its last run ends, so that Newton's method may end by itself in one of them alone.
        same = [own.outcome == many for own, many in zip(alone, together.outcomes, strict=True)]
        assert np.mean(same) > (0.9 if spec == "Newton" else 0.99)
        assert np.isfinite(together.path).all()
        assert together.nfev + together.njev + together.nhev == together.evaluations[-1].sum()

    def test_counts_are_told(self):
        run = tv.trace(HIMMELBLAU, "GD", start="grid:10x10")
        assert run.message == "of 100 starts 100 converged"
        assert (run.outcomes == "converged").all()

    def test_rows_may_be_few(self):
        whole = tv.trace(HIMMELBLAU, "Adam(lr=0.1)", start="grid:10x10", steps=50)
        few = tv.trace(HIMMELBLAU, "Adam(lr=0.1)", start="grid:10x10", steps=50, every=20)
        assert_array_equal(few.step_of_row, [0, 20, 40, 50])
        assert_array_equal(few.path, whole.path[[0, 20, 40, 50]])

    def test_a_swarm_is_kept_and_read_back(self, tmp_path):
        run = tv.trace(HIMMELBLAU, "GD", start="grid:10x10", steps=20)
        run.save(tmp_path / "many.npz")
        back = tv.Trajectory.load(tmp_path / "many.npz")
        assert_array_equal(back.path, run.path)
        assert_array_equal(back.outcomes, run.outcomes)


class TestMiddle:
    def test_it_has_the_median_value_at_each_row(self):
        run = tv.trace(HIMMELBLAU, "GD", start="random:75", steps=30)
        middle = middle_of(run)
        assert_array_equal(middle.values, np.median(run.values, axis=1))
        assert_allclose(HIMMELBLAU(middle.path.T), middle.values)
        assert (np.diff(middle.evaluations) >= 0).all()

    def test_what_has_arrived_is_counted(self):
        run = tv.trace(HIMMELBLAU, "GD", start="random:75")
        counts = arrived(run)
        assert (np.diff(counts) >= 0).all()
        assert counts[0] == 0
        assert counts[-1] == (run.outcomes == "converged").sum() == 75
        row = int(np.searchsorted(counts, 40))
        rests = (run.path[row:] == run.path[-1]).all(axis=(0, 1))
        assert rests.sum() == counts[row]


class TestPicture:
    def test_from_some_dozens_of_starts_on_there_is_a_swarm(self):
        few = tv.animate(HIMMELBLAU, "GD", start=f"random:{MANY - 1}", steps=5)
        many = tv.animate(HIMMELBLAU, "GD,Adam", start=f"random:{MANY}", steps=5)
        assert [run.path.ndim for run in few.trajectories] == [2] * (MANY - 1)
        assert [run.path.shape for run in many.trajectories] == [(6, 2, MANY)] * 2

    def test_points_have_the_colour_of_the_minimum_that_they_reach(self, swarm):
        flows = [artist for artist in swarm.moving if type(artist).__name__ == "_Flow"]
        colors = colors_of_minima(4, as_theme("light"))
        swarm.show(len(swarm.timeline) - 1)
        known = np.array(sorted(np.reshape(HIMMELBLAU.minima, (-1, 2)).tolist()))
        for flow in flows:
            near = known[np.argmin(np.hypot(*(known - flow._points[:, 0]).T))]
            assert np.abs(flow._points - near[:, None]).max() < 0.1
        assert {flow.get_color() for flow in flows} == set(colors)

    @pytest.mark.parametrize("count", [40, 6000])
    @pytest.mark.parametrize("view", ["contour", "contour,convergence"])
    def test_fast_frames_are_those_of_a_full_redraw(self, count, view):
        animation = tv.animate(HIMMELBLAU, "Momentum", start=f"random:{count}", steps=30, view=view, size=(480, 360))
        frames = animation.frames()
        for index in (0, 7, len(frames) // 2, 3, len(frames) - 1):
            animation.show(index)
            canvas = FigureCanvasAgg(animation.fig)
            canvas.draw()
            assert_array_equal(frames[index], np.asarray(canvas.buffer_rgba())[..., :3])

    def test_stamped_points_are_where_marks_would_be(self):
        run = tv.trace(HIMMELBLAU, "GD", start="random:5000", steps=1)
        animation = tv.animate(run, color_by="method", size=(640, 480), legend=False)
        (flow,) = [artist for artist in animation.moving if type(artist).__name__ == "_Flow"]
        animation.show(0)
        pictures = []
        for are_few in (True, False):
            flow._are_few = are_few
            flow._heads.set_data(*flow._points)
            flow._heads.set(markeredgewidth=0, color=flow.get_color())
            canvas = FigureCanvasAgg(animation.fig)
            canvas.draw()
            pictures.append(np.asarray(canvas.buffer_rgba())[..., :3].astype(int))
        marks, stamps = (np.abs(picture - pictures[0][0, 0]).sum(axis=2) for picture in pictures)
        shifts = [(right, down) for right in range(-3, 4) for down in range(-3, 4)]
        alike = [np.corrcoef(marks.ravel(), np.roll(stamps, shift, (1, 0)).ravel())[0, 1] for shift in shifts]
        assert np.abs(shifts[int(np.argmax(alike))]).max() <= 1
        assert max(alike) > 0.8

    def test_a_point_is_where_its_run_is(self, swarm):
        run = swarm.trajectories[0]
        flows = [artist for artist in swarm.moving if type(artist).__name__ == "_Flow"]
        swarm.show(len(swarm.timeline) - 1)
        shown = np.concatenate([flow._points for flow in flows], axis=1)
        assert_allclose(np.sort(shown, axis=1), np.sort(run.path[-1], axis=1))

    def test_starts_have_no_rings(self, swarm):
        assert all(mark != ("o", "start") for mark in swarm.composition.heading.marks)

    def test_the_readout_tells_of_all(self, swarm):
        ((_, readout),) = swarm.composition.heading.entries
        assert readout.text(0.0).endswith(" 0/60 converged")
        assert "median f" in readout.text(0.0)
        assert readout.text(1e9).endswith("60/60 converged")

    def test_many_dimensions_are_shown_on_a_plane(self):
        anim = tv.animate(tv.objective("rosenbrock").in_dimensions(5), "GD(lr=1e-4)", start="random:40", steps=5)
        assert anim.frames()[0].shape[2] == 3

    @pytest.mark.parametrize("view", ["convergence", "basins", "sharpness"])
    def test_other_views_take_them(self, view):
        anim = tv.animate("himmelblau", "GD", start="random:40", steps=5, view=view)
        assert anim.frames()[0].shape[2] == 3

    @pytest.mark.parametrize("view", ["surface", "curve", "parameters", "slices"])
    def test_views_of_single_paths_do_not(self, view):
        objective = "x**2 + sin(5*x)" if view == "curve" else "himmelblau"
        with pytest.raises(TrajvizError, match="shows single paths, not 40 starts"):
            tv.animate(objective, "GD", start="random:40", steps=5, view=view)

    def test_a_panel_for_each_method(self):
        anim = tv.animate(HIMMELBLAU, "GD,Adam", start="random:40", steps=5, grid=True)
        assert len([artist for artist in anim.moving if type(artist).__name__ == "_Flow"]) >= 5

    def test_colour_by_is_one_of_two(self):
        with pytest.raises(TrajvizError, match="color_by must be method or minimum"):
            tv.animate(HIMMELBLAU, "GD", start="random:40", steps=5, color_by="speed")

    @pytest.mark.parametrize("clock", ["steps", "evaluations"])
    def test_methods_beside_each_other(self, clock):
        anim = tv.animate(HIMMELBLAU, "GD,Adam,BFGS", start="random:40", steps=10, clock=clock)
        assert table_of(anim.trajectories, [0]).count("\n") == 3

    def test_diverging_starts_go(self):
        anim = tv.animate("rosenbrock", "GD(lr=1)", start="random:40", steps=10)
        assert len(anim.frames()) > 1


class TestPage:
    def test_it_holds_the_points_and_tells_of_all(self, swarm):
        document = encode_composition(swarm.composition)
        items = [item for panel in document.data["panels"] for item in panel["items"] if item["k"] == "swarm"]
        assert sum(len(item["points"]) for item in items) == 60
        assert document.data["motions"] == ["swarm"]
        (run,) = document.data["runs"]
        assert (run["starts"], run["arrived"][-1]) == (60, 60)
        assert "an animation of 60 paths" in document.description
        assert "MOTIONS.swarm" in document.page()

    def test_pages_without_one_have_no_script_for_it(self):
        assert "MOTIONS.swarm" not in encode_composition(tv.animate(HIMMELBLAU, "GD", steps=5).composition).page()

    def test_of_very_many_it_holds_some(self):
        anim = tv.animate(HIMMELBLAU, "GD", start="random:5000", steps=5)
        document = encode_composition(anim.composition)
        items = [item for panel in document.data["panels"] for item in panel["items"] if item["k"] == "swarm"]
        assert 1900 <= sum(len(item["points"]) for item in items) <= 2000
