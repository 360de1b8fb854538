"""The examples: each runs, is listed with its pictures, and reaches the numbers that its scene gives."""

from __future__ import annotations

import re
import runpy
from functools import cache, partial
from pathlib import Path
from unittest import mock

import matplotlib as mpl
import numpy as np
import pytest

import trajviz as tv
from trajviz.functions.stationary import stationary_points

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parents[1]
GALLERY = ROOT / "gallery"
SCRIPTS = sorted(path.stem for path in (ROOT / "examples").glob("[a-z][0-9]*_*.py"))
README = (ROOT / "examples" / "README.md").read_text(encoding="utf-8")
LISTED = [Path(picture).stem for picture in re.findall(r"!\[\]\(\.\./gallery/(\S+)\)", README)]


with_gallery = pytest.mark.skipif(not GALLERY.is_dir(), reason="the gallery is in the repository and in no sdist")

LONG = {"c2_digits_four_optimizers": 300}
"""How many of its steps a script that takes long is given."""


def _trace_at_most(most, *arguments, steps=200, trace=tv.trace, **options):
    if len(arguments) > 3:
        *arguments, steps = arguments
    return trace(*arguments, steps=min(steps, most), **options)


WITHOUT_PLAYER = {"s1_somebodys_animation"}
"""Scripts whose animation is a stranger's, of which no player knows what it shows."""


NEEDS = {"f4_cma_es": "cma", "h1_any_run": "torch", "n3_own_network": "torch"}
"""The packages of extras that scripts need."""


@cache
def run_script(name):
    """Return the names that a script leaves behind, and the pictures that it saves, which are not drawn."""
    if name in NEEDS:
        pytest.importorskip(NEEDS[name])
    saved = []

    def note(_, targets):
        saved.extend([targets] if isinstance(targets, str) else targets)

    with (
        mock.patch("sys.argv", [name]),
        mock.patch.object(tv.TrajectoryAnimation, "save", note),
        mock.patch.object(tv.Sweep, "save", note),
        mock.patch.object(tv, "save", note),
        mock.patch.object(tv, "trace", partial(_trace_at_most, LONG.get(name, 10_000))),
        mpl.rc_context({"backend": "agg"}),
    ):
        return runpy.run_path(str(ROOT / "examples" / f"{name}.py")), saved


def run_of(name, label, among="runs"):
    (run,) = [run for run in run_script(name)[0][among] if run.label == label]
    return run


class TestEach:
    @with_gallery
    @pytest.mark.parametrize("name", SCRIPTS)
    def test_saves_pictures_that_are_in_the_gallery(self, name):
        saved = [Path(picture) for picture in run_script(name)[1]]
        assert saved
        assert {picture.parent for picture in saved} == {Path("gallery")}
        scenes = {row for row in LISTED if row in {picture.stem for picture in saved}}
        assert scenes
        assert all(len(list((ROOT / "gallery").glob(f"{scene}.*"))) == 1 for scene in scenes)

    @pytest.mark.parametrize("name", SCRIPTS)
    def test_is_listed_with_a_picture_of_its_own(self, name):
        rows = [row for row in README.splitlines() if f"]({name}.py)" in row]
        assert len(rows) == 1
        (picture,) = re.findall(r"!\[\]\(\.\./gallery/(\S+)\)", rows[0])
        assert Path(picture).stem in {Path(saved).stem for saved in run_script(name)[1]}

    @pytest.mark.parametrize("name", SCRIPTS)
    def test_is_short(self, name):
        lines = (ROOT / "examples" / f"{name}.py").read_text(encoding="utf-8").splitlines()
        assert 15 <= len(lines) <= 60

    @with_gallery
    def test_every_picture_listed_exists(self):
        pictures = re.findall(r"!\[\]\(\.\./(\S+)\)", README)
        assert len(pictures) == len(set(pictures)) >= len(SCRIPTS)
        assert [picture for picture in pictures if not (ROOT / picture).is_file()] == []

    @pytest.mark.parametrize("name", SCRIPTS)
    def test_each_picture_has_a_player_and_each_player_a_picture(self, name):
        saved = {Path(path) for path in run_script(name)[1]}
        players = {path.stem for path in saved if path.suffix == ".html"}
        pictures = {path.stem for path in saved if path.suffix in (".gif", ".png")}
        assert players == (set() if name in WITHOUT_PLAYER else pictures)

    @with_gallery
    def test_the_gallery_is_one_small_picture_of_each_scene_and_its_index(self):
        pictures = {path.name for path in (ROOT / "gallery").iterdir() if path.suffix in (".gif", ".webp")}
        index = (ROOT / "gallery" / "README.md").read_text(encoding="utf-8")
        shown = re.findall(r"!\[[^]]+\]\((\S+)\)", index)
        assert sorted(shown) == sorted(pictures - {"player.webp"})
        assert set(re.findall(r"\(\.\./examples/(\w+)\.py\)", index)) == set(SCRIPTS)
        assert sum((ROOT / "gallery" / name).stat().st_size for name in pictures) < 5_000_000

    def test_every_scene_has_a_script(self):
        scenes = [f"a{n}" for n in range(1, 9)] + ["b1", "b2", "b3", "c1", "c2", "d1", "d2", "d3", "d4", "e1"]
        assert set(scenes) <= {name.partition("_")[0] for name in SCRIPTS}


