"""What methods saw on their way: held against SciPy's own, the calls that were made, and the rules of their papers."""

from __future__ import annotations

from contextlib import suppress

import numpy as np
import pytest
import scipy.optimize
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from test_clock import Enough
from test_compositor import full_redraw
from test_player_kinds import hold_against_raster

import trajviz as tv
from trajviz.arrays import in_their_places
from trajviz.cli import main
from trajviz.drawing.layers.layer import Track
from trajviz.drawing.layers.probes import Marks, evenly, told_kinds
from trajviz.drawing.layers.registration import TOLD_BY_DEFAULT, details
from trajviz.drawing.layers.simplex import followed
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.frames.settings import drawn_under
from trajviz.functions import objectives
from trajviz.methods import optimizers
from trajviz.runs import details as of_runs
from trajviz.runs.details import stacked

PLANAR = [name for name, entry in objectives.items() if entry.dimension == 2]
TRUST_REGIONS = ["dogleg", "trust-ncg", "trust-exact", "trust-krylov"]
RUNS = {
    "simplex": ("himmelblau", "Nelder-Mead(size=1.5)"),
    "probes": ("rosenbrock", "BFGS,trust-exact"),
    "radius": ("rosenbrock", "trust-exact,trust-constr"),
    "velocity": ("beale", "Momentum(lr=0.002),Nesterov(lr=0.002)"),
    "population": ("himmelblau", "Particle swarm,Differential evolution(popsize=5),DIRECT"),
    "ellipse": ("rosenbrock", "CMA-ES(sigma=0.5)"),
}


def scipys_simplices(objective, start, options, bounds=None):
    """Return the simplex at each step, sorted: that of SciPy's result after so many iterations."""

    def after(iterations):
        given = {**options, "maxiter": iterations + 1, "maxfev": 10**6, "xatol": 1e-4, "fatol": 1e-4}
        result = scipy.optimize.minimize(
            lambda x: float(objective(x)), start, method="Nelder-Mead", bounds=bounds, options=given
        )
        return result.final_simplex[0]

    return after


class TestSimplex:
    @settings(max_examples=40)
    @given(
        name=st.sampled_from(PLANAR),
        place=st.tuples(st.floats(0.1, 0.9), st.floats(0.1, 0.9)),
        adaptive=st.booleans(),
        bounded=st.booleans(),
    )
    def test_is_scipys_at_every_iteration(self, name, place, adaptive, bounded):
        objective = tv.objective(name)
        low, high = np.array(objective.domain).T
        start = low + np.array(place) * (high - low)
        bounds = list(zip(low, high, strict=True)) if bounded else None
        method = optimizers["Nelder-Mead"].with_hyperparameters(adaptive=adaptive)
        run = tv.trace(objective, method, start, steps=25, bounds=bounds)
        after = scipys_simplices(objective, start, {"adaptive": adaptive}, bounds)
        for step, corners in enumerate(run.details["simplex"]):
            np.testing.assert_array_equal(corners, after(step))

    @pytest.mark.parametrize("dimension", [1, 2, 3, 6])
    def test_is_scipys_in_any_number_of_variables(self, dimension):
        start = np.linspace(-1, 1.5, dimension)
        objective = tv.objective("x**2") if dimension == 1 else tv.objective("sphere").in_dimensions(dimension)
        run = tv.trace(objective, "Nelder-Mead", start, steps=30)
        after = scipys_simplices(objective, start, {})
        assert run.details["simplex"].shape == (len(run), dimension + 1, dimension)
        for step in range(0, len(run), 5):
            np.testing.assert_array_equal(run.details["simplex"][step], after(step))

    @pytest.mark.parametrize("name", ["himmelblau", "rosenbrock", "ackley", "booth", "beale"])
    def test_moves_are_those_of_the_paper(self, name):
        run = tv.trace(name, "Nelder-Mead(size=1.0)", steps=80)
        corners, moves = run.details["simplex"], run.details["move"]
        assert moves[0] == ""
        for before, after, move in zip(corners, corners[1:], moves[1:], strict=False):
            middle, worst = before[:-1].mean(axis=0), before[-1]
            new = [corner for corner in after if not (corner == before).all(axis=1).any()]
            if not new:  # the answer, told once more
                continue
            ways = {"reflect": [-1.0], "expand": [-2.0], "contract": [0.5, -0.5]}
            if move == "shrink":
                np.testing.assert_allclose(sorted(map(tuple, new)), sorted(map(tuple, (before[1:] + before[0]) / 2)))
            else:
                at = [middle + way * (worst - middle) for way in ways[move]]
                assert len(new) == 1
                assert min(np.abs(new[0] - each).max() for each in at) < 1e-9 * np.abs(before).max()

    def test_every_move_occurs(self):
        found = set()
        for name in ("himmelblau", "rosenbrock", "rastrigin", "easom", "ackley"):
            found |= set(tv.trace(name, "Nelder-Mead(size=1.0)", steps=80).details["move"].tolist())
        found |= set(tv.trace("sin(20*x)*sin(20*y) + 0.01*(x**2 + y**2)", "Nelder-Mead(size=1.5)").details["move"])
        assert {"reflect", "expand", "contract", "shrink"} <= found

    def test_its_size_is_a_hyperparameter(self):
        run = tv.trace("himmelblau", "Nelder-Mead(size=1.5)", (-0.5, -1.0), steps=3)
        assert sorted(run.details["simplex"][0].tolist()) == [[-0.5, -1.0], [-0.5, 0.5], [1.0, -1.0]]
        with pytest.raises(TrajvizError, match="size must be a positive number or None, not -1"):
            tv.optimizer("Nelder-Mead(size=-1)")

    @given(st.lists(st.permutations(range(4)), min_size=2, max_size=6))
    def test_corners_stay_in_their_places(self, orders):
        corners = np.arange(8.0).reshape(4, 2)
        np.testing.assert_array_equal(
            followed(np.array([corners[order] for order in orders])), [corners[orders[0]]] * len(orders)
        )

    def test_a_new_corner_takes_the_place_of_the_one_that_is_gone(self):
        before = np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])
        after = np.array([[1.0, 1.0], [0.0, 1.0], [1.0, 0.0]])
        np.testing.assert_array_equal(in_their_places(before, after), [[1, 1], [1, 0], [0, 1]])


