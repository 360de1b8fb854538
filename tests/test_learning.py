"""Objectives made of data: least squares, networks, and the data themselves.

Gradients are held against finite differences, predictions and losses against scikit-learn's own.
"""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

import trajviz as tv
from trajviz import learning
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.learning.layers import activations, initializations, losses
from trajviz.methods import optimizers

rng = np.random.default_rng(0)
INPUTS = rng.standard_normal((12, 3))
LABELS = rng.integers(0, 2, 12)


def small_network(**options):
    return learning.network((3, 5, 4, 2), INPUTS, LABELS, **{"activations": ("tanh", "sigmoid", "none"), **options})


class TestLeastSquares:
    """Scene B1."""

    line = learning.linear_regression()

    def test_is_half_the_sum_of_the_squared_residuals(self):
        inputs, targets = rng.standard_normal((7, 3)), rng.standard_normal(7)
        f = learning.least_squares(inputs, targets)
        w = rng.standard_normal(3)
        assert f(w) == pytest.approx(0.5 * sum((inputs[i] @ w - targets[i]) ** 2 for i in range(7)))

    @pytest.mark.parametrize("shape", [(), (4,), (2, 3)])
    def test_derivatives_are_those_of_differences(self, shape):
        points, h = rng.uniform(-10, 10, (2, *shape)), 1e-4
        gradient, hessian = self.line.gradient(points), self.line.hessian(points)
        for i in range(2):
            step = h * np.eye(2)[i].reshape(2, *[1] * len(shape))
            np.testing.assert_allclose(
                (self.line(points + step) - self.line(points - step)) / (2 * h), gradient[i], rtol=1e-5
            )
            difference = (self.line.gradient(points + step) - self.line.gradient(points - step)) / (2 * h)
            np.testing.assert_allclose(difference, hessian[i], rtol=1e-5)

    def test_minimum_is_where_scipy_finds_it(self):
        run = tv.trace(self.line, "BFGS")
        np.testing.assert_allclose(run.path[-1], self.line.minima[0], atol=1e-5)
        assert run.values[-1] == pytest.approx(self.line.minimum)

    def test_the_weights_that_made_the_data_are_found(self):
        np.testing.assert_allclose(self.line.minima[0], [2, -3], atol=0.1)
        assert self.line.start == (-10, 10)
        assert self.line.domain == ((-10, 10), (-10, 10))

    def test_full_batch_converges_slowly(self):
        run = tv.trace(self.line, "GD(lr=1e-4)", steps=500)
        distances = np.linalg.norm(run.path - self.line.minima[0], axis=1)
        assert (np.diff(distances) < 0).all()
        assert distances[-1] < 0.01 * distances[0] < 10 * distances[100]

    def test_a_large_step_oscillates(self):
        run = tv.trace(self.line, "GD(lr=0.01)", steps=100)
        _, directions = np.linalg.eigh(self.line.hessian(self.line.start))
        across = (run.path - self.line.minima[0]) @ directions[:, -1]
        assert (across[1:40] * across[:39] < 0).all()
        assert abs(across[20]) > 0.1 * abs(across[0])
        assert abs(across[-1]) < 1e-3 * abs(across[0])

    def test_too_large_a_step_blows_up(self):
        assert tv.trace(self.line, "GD(lr=1)", steps=500).outcome == "diverged"

    def test_one_sample_at_a_time_comes_nearer(self):
        run = tv.trace(self.line.minibatch(1), "GD(lr=1e-4)", steps=1000)
        assert run.distance_to(self.line.minima) < 0.6 * np.linalg.norm(run.path[0] - self.line.minima[0])
        values = run.values
        assert (np.diff(values) > 0).any()

    @pytest.mark.parametrize("optimizer", ["Adagrad(lr=1)", "Momentum(lr=1e-3)"])
    def test_the_others_of_the_scene_arrive(self, optimizer):
        assert tv.trace(self.line, optimizer, steps=500).distance_to(self.line.minima) < 0.1

    def test_a_minimum_that_is_not_unique_is_not_marked(self):
        f = learning.least_squares([[1, 1], [2, 2], [3, 3]], [1, 2, 3])
        assert f.minima == ()
        assert f([0.5, 0.5]).item() == pytest.approx(f.minimum, abs=1e-12)

    @pytest.mark.parametrize(
        ("inputs", "targets", "told"),
        [
            ([1, 2], [1, 2], "inputs of shape"),
            ([[1], [2]], [1], r"\(2, 1\) and \(1,\)"),
            (np.zeros((0, 2)), [], "inputs of shape"),
            ([[1], [np.nan]], [1, 2], "must be finite"),
            ([["a"], ["b"]], [1, 2], "arrays of numbers"),
        ],
    )
    def test_refuses_what_does_not_fit(self, inputs, targets, told):
        with pytest.raises(TrajvizError, match=told):
            learning.least_squares(inputs, targets)