def test_a1_takes_the_path_of_the_scene():
    run = run_script("a1_gradient_descent")[0]["run"]
    np.testing.assert_allclose(run.path[:4], [(-4, 4), (-3.2, 3.6), (-2.56, 3.24), (-2.048, 2.916)], rtol=1e-12)
    assert np.round(run.path[30], 8).tolist() == [-0.00495176, 0.16956463]


def test_a5_is_the_same_path():
    path = np.array(run_script("a5_on_your_own_axes")[0]["path"])
    np.testing.assert_allclose(path[-1], (-0.00495176, 0.16956463), atol=5e-9)


def test_a7_every_run_ends_in_one_of_the_six_minima():
    names = run_script("a7_six_hump_camel")[0]
    gradient = tv.objective("camel").gradient
    ends = np.array(
        [
            tv.trace("camel", method, start, bounds="domain").path[-1]
            for start in names["starts"]
            for method in names["methods"].split(",")
        ]
    )
    # As published: three minima, and their mirror images.
    half = [(0.0898, -0.7127), (1.7036, -0.7961), (1.6071, 0.5687)]
    minima = np.concatenate([half, np.negative(half)])
    assert np.abs(gradient(minima.T)).max() < 2e-3
    distances = np.linalg.norm(ends[:, None] - minima, axis=2).min(axis=1)
    assert distances.max() < 1e-3
    assert tv.objective("camel")(minima.T).min() == pytest.approx(-1.0316, abs=1e-4)


@pytest.mark.parametrize("label", ["SGD", "RMSprop", "Adam", "Adagrad", "Nadam"])
def test_a8_reads_digits(label):
    classifier = run_script("a8_digit_classifier")[0]["classifier"]
    assert classifier.accuracy(run_of("a8_digit_classifier", label).path[-1]) >= 0.95


class TestB1:
    def end(self, label, among="whole"):
        run = run_of("b1_least_squares", label, among)
        return run, np.linalg.norm(run.path[-1] - run.objective.minima[0])

    @pytest.mark.parametrize("label", ["Full batch, lr 1e-4", "Momentum, lr 1e-4", "Adagrad, lr 1"])
    def test_whole_batches_come_near_the_minimum(self, label):
        assert self.end(label)[1] < 0.03

    def test_lr_1e_2_oscillates_and_comes_near_nevertheless(self):
        run, distance = self.end("lr 0.01 oscillates", "rates")
        # In the direction of the largest curvature every step leads across the minimum.
        curvatures, directions = np.linalg.eigh(run.objective.hessian(run.path[0]))
        across = (run.path - run.objective.minima[0]) @ directions[:, -1]
        assert 1 < 0.01 * curvatures[-1] < 2
        assert (across[1:] * across[:-1] < 0).all()
        assert distance < 0.01

    def test_lr_1_blows_up(self):
        run, _ = self.end("lr 1 blows up", "rates")
        assert run.outcome == "diverged"
        assert (np.diff(run.values[:-1]) > 0).all()

    def test_one_sample_at_a_time_goes_down_but_not_in_each_step(self):
        slow, _ = self.end("One sample, lr 1e-4", "parts")
        fast, distance = self.end("One sample, lr 0.01", "parts")
        assert slow.steps == fast.steps == 1000
        assert slow.values[-1] < 0.2 * slow.values[0]
        assert distance < 0.05
        assert (np.diff(fast.values) > 0).sum() > 100

    def test_a_minibatch_gets_further_in_as_many_steps(self):
        assert self.end("Minibatches of 5, lr 1e-4", "parts")[1] < 0.5 < self.end("One sample, lr 1e-4", "parts")[1]