def logged(calls):
    """Return a bowl that notes what it is asked for."""

    def noting(function, word):
        def call(x):
            calls.extend((word, *point) for point in np.reshape(x, (len(x), -1)).T.tolist())
            return function(x)

        return call

    return tv.Objective(
        noting(lambda x: x[0] ** 4 + x[0] * x[1] + 3 * x[1] ** 2, "value"),
        "bowl",
        domain=[(-5, 5)] * 2,
        gradient_function=noting(lambda x: np.stack([4 * x[0] ** 3 + x[1], x[0] + 6 * x[1]]), "gradient"),
        hessian_function=noting(lambda x: np.array([[12 * float(x[0]) ** 2, 1.0], [1.0, 6.0]]), "Hessian"),
    )


class TestProbes:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", [name for name in optimizers if optimizers[name].suits(logged([]))])
    @pytest.mark.parametrize("every", [1, 4])
    def test_are_the_calls_that_were_made(self, name, every):
        calls = []
        objective = logged(calls)
        run = tv.trace(objective, name, (2.0, -1.0), steps=9, every=every, details="probes")
        calls.clear()
        steps = 0

        def record(_):
            nonlocal steps
            steps += 1
            if steps == 9:
                raise Enough

        with suppress(Enough):
            optimizers[name].minimize(objective, np.array([2.0, -1.0]), record)
        probes, asked = run.details["probes"], run.details["asked"]
        told = [
            (word, *point)
            for words, points in zip(asked, probes.tolist(), strict=True)
            for word, point in zip(words, points, strict=True)
            if word
        ]  # fmt: skip
        assert told == calls
        assert run.evaluations[-1] == len(calls)
        assert [(asked[: row + 1] != "").sum() for row in range(len(run) - 1)] == run.evaluations[:-1].tolist()
        np.testing.assert_array_equal(np.isnan(probes).all(axis=2), asked == "")

    def test_are_kept_where_they_are_named(self):
        assert "probes" not in tv.trace("beale", "BFGS", steps=3).details
        assert set(tv.trace("beale", "BFGS", steps=3, details="probes").details) == {"probes", "asked"}

    @given(st.lists(st.integers(0, 6), min_size=1, max_size=20).map(sorted))
    def test_those_of_a_row_lie_evenly_on_the_way_to_it(self, rows):
        places = evenly(np.array(rows))
        assert (np.diff(places) >= 0).all()
        assert (places >= 0).all()
        assert {int(np.ceil(place)) for place in places} == set(rows)
        assert set(rows) <= set(places.tolist())

    def test_kinds_are_told(self):
        assert told_kinds([np.array([["value", "gradient"], ["value", ""]])]) == "● value, ◆ gradient"
        assert told_kinds([]) == ""