@pytest.mark.parametrize("make", [learning.curve, learning.linear_regression])
@pytest.mark.parametrize("samples", [0, -3, 2.5, True, "many"])
def test_a_number_of_samples_that_is_none_is_refused(make, samples):
    with pytest.raises(TrajvizError, match=f"whole number( from 1)?, not {samples!r}"):
        make(samples)


@pytest.mark.parametrize("activation", activations)
@pytest.mark.parametrize("loss", losses)
@pytest.mark.parametrize("initialization", initializations)
@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
class TestEveryNetwork:
    @pytest.fixture
    def objective(self, activation, loss, initialization, weight_decay):
        return small_network(
            activations=(activation,) * 3, loss=loss, initialization=initialization, weight_decay=weight_decay
        )

    def differences(self, value, x, h=1e-6):
        return np.array([(value(x + h * e) - value(x - h * e)) / (2 * h) for e in np.eye(len(x))])

    def test_gradient_is_that_of_differences(self, objective):
        x = np.array(objective.start)
        x += 0.1 * np.random.default_rng(3).standard_normal(x.shape)  # off the kinks at biases of zero
        np.testing.assert_allclose(objective.gradient(x), self.differences(objective, x), rtol=1e-5, atol=1e-7)

    def test_gradient_of_a_minibatch_is_that_of_the_loss_over_it(self, objective, activation, loss, weight_decay):
        batch = np.array([7, 2, 5])
        alone = learning.network(
            (3, 5, 4, 2),
            INPUTS[batch],
            LABELS[batch],
            activations=(activation,) * 3,
            loss=loss,
            weight_decay=weight_decay,
        )
        x = np.array(objective.start) + 0.05
        np.testing.assert_allclose(
            objective.sample_gradient(x, batch), self.differences(alone, x), rtol=1e-5, atol=1e-7
        )

    def test_a_batch_of_points_equals_a_loop(self, objective):
        points = np.random.default_rng(4).standard_normal((objective.dimension, 2, 3))
        values, gradients = objective(points), objective.gradient(points)
        for index in np.ndindex(2, 3):
            point = points[:, *index]
            assert values[index] == pytest.approx(objective(point).item())
            np.testing.assert_allclose(gradients[:, *index], objective.gradient(point), atol=1e-14)

    def test_smoothness_is_that_of_the_activation(self, objective, activation):
        assert objective.smooth == (activation != "relu")


@pytest.mark.parametrize("name", ["relu", "sigmoid", "tanh", "none"])
def test_predictions_are_those_of_scikit_learn(name):
    from sklearn.neural_network import MLPRegressor

    theirs_is_called = {"none": "identity", "sigmoid": "logistic"}.get(name, name)
    theirs = MLPRegressor(hidden_layer_sizes=(5, 4), activation=theirs_is_called)
    theirs.partial_fit(INPUTS, np.eye(2)[LABELS])
    ours = learning.network((3, 5, 4, 2), INPUTS, LABELS, activations=name)
    layers = zip(theirs.coefs_, theirs.intercepts_, strict=True)
    x = np.concatenate([part.ravel() for layer in layers for part in layer])
    np.testing.assert_allclose(ours.predict(x, INPUTS), theirs.predict(INPUTS))


def test_losses_are_those_of_scikit_learn():
    from sklearn.metrics import log_loss, mean_squared_error

    mse, entropy = small_network(), small_network(loss="cross_entropy")
    x = np.array(mse.start)
    assert mse(x) == pytest.approx(mean_squared_error(np.eye(2)[LABELS], mse.predict(x, INPUTS)))
    probabilities = entropy.predict(x, INPUTS)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1)
    assert entropy(x) == pytest.approx(log_loss(LABELS, probabilities))


