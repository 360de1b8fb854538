"""Basins: which minimum each start leads to and how soon, against single runs, and as a picture."""

from __future__ import annotations

import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from numpy.testing import assert_allclose, assert_array_equal

import trajviz as tv
from trajviz.cli.command import main
from trajviz.errors import TrajvizError
from trajviz.methods import parse_optimizers
from trajviz.runs import basins as module
from trajviz.runs.basins import basins
from trajviz.runs.minima import REACH

SPECS = ("GD", "Momentum", "Adam(lr=0.1)", "Newton")


def found(objective, spec, resolution=(40, 30), **how):
    objective = tv.objective(objective)
    optimizers = parse_optimizers(spec)
    return objective, basins(objective, optimizers, [str(each) for each in optimizers], resolution=resolution, **how)


def reached_alone(objective, minima, run):
    """Return which minimum a single run ended at, and when it came near its end for good, in whole steps."""
    widths = np.ptp(objective.domain, axis=1)
    if not np.isfinite(run.values[-1]) or run.outcome == "diverged":
        return -1, np.nan
    apart = np.hypot(*((minima - run.path[-1]) / widths).T)
    outside = np.flatnonzero(np.hypot(*((run.path - run.path[-1]) / widths).T) > REACH)
    return (int(apart.argmin()) if apart.min() <= REACH else -1), (outside[-1] + 1 if len(outside) else 0)


class TestEdges:
    @pytest.mark.parametrize("spec", [*SPECS, "BFGS"])
    @pytest.mark.parametrize("name", ["himmelblau", "camel"])
    def test_random_starts_lead_where_single_runs_do(self, name, spec):
        objective, told = found(name, spec, (24, 18) if spec == "BFGS" else (64, 48), steps=60)
        (basin,) = told.methods
        random = np.random.default_rng(4)
        for _ in range(25):
            i, j = random.integers(len(basin.y)), random.integers(len(basin.x))
            run = tv.trace(objective, spec, start=(basin.x[j], basin.y[i]), steps=60)
            number, step = reached_alone(objective, told.minima, run)
            assert basin.reached[i, j] == number
            assert np.isnan(step) == np.isnan(basin.arrivals[i, j])
            if not np.isnan(step):
                assert step - 1 <= basin.arrivals[i, j] <= step

    @pytest.mark.parametrize("spec", ["GD", "Newton", "Momentum"])
    def test_leaving_out_what_has_arrived_changes_nothing(self, spec, monkeypatch):
        _, whole = found("himmelblau", spec, steps=60)
        monkeypatch.setattr(module, "_BATCH", 300)
        monkeypatch.setattr(module, "_PART", 700)
        monkeypatch.setattr(module, "_SAMPLE", 100)
        assert module._first_steps(tv.objective("himmelblau"), *parse_optimizers("GD"), _starts(), 200, 1e-6) < 200
        _, parts = found("himmelblau", spec, steps=60)
        assert_array_equal(parts.methods[0].reached, whole.methods[0].reached)
        assert_allclose(parts.methods[0].arrivals, whole.methods[0].arrivals, rtol=1e-6)

    def test_newtons_map_is_symmetric_where_the_function_is(self):
        _, told = found("camel", "Newton", (50, 40))
        reached, minima = told.methods[0].reached, told.minima
        mirrored = [int(np.hypot(*(minima + each).T).argmin()) for each in minima]
        turned = np.array([*mirrored, -1])[reached[::-1, ::-1]]
        assert (turned == reached).mean() > 0.97  # chaos turns rounding into other minima

    def test_of_a_bowl_all_is_one_basin(self):
        _, told = found("quadratic", "GD(lr=0.1)")
        assert (told.methods[0].reached == 0).all()
        arrivals = told.methods[0].arrivals
        assert arrivals.argmin() != arrivals.argmax()
        assert arrivals[15, 20] < arrivals[0, 0]  # the middle is nearer

    def test_what_is_lost_has_no_basin(self):
        _, told = found("himmelblau", "GD(lr=1)")
        assert (told.methods[0].reached == -1).all()
        assert np.isnan(told.methods[0].arrivals).all()


def _starts():
    return np.random.default_rng(0).uniform(-5, 5, (2, 1200))


@pytest.fixture(scope="module")
def animation():
    return tv.animate("himmelblau", "GD,Newton", view="basins", resolution=(30, 20), steps=40, theme="dark")


class TestPicture:
    def test_there_is_a_panel_for_each_method(self, animation):
        assert [axes.get_title(loc="left") for axes in animation.fig.axes[:2]] == ["GD", "Newton"]
        assert [axes.images[0].get_array().shape for axes in animation.fig.axes[:2]] == [(20, 30, 3)] * 2

    def test_fast_frames_are_those_of_a_full_redraw(self, animation):
        frames = animation.frames()
        for index in (0, len(frames) // 2, 5, len(frames) - 1):
            animation.show(index)
            canvas = FigureCanvasAgg(animation.fig)
            canvas.draw()
            assert_array_equal(frames[index], np.asarray(canvas.buffer_rgba())[..., :3])

    def test_each_minimum_has_a_colour_and_what_is_later_is_darker(self):
        anim = tv.animate("himmelblau", "GD", view="basins", resolution=(60, 40))
        picture = np.asarray(anim.fig.axes[0].images[0].get_array()).astype(int)
        _, told = found("himmelblau", "GD", (60, 40))
        basin = told.methods[0]
        for number in range(4):
            own = basin.reached == number
            light = picture[own].sum(axis=1)
            assert np.corrcoef(light, -np.log1p(basin.arrivals[own]))[0, 1] > 0.7
        hues = {tuple(np.argsort(picture[basin.reached == number].mean(axis=0))) for number in range(4)}
        assert len(hues) > 1

    def test_labels_may_be_others(self):
        anim = tv.animate("himmelblau", "GD", view="basins", resolution=(8, 6), labels=["down"], steps=5)
        assert anim.trajectories[0].label == "down"

    def test_limits_are_shown_from_within(self):
        anim = tv.animate("himmelblau", "GD", view="basins", resolution=(8, 6), steps=5, xlim=(0, 1), ylim=(0, 2))
        assert anim.fig.axes[0].images[0].get_extent() == [0, 1, 0, 2]

    def test_the_command_has_its_options(self, tmp_path, capsys):
        target = str(tmp_path / "a.png")
        argv = [
            "himmelblau",
            "--methods",
            "GD",
            "--view",
            "basins",
            "--resolution",
            "20x10",
            "--steps",
            "5",
            "-o",
            target,
        ]
        assert main(argv) == 0
        argv[argv.index("20x10")] = "20"
        assert main(argv) == 2
        assert "--resolution must be two numbers" in capsys.readouterr().err


class TestRefusals:
    def test_runs_lead_nowhere_else(self):
        with pytest.raises(TrajvizError, match="basins start methods anew"):
            tv.animate(tv.trace("himmelblau", "GD", steps=3), view="basins")

    def test_more_variables_have_none(self):
        with pytest.raises(TrajvizError, match="basins are those of functions of two variables"):
            tv.animate(tv.objective("rosenbrock").in_dimensions(3), "GD", view="basins", steps=3)

    @pytest.mark.parametrize("resolution", [(1, 5), (5,), "much", (5, 5000), (5.5, 6)])
    def test_a_resolution_is_two_numbers(self, resolution):
        with pytest.raises(TrajvizError, match="resolution must be two whole numbers"):
            tv.animate("himmelblau", "GD", view="basins", resolution=resolution, steps=3)