class TestTrustRegion:
    @pytest.mark.slow
    @pytest.mark.parametrize("method", TRUST_REGIONS)
    @pytest.mark.parametrize("name", ["rosenbrock", "beale", "himmelblau", "quadratic", "mccormick"])
    def test_grows_and_shrinks_by_the_rule_and_holds_every_step(self, name, method):
        run = tv.trace(name, method, details="radius,probes", steps=60)
        if not run.steps:  # as dogleg, where the Hessian is not positive at the start
            return
        radius, rejected = run.details["radius"], run.details["rejected"]
        assert radius[0] == 1.0
        accepted = run.accepted[1:]
        tried = np.where(accepted[:, None], run.path[1:], rejected[1:])
        lengths = np.linalg.norm(tried - run.path[:-1], axis=1)
        beyond = 0.1 if method == "trust-exact" else 1e-6  # whose steps may miss the edge by a tenth
        assert (lengths <= radius[:-1] * (1 + beyond)).all()
        ratios = radius[1:] / radius[:-1]
        assert np.isin(ratios, [0.25, 1.0, 2.0]).all()
        assert (
            ratios[~accepted] == 0.25
        ).all()  # what is rejected has not lowered f by a quarter of what was hoped for
        # It grows only where a step, as good as that or more, went to its edge.
        assert (lengths[ratios == 2] > 0.85 * radius[:-1][ratios == 2]).all()
        np.testing.assert_array_equal(np.isnan(rejected[1:]).all(axis=1), accepted)

    @pytest.mark.parametrize("method", ["dogleg", "trust-exact"])
    def test_ratio_decides(self, method):
        run = tv.trace("rosenbrock", method, steps=60)
        f, path, radius = run.objective, run.path, run.details["radius"]
        for row in range(run.steps):
            tried = path[row + 1] if run.accepted[row + 1] else run.details["rejected"][row + 1]
            step = tried - path[row]
            hoped = -(f.gradient(path[row]) @ step + 0.5 * step @ f.hessian(path[row]) @ step)
            ratio = (f(path[row]) - f(tried)) / hoped
            assert (ratio < 0.25) == (radius[row + 1] == 0.25 * radius[row])
            assert run.accepted[row + 1] == (ratio > 0.15)

    def test_trust_constr_reports_its_radius(self):
        f, radii = tv.objective("rosenbrock"), []  # of which the first is that of the start
        scipy.optimize.minimize(
            f, f.start, method="trust-constr", jac=f.gradient, hess=f.hessian,
            callback=lambda _, state: radii.append(state.tr_radius),
            options={"xtol": 1e-8, "gtol": 1e-8, "maxiter": 1000},
        )  # fmt: skip
        run = tv.trace(f, "trust-constr")
        assert run.details["radius"].tolist() == radii
        assert "radius" not in tv.trace(f, "trust-constr", bounds="domain", steps=5).details