def test_weight_decay_counts_weights_and_no_biases():
    plain, decayed = small_network(), small_network(weight_decay=0.5)
    x = rng.standard_normal(plain.dimension)
    weights = np.concatenate([weights.ravel() for weights, _ in plain.unpack(x)])
    assert decayed(x) - plain(x) == pytest.approx(0.25 * (weights**2).sum())


@pytest.mark.parametrize(("name", "deviation"), [("he", (2 / 300) ** 0.5), ("xavier", (2 / 500) ** 0.5), ("normal", 1)])
def test_initializations_have_their_variance(name, deviation):
    wide = learning.network((300, 200, 1), np.zeros((1, 300)), [0.0], initialization=name)
    (weights, biases), _ = wide.unpack(wide.start)
    assert weights.std() == pytest.approx(deviation, rel=0.02)
    assert biases.std() == pytest.approx(1 if name == "normal" else 0, abs=0.15)
    other = learning.network((300, 200, 1), np.zeros((1, 300)), [0.0], initialization=name, seed=1)
    assert wide.start != other.start


def test_parameters_are_unpacked_as_views():
    f = small_network()
    x = np.array(f.start)
    for layer, (weights, biases) in zip(f.layers, f.unpack(x), strict=True):
        np.testing.assert_array_equal(x[layer], [*weights.ravel(), *biases])
        weights[:] = biases[:] = 7
    assert (x == 7).all()


# These look around in a box, of which 25 steps do not get to know much in sixteen variables.
SEARCHING = ("CMA-ES", "DIRECT", "Particle swarm")
TRAINING = [name for name in optimizers if optimizers[name].suits(small_network()) and name not in SEARCHING]


@pytest.mark.parametrize("name", TRAINING)
def test_every_optimizer_trains_a_network(name):
    f = learning.network((3, 3, 1), INPUTS, INPUTS[:, 0] ** 2, activations="tanh")
    run = tv.trace(f, name, steps=25)
    if name == "dogleg":
        assert run.outcome == "failed"  # it needs a positive definite Hessian, which no network has at its start
    else:
        assert run.values[-1] < run.values[0]


def test_overflow_is_data_to_show():
    f = small_network(activations=("relu", "relu", "none"))
    assert tv.trace(f, "GD(lr=1e6)", steps=50).outcome == "diverged"
    for loss in losses:
        far = small_network(activations=("none",) * 3, loss=loss)
        assert not np.isfinite(far(np.full(far.dimension, 1e200)))


def test_a_hessian_of_too_many_parameters_is_refused():
    wide = learning.network((3, 1000, 1), INPUTS, LABELS)
    with pytest.raises(TrajvizError, match="5001 parameters, too many for a Hessian"):
        tv.trace(wide, "Newton", steps=1)
    with pytest.raises(TrajvizError, match="5001 parameters, too many for a Hessian"):
        tv.trace(wide, "Newton-CG", steps=1)