class TestB2:
    def run(self, label):
        return run_of("b2_saddle", label, "descents")

    @pytest.mark.parametrize("label", ["lr 0.2: stuck", "lr 1: jumps for ever", "Momentum: stuck"])
    def test_from_the_line_there_is_no_escape(self, label):
        assert (self.run(label).path[:, 1] == 0).all()

    def test_small_steps_end_at_the_saddle_point(self):
        # Momentum swings with the root of its damping, 0.9, in each step.
        assert np.abs(self.run("lr 0.2: stuck").path[-1]).max() < 1e-6
        assert np.abs(self.run("Momentum: stuck").path[-1]).max() < 20 * 0.9 ** (100 / 2)

    def test_lr_1_jumps_between_10_and_minus_10(self):
        assert self.run("lr 1: jumps for ever").path[:, 0].tolist() == [10, -10] * 50 + [10]

    @pytest.mark.parametrize("label", ["From (10, 0.01): escapes", "Momentum from there", "Random push: escapes"])
    def test_beside_the_line_it_escapes(self, label):
        assert np.abs(self.run(label).path[-1, 1]) > 10

    def test_descent_leaves_the_line_by_a_constant_factor(self):
        run = self.run("From (10, 0.01): escapes")
        np.testing.assert_allclose(run.path[:, 1], 0.01 * 1.008**run.step_of_row, rtol=1e-9)

    def test_methods_that_scale_escape_from_beside_the_line_only(self):
        for run in run_script("b2_saddle")[0]["adaptive"]:
            assert (np.abs(run.path[-1, 1]) > 10) == (run.path[0, 1] != 0)


def test_b3_fits_its_data():
    names = run_script("b3_curve_fitting")[0]
    values = names["run"].values
    assert names["run"].step_of_row[-1] == 300
    assert values[-1] < 0.02 * names["data"].targets.var()


class TestC1:
    def test_settings_are_those_of_the_scene(self):
        runs = run_script("c1_four_optimizers")[0]["runs"]
        specs = ["SGD(lr=0.95)", "Momentum(lr=0.1)", "Adagrad(lr=1.5)", "Adam(lr=0.3)"]
        assert [run.optimizer for run in runs] == specs
        assert all(run.path[0].tolist() == [-7, 2] and run.steps == 30 for run in runs)

    @pytest.mark.parametrize("label", ["SGD", "Momentum", "AdaGrad", "Adam"])
    def test_each_ends_far_below_its_start(self, label):
        run = run_of("c1_four_optimizers", label)
        assert run.values[-1] < 0.02 * run.values[0]

    def test_descent_shrinks_each_coordinate_by_its_factor(self):
        run = run_of("c1_four_optimizers", "SGD")
        steps = np.arange(31)[:, None]
        np.testing.assert_allclose(run.path, [-7, 2] * (1 - 0.95 * np.array([0.1, 2])) ** steps, rtol=1e-9)


def test_c2_momentum_adagrad_and_adam_are_soon_below_plain_descent():
    ends = {run.label: run.values[-1] for run in run_script("c2_digits_four_optimizers")[0]["runs"]}
    assert max(ends["Momentum"], ends["AdaGrad"], ends["Adam"]) < 0.5 * ends["SGD"]