class TestVelocity:
    @pytest.mark.parametrize("spec", ["Momentum(lr=0.001)", "SGD(lr=0.001, momentum=0.8, dampening=0.1)"])
    def test_is_the_sum_of_the_gradients(self, spec):
        run = tv.trace("rosenbrock", spec, steps=30, details="velocity")
        momentum = run.hyperparameters["momentum"]
        damped = 1 - run.hyperparameters.get("dampening", 0.0)
        gradients = run.objective.gradient(run.path.T).T
        velocity = gradients[0]
        assert np.isnan(run.details["velocity"][0]).all()
        for row in range(1, len(run)):
            velocity = velocity if row == 1 else momentum * velocity + damped * gradients[row - 1]
            np.testing.assert_allclose(run.details["velocity"][row], velocity, rtol=1e-12)
            np.testing.assert_allclose(run.path[row], run.path[row - 1] - 0.001 * velocity, rtol=1e-12)

    @pytest.mark.parametrize("name", ["Adam", "AMSGrad", "NAdam", "AdamW", "RAdam", "AdaBelief", "Adamax"])
    def test_is_the_running_mean_of_gradients(self, name):
        run = tv.trace("rosenbrock", name, steps=30, details="velocity")
        gradients = run.objective.gradient(run.path.T).T[:-1]
        weights = 0.1 * 0.9 ** np.arange(30)
        means = [weights[: row + 1][::-1] @ gradients[: row + 1] for row in range(30)]
        np.testing.assert_allclose(run.details["velocity"][1:], means, rtol=1e-9)

    def test_is_what_a_user_s_method_calls_so(self):
        def mine(objective, x, *, lr=0.1):
            velocity = None
            while True:
                velocity = objective.gradient(x)
                x = x - lr * velocity
                yield x

        assert tv.trace("sphere", mine, steps=3, details="velocity").details["velocity"].shape == (4, 2)
        assert tv.trace("sphere", mine, steps=3).details == {}
        assert tv.trace("sphere", "GD(lr=0.1)", steps=3, details="velocity").details == {}


class TestKept:
    def test_as_long_as_the_path(self):
        for spec in ("Nelder-Mead", "trust-exact", "Momentum(lr=1e9)", "Particle swarm", "BFGS"):
            for every in (1, 3):
                run = tv.trace("rosenbrock", spec, steps=20, every=every, details=tuple(details))
                assert all(len(array) == len(run) for array in run.details.values())
                assert run.details

    def test_those_of_kept_rows_are_those_of_their_steps(self):
        whole, some = (tv.trace("beale", "Nelder-Mead", steps=20, every=every) for every in (1, 6))
        np.testing.assert_array_equal(some.details["simplex"], whole.details["simplex"][some.step_of_row])

    def test_not_of_many_variables_unless_wanted(self):
        start = np.ones(12)
        assert tv.trace("sphere", "Nelder-Mead", start, steps=5).details == {}
        assert set(tv.trace("sphere", "Nelder-Mead", start, steps=5, details="simplex").details) == {"simplex", "move"}
        assert tv.trace("sphere", "Nelder-Mead", steps=5, details=()).details == {}

    def test_not_of_many_starts(self):
        starts = np.array([[1.0, 2.0], [2.0, 1.0]])
        assert tv.trace("beale", "Nelder-Mead", starts, steps=5).details == {}
        assert tv.trace("beale", "Momentum", starts, steps=5).details == {}

    def test_what_a_user_tells(self):
        def mine(_, start, record):
            record.begin(spread=[2.0])
            for step in range(3):
                record(start * 0.5**step, spread=[1.0, float(step)], word=f"step {step}")

        run = tv.trace("sphere", mine, (1.0, 1.0))
        np.testing.assert_array_equal(run.details["spread"], [[2, np.nan], [1, 0], [1, 1], [1, 2]])
        assert run.details["word"].tolist() == ["", "step 0", "step 1", "step 2"]

    @pytest.mark.parametrize("told", [{"a": object()}, {"a": [1, "x", None]}])
    def test_what_is_none_is_refused(self, told):
        def mine(_, start, record):
            record(start, **told)

        with pytest.raises(TrajvizError, match="the detail a must be numbers or words"):
            tv.trace("sphere", mine, (1.0, 1.0))

    @pytest.mark.parametrize(
        ("told", "why"),
        [
            ({"simplex": [1.0, 2.0]}, r"simplex must have shape \(n, 2\) at each row, not \(2,\)"),
            ({"velocity": 1.0}, r"velocity must have shape \(2,\) at each row, not \(\)"),
            ({"ellipse": np.eye(3)}, r"ellipse must have shape \(2, 2\) at each row, not \(3, 3\)"),
            ({"radius": [1.0]}, r"radius must have shape \(\) at each row, not \(1,\)"),
        ],
    )
    def test_what_has_not_its_shape_is_refused(self, told, why):
        def mine(_, start, record):
            record(start, **told)

        with pytest.raises(TrajvizError, match=f"the detail {why}"):
            tv.trace("sphere", mine, (1.0, 1.0), details=tuple(told))

    @pytest.mark.parametrize("method", ["Nelder-Mead", "Particle swarm", "trust-exact"])
    def test_of_many_variables_are_shown_on_a_plane(self, method):
        objective = tv.objective("rosenbrock").in_dimensions(4)
        names, kind = {
            "Nelder-Mead": ("simplex", "simplex"),
            "Particle swarm": ("population", "population"),
            "trust-exact": ("radius,probes", "ellipse"),
        }[method]
        page = tv.animate(objective, method, view="contour", details=names, steps=15).to_html()
        assert f'"k":"{kind}"' in page

    def test_what_changes_its_axes_is_refused(self):
        with pytest.raises(TrajvizError, match="the detail a must be alike at all rows"):
            stacked([{"a": np.zeros(2)}, {"a": np.zeros((2, 2))}])

    @pytest.mark.parametrize("method", ["Nelder-Mead", "Particle swarm", "trust-exact"])
    def test_come_back_from_a_file(self, method, tmp_path):
        run = tv.trace("himmelblau", method, steps=12)
        run.save(tmp_path / "x.npz")
        again = tv.Trajectory.load(tmp_path / "x.npz").details
        assert again.keys() == run.details.keys()
        for name, array in run.details.items():
            np.testing.assert_array_equal(again[name], array)

    def test_on_a_plane_are_seen_from_above(self):
        rng = np.random.default_rng(0)
        basis = np.linalg.qr(rng.normal(size=(4, 2)))[0]
        root = rng.normal(size=(3, 4, 4))
        covariance = root @ root.swapaxes(1, 2)
        told = {
            "simplex": rng.normal(size=(3, 5, 4)), "velocity": rng.normal(size=(3, 4)), "ellipse": covariance,
            "radius": np.ones(3), "rejected": rng.normal(size=(3, 4)), "move": np.array(["", "a", "b"]),
        }  # fmt: skip
        seen = of_runs.on_plane(told, lambda points: (points - 7.0) @ basis, 4)
        np.testing.assert_allclose(seen["simplex"], (told["simplex"] - 7) @ basis)
        np.testing.assert_allclose(seen["velocity"], told["velocity"] @ basis)
        np.testing.assert_allclose(seen["ellipse"], basis.T @ covariance @ basis)
        np.testing.assert_allclose(seen["radius"], 1.0)
        assert seen["move"] is told["move"]
        tilted = of_runs.on_plane(told, lambda points: points @ (basis * [1.0, 2.0]), 4)
        assert "radius" not in tilted