@pytest.mark.parametrize(
    ("change", "error", "told"),
    [
        ({"layers": (3,)}, TrajvizError, "at least two numbers of units"),
        ({"layers": (3, 0, 2)}, TrajvizError, "at least two numbers of units"),
        ({"layers": (3, 2.5, 2)}, TrajvizError, "at least two numbers of units"),
        ({"layers": (4, 2)}, TrajvizError, r"must have shape \(n, 4\), not \(12, 3\)"),
        ({"inputs": "abc"}, TrajvizError, "array of numbers"),
        ({"inputs": np.full((12, 3), np.inf)}, TrajvizError, "must be finite"),
        ({"inputs": INPUTS[:0]}, TrajvizError, "must have shape"),
        ({"targets": LABELS[:5]}, TrajvizError, "12 samples and 2 outputs don't fit"),
        ({"targets": LABELS + 1}, TrajvizError, "whole numbers from 0 to 1"),
        ({"targets": LABELS / 2}, TrajvizError, "whole numbers from 0 to 1"),
        ({"targets": np.ones((12, 3))}, TrajvizError, "don't fit targets of shape"),
        ({"targets": np.ones((12, 2)), "loss": "cross_entropy"}, TrajvizError, "rows that sum to 1"),
        ({"activations": "rely"}, UnknownNameError, "did you mean 'relu'"),
        ({"activations": ("relu",)}, TrajvizError, "2 layers of weights takes as many activations, not 1"),
        ({"loss": "mae"}, UnknownNameError, "did you mean 'mse'"),
        ({"initialization": "hee"}, UnknownNameError, "did you mean 'he'"),
        ({"weight_decay": -1}, TrajvizError, "weight_decay must be"),
        ({"weight_decay": "0"}, TrajvizError, "weight_decay must be"),
        ({"seed": -1}, TrajvizError, "a seed is a whole number from 0, not -1"),
        ({"test": (INPUTS, LABELS[:3])}, TrajvizError, "12 samples and 2 outputs don't fit"),
    ],
)
def test_a_network_that_does_not_fit_is_refused(change, error, told):
    fitting = {"layers": (3, 4, 2), "inputs": INPUTS, "targets": LABELS}
    with pytest.raises(error, match=told):
        learning.network(**{**fitting, **change})


class TestAccuracy:
    """Of a network without hidden layers, whose outputs are its first two inputs."""

    copying = learning.network((3, 2), INPUTS, LABELS)
    x = (1, 0, 0, 1, 0, 0, 0, 0)

    def test_is_the_share_of_right_classes(self):
        inputs = [[2, 1, 0], [1, 2, 0], [3, 1, 0], [1, 3, 0]]
        assert self.copying.accuracy(self.x, inputs, [0, 1, 1, 1]) == 0.75
        assert self.copying.accuracy(self.x, inputs, np.eye(2)[[0, 1, 1, 1]]) == 0.75

    def test_of_one_output_is_about_a_half(self):
        single = learning.network((1, 1), [[0.0]], [0])
        assert single.accuracy((1, 0), [[0.4], [0.6], [0.7]], [0, 1, 0]) == pytest.approx(2 / 3)

    def test_refuses_what_does_not_fit(self):
        with pytest.raises(TrajvizError, match="no samples held out"):
            self.copying.accuracy(self.x)
        with pytest.raises(TrajvizError, match="1 inputs, but labels of shape"):
            self.copying.accuracy(self.x, [[1, 2, 3]], [1, 0])
        with pytest.raises(TrajvizError, match=r"of shape \(8,\)"):
            self.copying.accuracy(np.zeros((8, 2)), INPUTS, LABELS)
        with pytest.raises(TrajvizError, match=r"must have shape \(n, 3\)"):
            self.copying.predict(self.x, [[1, 2]])


class TestCurve:
    """Scene B3."""

    def test_follows_the_parabola(self):
        data = learning.curve(samples=2000, seed=3)
        rest = data.targets - 2 * data.inputs[:, 0] ** 2
        assert (data.inputs.min(), data.inputs.max()) == (-3, 3)
        assert rest.std() == pytest.approx(0.2, rel=0.05)
        assert abs(rest.mean()) < 0.02

    @pytest.mark.parametrize("optimizer", ["GD(lr=0.01)", "Adam(lr=0.05)"])
    def test_is_fitted_in_300_epochs(self, optimizer):
        data = learning.curve()
        f = learning.network((1, 20, 1), data.inputs, data.targets, activations="relu", initialization="normal")
        run = tv.trace(f, optimizer, steps=300)
        assert run.values[-1] < 0.02 * data.targets.var()
        assert f.predict(run.path[-1], [[2.0]]).item() == pytest.approx(8, abs=1.5)