class TestD:
    def test_d1_the_empirical_minimum_is_beside_the_expected_one(self):
        names = run_script("d1_empirical_risk")[0]
        meant, found = (
            next(point.x for point in stationary_points(names[name]) if point.kind == "global minimum")
            for name in ("expected", "empirical")
        )
        # (x cos πx)′ = 0 where πx tan πx = 1.
        assert np.pi * meant * np.tan(np.pi * meant) == pytest.approx(1, abs=1e-9)
        assert 0.05 < abs(meant - found) < 0.1
        stuck, lowest = names["animation"].trajectories
        assert lowest.path[-1, 0] == pytest.approx(found, abs=1e-4)
        assert stuck.values[-1] > lowest.values[-1] + 0.5

    @pytest.mark.parametrize(("start", "kind"), [(-0.6, "local minimum"), (0.4, "global minimum")])
    def test_d2_the_start_decides_on_the_minimum(self, start, kind):
        (run,) = [run for run in run_script("d2_curves")[0]["waves"].trajectories if run.path[0] == start]
        (end,) = [point.x for point in stationary_points(run.objective) if point.kind == kind]
        assert run.path[-1, 0] == pytest.approx(end, abs=1e-3)

    def test_d2_the_saddle_point_of_a_cubic_is_at_0(self):
        (run,) = run_script("d2_curves")[0]["cubic"].trajectories
        (point,) = stationary_points(run.objective)
        assert (point.kind, round(point.x, 6)) == ("saddle point", 0)
        assert (np.diff(run.path[:, 0]) < 0).all()
        assert 0 < run.path[-1, 0] < 0.15

    def test_d2_the_gradient_of_tanh_vanishes_at_4(self):
        runs = run_script("d2_curves")[0]["tanh"].trajectories
        stuck, free = sorted(runs, key=lambda run: -run.path[0, 0])
        assert stuck.path[0] == 4
        assert stuck.objective.gradient([4.0]).item() == pytest.approx(1 / np.cosh(4) ** 2)
        assert abs(stuck.path[-1] - stuck.path[0]) < 0.01
        assert abs(free.path[-1] - free.path[0]) > 2

    def test_d2_one_ball_ends_at_the_saddle_point(self):
        ends, passes = run_script("d2_curves")[0]["saddle"].trajectories
        assert np.abs(ends.path[-1]).max() < 1e-3
        assert abs(passes.path[-1, 1]) > 1

    @pytest.mark.parametrize(("formula", "convex"), [("0.5*x**2", True), ("cos(pi*x)", False), ("exp(0.5*x)", True)])
    def test_d3_jensens_inequality_holds_where_the_function_is_convex(self, formula, convex):
        objective = tv.objective(formula, domain=run_script("d3_convexity")[0]["objective"].domain)
        assert (objective.hessian(np.linspace(-2, 2, 99)[None]) >= 0).all() == convex
        ends = np.array(run_script("d3_convexity")[0]["ends"])
        shares = np.linspace(0, 1, 21)
        on_chord = np.outer(1 - shares, objective(ends[None])[0]) + np.outer(shares, objective(ends[None])[1])
        on_curve = objective(((1 - shares) * ends[0] + shares * ends[1])[None])
        assert (on_chord.ravel() >= on_curve - 1e-12).all() == convex

    def test_d4_two_runs_end_in_valleys_and_one_on_the_ridge(self):
        ends = [run.path[-1] for run in run_script("d4_contours_on_the_floor")[0]["animation"].trajectories]
        np.testing.assert_allclose(ends, [(0, 0), (0, 0.5), (0, -0.5)], atol=0.01)

    def test_d4_the_contours_lie_at_minus_1(self):
        axes = run_script("d4_contours_on_the_floor")[0]["animation"].fig.axes[0]
        (contours,) = [artist for artist in axes.collections if type(artist).__name__.startswith("QuadContourSet")]
        assert axes.get_zlim()[0] == -1
        heights = np.concatenate([points[:, 2] for points, _ in contours._3dverts_codes if len(points)])
        assert set(heights) == {-1}


def test_e1_tells_moons_apart():
    names = run_script("e1_two_moons")[0]
    assert names["classifier"].accuracy(names["run"].path[-1]) >= 0.97
    assert names["run"].values[-1] < 0.03


class TestConstraints:
    def test_on_the_disk_both_end_at_the_minimum_on_its_border(self):
        for label in ("SLSQP", "trust-constr"):
            run = run_of("g1_slsqp_on_a_disk", label)
            np.testing.assert_allclose(run.path[-1], [0.78641515, 0.61769831], atol=1e-4)
            assert not run.free
        slsqp, trust, free = run_script("g1_slsqp_on_a_disk")[0]["runs"]
        assert np.linalg.norm(slsqp.path, axis=1).max() > 1.2
        assert np.linalg.norm(trust.path, axis=1).max() <= 1
        assert free.free
        np.testing.assert_allclose(free.path[-1], [1, 1], atol=1e-4)

    def test_in_the_triangle_and_the_box_they_end_on_the_edge(self):
        np.testing.assert_allclose(run_of("g2_projected_methods", "projected").path[-1], [0.7, 0.9], atol=1e-3)
        frank_wolfe = run_of("g2_projected_methods", "Frank–Wolfe")
        assert np.linalg.norm(frank_wolfe.path[-1] - [0.7, 0.9]) < 0.1
        assert (frank_wolfe.path.sum(axis=1) <= 1.6 + 1e-6).all()
        for run in run_script("g2_projected_methods")[0]["in_box"]:
            np.testing.assert_allclose(run.path[-1], [1, 1.1], atol=1e-2)
            assert (run.path[:, 0] <= 1).all()

    def test_sam_ends_where_the_ground_is_flatter_than_where_sgd_ends(self):
        sgd, sam = run_script("g3_sam_beside_sgd")[0]["runs"]
        for run in (sgd, sam):
            assert run.path[-1].prod() == pytest.approx(1, abs=0.02)
        sharp, wide = (np.linalg.eigvalsh(run.objective.hessian(run.path[-1])).max() for run in (sgd, sam))
        assert sharp > 9
        assert wide < 2.5

    def test_of_the_five_rates_the_middle_one_arrives_and_the_last_diverges(self):
        runs = run_script("g4_five_learning_rates")[0]["runs"]
        assert [run.outcome for run in runs] == ["completed", "completed", "converged", "completed", "diverged"]