def shown(name, view, **more):
    """Return an animation of a detail on a figure of a user's, a frame for each row."""
    objective, methods = RUNS[name]
    figure = Figure(figsize=(6.4, 4.8), dpi=100)
    FigureCanvasAgg(figure)
    return tv.animate(objective, methods, view=view, details=name, steps=20, pace="even", frames=21, fig=figure, **more)


class TestShown:
    @pytest.mark.slow
    @pytest.mark.parametrize("name", details)
    @pytest.mark.parametrize("view", ["contour", "surface"])
    def test_frames_are_full_redraws(self, name, view):
        if name == "ellipse":
            pytest.importorskip("cma")
        objective, methods = RUNS[name]
        animation = tv.animate(objective, methods, view=view, details=name, steps=20, frames=12, size=(320, 240))
        composition = animation.composition
        frames = composition.frames()
        drawn = {index: frames[index].copy() for index in (0, 7, 3, 11)}
        figure = composition.figure
        with drawn_under(composition.settings):
            for index, frame in drawn.items():
                np.testing.assert_array_equal(frame, full_redraw(figure, composition.show, index, figure.dpi))

    @pytest.mark.slow
    @pytest.mark.parametrize("theme", ["light", "dark"])
    @pytest.mark.parametrize("name", details)
    def test_the_page_shows_what_the_raster_shows(self, name, theme, open_player):
        if name == "ellipse":
            pytest.importorskip("cma")
        hold_against_raster(shown(name, "contour", theme=theme), open_player, most=2.5)  # on a map of many lines

    @pytest.mark.slow
    @pytest.mark.parametrize("name", details)
    def test_the_page_shows_them_in_space(self, name, open_player):
        if name == "ellipse":
            pytest.importorskip("cma")
        hold_against_raster(shown(name, "surface"), open_player)

    def test_the_story_is_shown_by_default(self):
        for method, kind in {"Nelder-Mead": "simplex", "Particle swarm": "population"}.items():
            page = tv.animate("beale", method, steps=5).to_html()
            assert f'"k":"{kind}"' in page
            assert "MOTIONS.simplex=" in page  # the part of the script that draws details
            plain = tv.animate("beale", method, steps=5, details="none").to_html()
            assert f'"k":"{kind}"' not in plain
            assert "MOTIONS.simplex=" not in plain

    def test_other_pages_are_without_their_script(self):
        assert "MOTIONS.simplex=" not in tv.animate("beale", "BFGS,GD", steps=5).to_html()

    def test_the_defaults_are_details(self):
        assert set(TOLD_BY_DEFAULT) <= set(details)

    def test_a_name_that_is_none(self):
        with pytest.raises(UnknownNameError, match="unknown detail 'simplx'; did you mean 'simplex'"):
            tv.animate("beale", "Nelder-Mead", details="simplx")

    def test_runs_that_have_none_of_it(self):
        run = tv.trace("beale", "BFGS", steps=5)
        with pytest.raises(TrajvizError, match="these runs have no probes; trace them with details='probes'"):
            tv.animate([run], details="probes")

    def test_a_word_is_there_until_the_track_ends(self):
        animation = tv.animate("himmelblau", "Nelder-Mead(size=1.5)", steps=6, pace="even", frames=13)
        moves = animation.trajectories[0].details["move"]
        composition = animation.composition
        (text,) = [
            artist for layer in composition.attached for artist in layer.artists
            if getattr(layer.motion, "kind", "") == "word"
        ]  # fmt: skip
        for frame, moment in enumerate(composition.timeline.moments):
            composition.show(frame)
            assert text.get_text() == ("" if moment >= 6 else moves[int(np.ceil(moment))])

    def test_marks_appear_one_by_one(self):
        track = Track(np.arange(8.0).reshape(4, 2), "mine", "#ff0000", "o")
        marks = Marks(track, np.arange(6.0).reshape(3, 2), np.array([0.5, 1.0, 3.0]), "o", "red", 3.0, 10.0)
        attached = marks.attach(Figure().add_subplot())
        counts = []
        for moment in (0, 0.4, 0.5, 1, 2.9, 3):
            attached.update(moment)
            counts.append(len(attached.artists[0].get_xdata()))
        assert counts == [0, 0, 1, 2, 2, 3]