class TestDigits:
    """Scenes A8 and C2."""

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "spec", ["SGD(lr=0.1)", "RMSprop(lr=0.001)", "Adam(lr=0.002)", "Adagrad(lr=0.02)", "Nadam(lr=0.001)"]
    )
    @pytest.mark.parametrize("seed", [0, 1])
    def test_tuned_optimizers_learn_to_tell_digits_apart(self, spec, seed):
        digits = tv.objective("digits")
        steps_per_epoch = -(-digits.samples // 50)
        run = tv.trace(digits.minibatch(50, seed), spec, steps=10 * steps_per_epoch, every=steps_per_epoch)
        assert len(run.path) == 11
        assert digits.accuracy(run.path[-1]) >= 0.95

    @pytest.mark.slow
    def test_a_deeper_network_learns_too(self):
        deep = learning.digit_classifier(learning.digits(), hidden=(100,) * 4)
        run = tv.trace(deep.minibatch(128), "Adam(lr=0.001)", steps=300, every=50)
        assert deep.accuracy(run.path[-1]) >= 0.95

    def test_pixels_lie_between_0_and_1_and_every_digit_is_held_out(self):
        data = learning.digits()
        assert (data.inputs.min(), data.inputs.max()) == (0, 1)
        assert len(data.inputs) + len(data.test_inputs) == 1797
        assert set(data.test_targets) == set(range(10))

    @pytest.mark.slow
    def test_scipy_trains_it(self):
        digits = tv.objective("digits")
        run = tv.trace(digits, "L-BFGS-B", steps=40, every=5)
        assert digits.accuracy(run.path[-1]) >= 0.95


class TestMoons:
    """Scene E1."""

    def test_are_those_of_the_scene(self):
        data = learning.moons()
        assert data.inputs.shape == (1400, 2)
        assert data.test_inputs.shape == (600, 2)

    def test_are_told_apart(self):
        moons = tv.objective("two moons")
        run = tv.trace(moons.minibatch(32), "Adam(lr=0.003)", steps=100 * 44, every=44)
        assert moons.accuracy(run.path[-1]) >= 0.97
        assert run.values[-1] < 0.03

    def test_refuses_more_than_there_are(self):
        with pytest.raises(TrajvizError, match="from 1 to 1400 samples, not 2000"):
            tv.objective("moons").minibatch(2000)

    @pytest.mark.parametrize("wrong", [{"samples": -1}, {"test": 1.5}, {"noise": "much"}])
    def test_numbers_that_make_no_data_are_refused(self, wrong):
        with pytest.raises(TrajvizError, match=r"scikit-learn refuses these data|noise must be a finite number"):
            learning.moons(**wrong)


def test_nearest_name_of_an_objective_made_of_data():
    with pytest.raises(UnknownNameError, match="did you mean 'digits'"):
        tv.objective("digts")


def test_a_name_is_the_same_objective_each_time():
    assert tv.objective("moons") is tv.objective("Moons")


def test_scikit_learn_is_imported_only_for_its_data():
    script = (
        "import sys, trajviz as tv\n"
        "tv.trace(tv.learning.linear_regression().minibatch(2), 'GD(lr=1e-4)', steps=2)\n"
        "print({'sklearn', 'scipy', 'joblib'} & sys.modules.keys())"
    )
    result = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert result.stdout.strip() == "set()"


@pytest.mark.parametrize("make", [learning.digits, learning.moons])
def test_a_missing_scikit_learn_is_told_in_a_sentence(monkeypatch, make):
    for module in ("sklearn", "sklearn.datasets", "sklearn.model_selection"):
        monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(TrajvizError, match=r"pip install 'optrajviz\[learning\]'"):
        make()


class TestMnist:
    def arrays(self, **changed):
        images = np.random.default_rng(5).integers(0, 256, (40, 28, 28), dtype=np.uint8)
        labels = np.arange(40, dtype=np.uint8) % 10
        whole = {"x_train": images[:30], "y_train": labels[:30], "x_test": images[30:], "y_test": labels[30:]}
        return {**whole, **changed}

    def saved(self, path, arrays):
        np.savez(path, **arrays)
        return path

    def test_is_read(self, tmp_path):
        data = learning.mnist(self.saved(tmp_path / "mnist.npz", self.arrays()))
        assert data.inputs.shape == (30, 784)
        assert data.test_targets.tolist() == list(range(10))
        np.testing.assert_allclose(data.inputs[3] * 255, self.arrays()["x_train"][3].ravel())
        f = learning.digit_classifier(data)
        assert f.perceptron.sizes == (784, 100, 100, 50, 10)
        assert tv.trace(f.minibatch(10), "Adam", steps=3, every=3).values[-1] < f(f.start)

    def test_floats_from_0_to_1_and_flat_images_are_read_too(self, tmp_path):
        flat = {name: self.arrays()[name].reshape(-1, 784) / 255 for name in ("x_train", "x_test")}
        data = learning.mnist(self.saved(tmp_path / "mnist.npz", self.arrays(**flat)))
        np.testing.assert_array_equal(data.inputs, flat["x_train"])

    @pytest.mark.parametrize(
        ("changed", "told"),
        [
            ({"x_train": np.zeros((30, 8, 8))}, r"x_train must have shape \(n, 28, 28\), not \(30, 8, 8\)"),
            ({"x_test": np.zeros((0, 28, 28)), "y_test": np.zeros(0, int)}, "x_test must have shape"),
            ({"x_test": np.float64(3)}, "x_test must have shape"),
            ({"y_train": np.zeros(29, int)}, r"y_train must have shape \(30,\)"),
            ({"y_train": np.full(30, 10)}, "y_train must hold whole numbers from 0 to 9"),
            ({"y_train": np.full(30, -1)}, "y_train must hold whole numbers from 0 to 9"),
            ({"y_test": np.zeros(10)}, "y_test must hold whole numbers"),
            ({"x_train": np.full((30, 28, 28), "a")}, "x_train must hold numbers"),
            ({"x_train": np.full((30, 28, 28), 300)}, "between 0 and 255"),
            ({"x_train": np.full((30, 28, 28), 1.5)}, "between 0 and 1"),
            ({"x_train": np.full((30, 28, 28), np.nan)}, "between 0 and 1"),
        ],
    )
    def test_wrong_arrays_are_refused(self, tmp_path, changed, told):
        path = self.saved(tmp_path / "mnist.npz", self.arrays(**changed))
        with pytest.raises(TrajvizError, match=told) as refusal:
            learning.mnist(path)
        assert str(path) in str(refusal.value)

    @pytest.mark.parametrize("name", ["x_train", "y_train", "x_test", "y_test"])
    def test_a_missing_array_is_named(self, tmp_path, name):
        arrays = self.arrays()
        del arrays[name]
        with pytest.raises(TrajvizError, match=f"mnist.npz' has no array {name}"):
            learning.mnist(self.saved(tmp_path / "mnist.npz", arrays))

    def test_a_pickle_inside_is_not_run(self, tmp_path):
        class Trap:
            def __reduce__(self):
                return (open, (str(tmp_path / "trapped"), "w"))

        path = self.saved(tmp_path / "mnist.npz", self.arrays(x_train=np.array([Trap()], dtype=object)))
        with pytest.raises(TrajvizError, match=r"mnist\.npz' holds something other than plain arrays"):
            learning.mnist(path)
        assert not (tmp_path / "trapped").exists()

    @pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.99])
    def test_a_truncated_file_is_refused(self, tmp_path, share):
        path = self.saved(tmp_path / "mnist.npz", self.arrays())
        whole = path.read_bytes()
        path.write_bytes(whole[: int(share * len(whole))])
        with pytest.raises(TrajvizError, match=r"mnist\.npz' is no \.npz archive"):
            learning.mnist(path)

    def test_a_damaged_file_is_refused(self, tmp_path):
        path = self.saved(tmp_path / "mnist.npz", self.arrays())
        damaged = bytearray(path.read_bytes())
        damaged[5000:6000] = bytes(1000)
        path.write_bytes(damaged)
        with pytest.raises(TrajvizError, match="is damaged"):
            learning.mnist(path)

    @pytest.mark.parametrize("content", [b"not an archive", b"\x93NUMPY", b"\x80\x04K\x01."])
    def test_another_kind_of_file_is_refused(self, tmp_path, content):
        (tmp_path / "mnist.npz").write_bytes(content)
        with pytest.raises(TrajvizError, match=r"is no \.npz archive"):
            learning.mnist(tmp_path / "mnist.npz")

    def test_a_missing_file_and_a_folder_are_refused(self, tmp_path):
        with pytest.raises(TrajvizError, match=r"cannot read .*nothing\.npz': No such file"):
            learning.mnist(tmp_path / "nothing.npz")
        with pytest.raises(TrajvizError, match=r"cannot read .*: Is a directory"):
            learning.mnist(tmp_path)
