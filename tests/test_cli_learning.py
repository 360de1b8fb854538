"""The command, where it learns from data, draws at random, or shows one dimension or many."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import trajviz as tv
from trajviz import compose
from trajviz.cli import main
from trajviz.runs import several

pytestmark = pytest.mark.slow

SMALL = ["--size", "420x320"]


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def command(monkeypatch, capsys):
    """Run the command; return the animation that it made and the rows of its table, cell by cell."""
    made = []
    animate = compose.animate
    monkeypatch.setattr(
        compose, "animate", lambda *given, **options: made.append(animate(*given, **options)) or made[-1]
    )

    def run(*argv):
        assert main([*argv, "-o", "a.png"]) == 0
        out, err = capsys.readouterr()
        assert err == ""
        with Image.open("a.png") as image:
            assert len(image.convert("RGB").getcolors(1 << 24)) > 20
        head, *rows = [re.split(r"\s{2,}", line) for line in out.splitlines()[:-1]]
        return made[-1], [dict(zip(head, row, strict=True)) for row in rows]

    return run


def panels(animation):
    return [axes for axes in animation.fig.axes if axes.get_label() != "header"]


def mnist_arrays(samples=40):
    rng = np.random.default_rng(0)
    images = rng.integers(0, 256, (samples, 28, 28), dtype=np.uint8)
    labels = np.arange(samples) % 10
    return {"x_train": images, "y_train": labels, "x_test": images[:20], "y_test": labels[:20]}


# What it shows


def test_elongated_bowl_in_a_grid(command):
    methods = "GD(lr=0.95),Momentum(lr=0.1),Adagrad(lr=1.5),Adam(lr=0.3)"
    animation, _ = command("elongated", "--methods", methods, "--start", "-7,2", "--steps", "30", "--grid")
    assert [axes.get_title() for axes in panels(animation)] == ["GD", "Momentum", "Adagrad", "Adam"]
    # Each step of GD multiplies x by 1 − 0.95 / 10 and y by 1 − 2 · 0.95.
    np.testing.assert_allclose(animation.trajectories[0].path[-1], [-7 * 0.905**30, 2 * 0.9**30])


def test_noise_pushes_momentum_off_the_saddle(command):
    saddle = ["saddle", "--methods", "Momentum(lr=0.01)", "--start", "10,0", "--steps", "150", *SMALL]
    without, _ = command(*saddle)
    assert (without.trajectories[0].path[:, 1] == 0).all()
    pushed, rows = command(*saddle, "--noise", "0.01", "--view", "surface")
    assert abs(pushed.trajectories[0].path[-1, 1]) > 10
    assert panels(pushed)[0].name == "3d"
    assert float(rows[0]["final f"]) < -100


@pytest.mark.parametrize("methods", ["GD", "GD,Nelder-Mead"])
def test_one_variable_is_a_curve(methods, command):
    animation, rows = command("x*cos(pi*x)", "--domain", "-1,2", "--methods", methods, *SMALL)
    axes = panels(animation)[0]
    (curve, *_) = axes.lines
    x, y = curve.get_data()
    np.testing.assert_allclose(y, x * np.cos(np.pi * x))
    assert axes.get_xlim() == (-1, 2)
    assert {text.get_text() for text in axes.texts} == {"local minimum", "global minimum on [−1, 2]"}
    assert float(rows[0]["final f"]) == pytest.approx(
        -0.178603, abs=1e-6
    )  # the local one, where descent from -0.4 ends


def test_chord_and_second_curve(command):
    animation, _ = command("0.5*x**2", "--domain", "-2,2", "--chord", "-1.5,1", "--compare", "cos(pi*x)", *SMALL)
    lines = [line.get_xydata() for line in panels(animation)[0].lines]
    assert any(np.array_equal(points, [[-1.5, 1.125], [1, 0.5]]) for points in lines)
    assert any(len(p) > 100 and np.allclose(p[:, 1], np.cos(np.pi * p[:, 0])) for p in lines)


def test_moons_have_a_boundary_for_each_method(command):
    methods = ["GD(lr=0.5)", "Adam(lr=0.01)"]
    argv = ["moons", "--methods", ",".join(methods), "--view", "boundary,convergence", "--steps", "60"]
    animation, rows = command(*argv)
    assert [axes.get_title() for axes in panels(animation)] == ["GD", "Adam", ""]
    for method, row in zip(methods, rows, strict=True):
        trained = tv.trace("moons", method, steps=60)
        assert float(row["final f"]) == pytest.approx(trained.values[-1], rel=1e-4)
        assert float(row["accuracy"]) == pytest.approx(tv.objective("moons").accuracy(trained.path[-1]), abs=1e-4)
        assert "to minimum" not in row


def test_digits_are_learnt(command):
    animation, rows = command("digits", "--methods", "SGD,Adam", "--batch-size", "100", *SMALL)
    assert panels(animation)[0].get_ylabel() == "loss"
    assert [row["method"] for row in rows] == ["SGD", "Adam"]
    assert float(rows[1]["accuracy"]) > 0.95
    assert all(run.objective.dimension == 22160 for run in animation.trajectories)


def test_digits_on_a_plane(command, monkeypatch):
    monkeypatch.setattr("trajviz.drawing.on_plane.on_plane.__defaults__", ("principal", (9, 7)))
    animation, _ = command("digits", "--view", "plane,surface", "--steps", "6", "--batch-size", "50")
    assert [run.label for run in animation.trajectories] == ["GD", "Adam"]
    assert all("principal component" in axes.get_xlabel() for axes in panels(animation))


def test_smoothed_loss_has_the_raw_curve_behind(command):
    plain, _ = command("moons", "--steps", "30", "--batch-size", "7", *SMALL)
    smooth, _ = command("moons", "--steps", "30", "--batch-size", "7", "--smooth", "11", *SMALL)
    assert len(panels(smooth)[0].lines) > len(panels(plain)[0].lines)


@pytest.mark.parametrize(("typed", "label"), [("0,2", "x[2]"), ("random", "2nd random direction")])
def test_plane_is_chosen(typed, label, command):
    animation, _ = command("rosenbrock", "--methods", "BFGS", "--start", "1,2,3,-1", "--plane", typed, *SMALL)
    assert panels(animation)[0].get_ylabel() == label


def test_three_variables_are_shown_on_the_plane_of_their_paths(command):
    animation, _ = command("x**2 + y**2 + 2*z**2", "--start", "1,2,3", *SMALL)
    assert "principal component" in panels(animation)[0].get_xlabel()


def test_surface_that_is_turned(command):
    look = ["--view", "surface", "--style", "wireframe", "--base", "-150", "--orbit", "-90"]
    animation, _ = command("saddle", "--methods", "GD", "--steps", "9", *look, *SMALL)
    axes = panels(animation)[0]
    azimuths = []
    for frame in (0, -1):
        animation.show(range(len(animation.timeline))[frame])
        azimuths.append(axes.azim)
    assert azimuths[1] - azimuths[0] == pytest.approx(-90)
    assert axes.get_zlim()[0] <= -150


# What is random


def test_runs_are_those_of_the_seeds(command):
    argv = ["beale", "--methods", "GD,Adam(lr=0.1)", "--noise", "0.5", "--steps", "40", *SMALL]
    animation, rows = command(*argv, "--runs", "3", "--seed", "7")
    assert [(row["method"], row["seed"]) for row in rows] == [
        (method, seed) for seed in ("7", "8", "9") for method in ("GD", "Adam")
    ]
    wanted = iter(animation.trajectories)
    for seed in (7, 8, 9):
        for method in ("GD", "Adam(lr=0.1)"):
            run = tv.trace(tv.objective("beale").noisy(0.5, seed=seed), method, steps=40)
            np.testing.assert_array_equal(next(wanted).path, run.path)


def test_runs_are_a_bundle_of_thin_lines_of_one_colour(command):
    def trails(*typed):
        animation, _ = command("beale", "--methods", "GD,Adam", "--steps", "9", "--noise", "0.5", *SMALL, *typed)
        lines = [line for line in panels(animation)[0].lines if line.get_label() == "Adam"]
        return len(lines), {line.get_color() for line in lines}, {line.get_linewidth() for line in lines}

    one, color, (width,) = trails()
    four, colors, (thin,) = trails("--runs", "4")
    assert (one, four) == (1, 4)
    assert colors == color
    assert thin < 0.6 * width


def test_starts_are_not_a_bundle(command):
    animation, _ = command("beale", "--methods", "GD", "--start", "1,1", "--start", "2,2", *SMALL)
    single, _ = command("beale", "--methods", "GD", "--start", "1,1", *SMALL)
    widths = [
        {line.get_linewidth() for line in panels(each)[0].lines if line.get_label() == "GD"}
        for each in (animation, single)
    ]
    assert widths[0] == widths[1]


def test_batches_and_noise_go_together(command):
    animation, _ = command(
        "moons", "--methods", "GD", "--batch-size", "10", "--noise", "0.1", "--seed", "3", "--steps", "9"
    )
    stochastic = tv.objective("moons").minibatch(10, seed=3).noisy(0.1, seed=3)
    np.testing.assert_array_equal(animation.trajectories[0].path, tv.trace(stochastic, "GD", steps=9).path)


# What is long


def test_every_keeps_some_steps_and_the_table_tells_all(command):
    animation, rows = command("camel", "--methods", "GD", "--steps", "50", "--every", "20", *SMALL)
    assert animation.trajectories[0].step_of_row.tolist() == [0, 20, 40, 50]
    assert rows[0]["steps"] == "50"


def test_long_runs_stay_in_memory(command, monkeypatch):
    argv = [
        "camel",
        "--methods",
        "GD(lr=2e-3),Adam(lr=3e-3)",
        "--start",
        "1,0.5",
        "--start",
        "1,1",
        "--steps",
        "300",
        *SMALL,
    ]
    whole, _ = command(*argv)
    assert all(len(run.path) == 301 for run in whole.trajectories)
    # 2 coordinates and what is beside them
    monkeypatch.setattr("trajviz.cli.inputs._MOST_NUMBERS", 4 * 300 * 42 // 10)
    thinned, rows = command(*argv)
    assert all(len(run.path) == 31 for run in thinned.trajectories)
    assert {row["steps"] for row in rows} == {"300"}


def test_convergence_is_drawn_against_the_steps_that_were_taken(command):
    animation, _ = command(
        "camel", "--methods", "GD", "--steps", "50", "--every", "20", "--view", "convergence", *SMALL
    )
    (line,) = (line for line in panels(animation)[0].lines if line.get_label() == "GD")
    assert sorted(set(line.get_xdata())) == [0, 20, 40, 50]


@pytest.mark.parametrize("quiet", [True, False])
def test_quiet_shows_no_progress_of_a_run(quiet, monkeypatch):
    told = []
    trace = several.trace
    monkeypatch.setattr(
        several, "trace", lambda *given, **options: told.append(options["progress"]) or trace(*given, **options)
    )
    assert main(["camel", "--methods", "GD", "--steps", "3", "-o", "a.png", *["--quiet"] * quiet]) == 0
    assert (told[0] is not None) == quiet


# A user's own data


def test_data_of_ones_own(command):
    np.savez("mnist.npz", **mnist_arrays())
    animation, rows = command("digits", "--data", "mnist.npz", "--methods", "GD(lr=0.05)", "--steps", "20", *SMALL)
    network = animation.trajectories[0].objective
    assert (network.perceptron.sizes[0], network.samples, len(network.test_inputs)) == (784, 40, 20)
    np.testing.assert_array_equal(network.inputs, mnist_arrays()["x_train"].reshape(40, -1) / 255)
    assert animation.trajectories[0].values[-1] < animation.trajectories[0].values[0]
    assert 0 <= float(rows[0]["accuracy"]) <= 1


def test_much_data_is_learnt_from_in_batches(command, monkeypatch):
    np.savez("mnist.npz", **mnist_arrays(60))
    monkeypatch.setattr("trajviz.cli.inputs._MANY_SAMPLES", 60)
    monkeypatch.setattr("trajviz.cli.inputs._BATCH_OF_MANY", 8)
    argv = ["digits", "--data", "mnist.npz", "--methods", "GD", "--steps", "4", *SMALL]
    by_default, _ = command(*argv)
    as_asked, _ = command(*argv, "--batch-size", "8")
    np.testing.assert_array_equal(by_default.trajectories[0].path, as_asked.trajectories[0].path)


def write_bad_files():
    arrays = mnist_arrays()
    np.savez("mnist.npz", **arrays)
    Path("cut.npz").write_bytes(Path("mnist.npz").read_bytes()[:-200])
    Path("text.npz").write_text("no archive")
    np.savez("pickle.npz", **{**arrays, "y_train": np.array([{"a": 1}] * 40, dtype=object)})
    np.savez("gone.npz", **{name: array for name, array in arrays.items() if name != "y_test"})
    np.savez("small.npz", **{**arrays, "x_train": arrays["x_train"][:, :20]})
    np.savez("fewer.npz", **{**arrays, "y_train": arrays["y_train"][:-1]})
    np.savez("labels.npz", **{**arrays, "y_train": arrays["y_train"] + 1})
    with zipfile.ZipFile("other.npz", "w") as archive:
        archive.writestr("x_train.npy", b"no array")


# What it refuses


REFUSED = {
    "digits --view boundary": "needs a network with two inputs; digits has 64",
    "digits --view loss,boundary": "needs a network with two inputs",
    "digits --view fit": "one input and one output; digits has 64 and 10",
    "digits --view curve": "a curve needs a function of one variable; digits has 22160",
    "moons --view fit": "one input and one output",
    "digits --smooth 11 --view accuracy": "accuracy has no option 'smooth'; loss has",
    "digits --view los": "unknown view 'los'; did you mean 'loss'?",
    "digits --grid --view loss,accuracy": "a grid has one view for all of its panels, not 2",
    "digits --batch-size 1348": "a minibatch of digits has from 1 to 1347 samples, not 1348",
    "digits --batch-size 0": "--batch-size must be a whole number from 1",
    "digits --start 1,2": "start [1.0, 2.0] has shape (2,), but digits has 22160 coordinates",
    "digits --start random": "digits has a start of its own",
    "digits --domain -1,1": "--domain is for functions; digits has 22160 parameters",
    "digits --plane 0,22160 --steps 100000": "two different numbers from 0 to 22159",
    "digts": "did you mean 'digits'?",
    "camel --view boundary": "the view 'boundary' shows networks",
    "camel --view accuracy": "the view 'accuracy' shows networks",
    "camel --batch-size 10": "camel is not made of samples",
    "camel --noise -0.1": "--noise must be a number from 0 to 1e+06, not '-0.1'",
    "camel --noise nan": "not 'nan'",
    "camel --noise inf": "not 'inf'",
    "camel --noise loud": "not 'loud'",
    "camel --runs 3": "--runs repeats what is random, and nothing is",
    "camel --noise 1 --runs 0": "--runs must be a whole number from 1 to 100",
    "camel --noise 1 --runs 101": "--runs must be a whole number from 1 to 100",
    "camel --every 0": "--every must be a whole number from 1",
    "camel --grid --view contour,surface": "a grid has one view for all of its panels, not 2",
    "camel --orbit 90": "contour has no option 'orbit'; surface has",
    "camel --orbit nan --view surface": "--orbit must be a number from -36000 to 36000, not 'nan'",
    "camel --style wire --view surface": "style must be 'surface' or 'wireframe', not 'wire'",
    "camel --style wireframe": "contour has no option 'style'; surface has",
    "camel --base attic --view surface": "--base must be floor, ceiling or a height, not 'attic'",
    "camel --base 1,2 --view surface": "not '1,2'",
    "camel --base nan --view surface": "not 'nan'",
    "camel --smooth 11": "contour has no option 'smooth'; loss has",
    "camel --smooth 10 --view loss": "--smooth must be odd",
    "camel --smooth 0 --view loss": "--smooth must be a whole number from 1",
    "camel --chord -1,1": "contour has no option 'chord'; curve has",
    "camel --plane random": "--plane is for more than two variables; camel has 2",
    "camel --plane 0": "--plane must be principal, random, filters, hessian or two coordinates, such as 0,1, not '0'",
    "camel --plane sideways": "not 'sideways'",
    "rosenbrock --start 1,2,3 --plane 1,1": "two different numbers from 0 to 2",
    "rosenbrock --start 1,2,3 --plane 0,3": "two different numbers from 0 to 2",
    "rosenbrock --start 1,1,1": "the paths are a single point",
    "x**2 --chord 1": "--chord must be two numbers",
    "x**2 --chord a,b": "--chord must be two numbers",
    "x**2 --compare x+y": "x+y",
    "camel --data mnist.npz": "--data is for digits, as in: trajviz digits --data FILE; camel takes none",
    "moons --data mnist.npz": "moons takes none",
    "digits --data": "--data needs a value",
    "digits --data nowhere.npz": "cannot read 'nowhere.npz'",
    "digits --data .": "cannot read '.'",
    "digits --data cut.npz": "'cut.npz' is no .npz archive of arrays, or was cut off",
    "digits --data text.npz": "'text.npz' is no .npz archive of arrays, or was cut off",
    "digits --data pickle.npz": "'pickle.npz' holds something other than plain arrays, or is damaged",
    "digits --data gone.npz": "'gone.npz' has no array y_test",
    "digits --data small.npz": "x_train must have shape (n, 28, 28), not (40, 20, 28)",
    "digits --data fewer.npz": "y_train must have shape (40,)",
    "digits --data labels.npz": "y_train must hold whole numbers from 0 to 9",
    "digits --data other.npz": "'other.npz' has no array y_train",
    "digits --data mnist.npz --batch-size 41": "a minibatch of mnist has from 1 to 40 samples, not 41",
}  # fmt: skip


@pytest.mark.parametrize("typed", REFUSED)
def test_refused_in_a_sentence(typed, capsys):
    write_bad_files()
    before = sorted(Path().iterdir())
    steps = ["--steps", "3"] if "--steps" not in typed else []
    assert main([*typed.split(), *steps]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("trajviz: ")
    assert err.count("\n") == 1
    assert REFUSED[typed] in err
    assert sorted(Path().iterdir()) == before


@pytest.mark.parametrize(
    "typed", ["--view boundary", "--view loss,fit", "--view accuracy --smooth 3", "--view loss,los"]
)
def test_network_is_not_trained_before_what_is_impossible_is_refused(typed, monkeypatch):
    monkeypatch.setattr(several, "trace", lambda *_given, **_options: pytest.fail("it is trained"))
    assert main(["digits", *typed.split()]) == 2