class TestCommand:
    def run(self, tmp_path, *words):
        return main([*words, "-o", str(tmp_path / "x.html"), "--quiet"])

    def test_shows_what_is_named(self, tmp_path):
        assert self.run(tmp_path, "beale", "--methods", "BFGS", "--steps", "5", "--details", "probes") == 0
        assert '"k":"probes"' in (tmp_path / "x.html").read_text()

    def test_shows_nothing_where_nothing_is_wanted(self, tmp_path):
        assert self.run(tmp_path, "beale", "--methods", "Nelder-Mead", "--steps", "5", "--details", "none") == 0
        assert '"k":"simplex"' not in (tmp_path / "x.html").read_text()

    def test_refuses_what_is_none(self, tmp_path, capsys):
        assert self.run(tmp_path, "beale", "--methods", "BFGS", "--details", "prbes") == 2
        assert capsys.readouterr().err == "trajviz: unknown detail 'prbes'; did you mean 'probes'?\n"
        assert not (tmp_path / "x.html").exists()

    def test_lists_them(self, capsys):
        assert main(["--list", "details"]) == 0
        assert [line.split()[0] for line in capsys.readouterr().out.splitlines()] == list(details)

    def test_gives_its_seed_to_methods_that_draw(self, tmp_path, capsys):
        told = []
        for seed, method in ((0, "PSO"), (5, "PSO"), (0, "PSO(seed=5)"), (7, "PSO(seed=5)")):
            words = [
                "rastrigin",
                "--methods",
                method,
                "--steps",
                "6",
                "--seed",
                str(seed),
                "-o",
                str(tmp_path / "x.png"),
            ]
            assert main(words) == 0
            told.append(capsys.readouterr().out.splitlines()[1])
        assert told[0] != told[1] == told[2] == told[3]
