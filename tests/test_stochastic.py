"""Stochastic gradients: what is drawn, what stays exact, and what a run is with them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trajviz as tv
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions import Objective
from trajviz.learning import least_squares, linear_regression
from trajviz.methods import optimizers

line = linear_regression()
saddle = tv.objective("saddle")
STOCHASTIC = {
    "minibatch": line.minibatch(3, seed=1),
    "normal": line.noisy(2.0, seed=1),
    "uniform": line.noisy((1.0, 5.0), seed=1, distribution="uniform"),
    "both": line.minibatch(3, seed=1).noisy(2.0, seed=1),
}
each_kind = pytest.mark.parametrize("objective", STOCHASTIC.values(), ids=STOCHASTIC)


def recording(samples):
    """Return an objective of `samples` samples, and the list of batches that it will be asked for."""
    batches = []

    def gradient(x, batch):
        batches.append(batch.copy())
        return np.zeros_like(x)

    counted = Objective(lambda x: x[0], "counted", [(-1, 1)], samples=samples, sample_gradient=gradient)
    return counted, batches


class TestMinibatch:
    @settings(max_examples=50, deadline=None)
    @given(samples=st.integers(1, 12), data=st.data())
    def test_an_epoch_uses_each_sample_once(self, samples, data):
        size = data.draw(st.integers(1, samples))
        objective, batches = recording(samples)
        drawn = objective.minibatch(size)
        batches_per_epoch = -(-samples // size)
        for _ in range(3 * batches_per_epoch):
            drawn.gradient([0.0])
        assert all(len(batch) == size for batch in batches[: samples // size])
        for epoch in range(3):
            of_epoch = np.concatenate(batches[epoch * batches_per_epoch : (epoch + 1) * batches_per_epoch])
            assert sorted(of_epoch) == list(range(samples))

    def test_every_epoch_has_an_order_of_its_own(self):
        objective, batches = recording(50)
        drawn = objective.minibatch(50)
        drawn.gradient([0.0])
        drawn.gradient([0.0])
        assert batches[0].tolist() != batches[1].tolist() != list(range(50))

    def test_batches_of_an_epoch_add_up_to_the_gradient_of_least_squares(self):
        drawn = line.minibatch(3)
        w = [4.0, 1.0]
        total = sum(drawn.gradient(w) for _ in range(7))  # 20 samples
        np.testing.assert_allclose(total, line.gradient(w))

    def test_all_samples_at_once_are_the_exact_gradient(self):
        points = np.array([[1.0, 2, 3], [4, 5, 6]])
        np.testing.assert_allclose(line.minibatch(20).gradient(points), line.gradient(points))

    def test_each_start_has_batches_of_its_own(self):
        objective, batches = recording(100)
        objective.minibatch(10).gradient(np.zeros((1, 4)))
        assert len({tuple(batch) for batch in batches}) == 4

    @pytest.mark.parametrize("size", [0, -1, 21, 2.0, True, "3", None])
    def test_refuses_a_size_that_the_data_have_not(self, size):
        with pytest.raises(TrajvizError, match=f"(from 1 to 20 samples|size must be a whole number), not {size!r}"):
            line.minibatch(size)

    @pytest.mark.parametrize("objective", [saddle, line.noisy(1.0)], ids=["formula", "noisy"])
    def test_refuses_what_is_not_made_of_samples(self, objective):
        with pytest.raises(TrajvizError, match="is not made of samples, or is noisy already"):
            objective.minibatch(1)


class TestNoise:
    @pytest.mark.parametrize(("distribution", "mean", "deviation"), [("normal", 0.0, 1.0), ("uniform", 0.5, 12**-0.5)])
    def test_has_the_moments_of_its_distribution(self, distribution, mean, deviation):
        drawn = saddle.noisy((1.0, 3.0), distribution=distribution)
        points = np.zeros((2, 40_000))
        noise = drawn.gradient(points)
        np.testing.assert_allclose(noise.mean(axis=1), [mean, 3 * mean], atol=0.05)
        np.testing.assert_allclose(noise.std(axis=1), [deviation, 3 * deviation], rtol=0.02)
        assert abs(np.corrcoef(noise)[0, 1]) < 0.02
        assert abs(np.corrcoef(noise[0, 1:], noise[0, :-1])[0, 1]) < 0.02

    def test_a_uniform_push_pushes_one_way(self):
        push = saddle.noisy((0, 0.01), distribution="uniform").gradient(np.zeros((2, 1000)))
        assert (push[0] == 0).all()
        assert (push[1] >= 0).all()
        assert (push[1] < 0.01).all()

    @pytest.mark.parametrize("scale", [(1.0, 2.0, 3.0), "loud", [[1.0, 2.0]], np.nan, np.inf, None])
    def test_refuses_a_scale_that_does_not_fit(self, scale):
        with pytest.raises(TrajvizError, match="scale"):
            saddle.noisy(scale)

    def test_refuses_an_unknown_distribution(self):
        with pytest.raises(UnknownNameError, match="did you mean 'normal'"):
            saddle.noisy(1.0, distribution="norml")

    def test_follows_the_objective_into_more_dimensions(self):
        noisy = tv.objective("rosenbrock").noisy(0.1)
        assert noisy.in_dimensions(5).gradient(np.ones(5)).all()
        assert tv.trace(noisy, "GD(lr=1e-4)", start=np.ones(5), steps=3).dimension == 5


@pytest.mark.parametrize("seed", [-1, 1.5, None, "a", True])
@pytest.mark.parametrize("make", [lambda seed: line.minibatch(1, seed), lambda seed: line.noisy(1.0, seed)])
def test_refuses_a_seed_that_is_none(make, seed):
    with pytest.raises(TrajvizError, match=f"seed (is a whole number from 0|must be a whole number), not {seed!r}"):
        make(seed)


@each_kind
class TestEveryKind:
    def test_values_and_hessians_stay_exact(self, objective):
        points = np.random.default_rng(0).uniform(-5, 5, (2, 6))
        np.testing.assert_array_equal(objective(points), line(points))
        np.testing.assert_array_equal(objective.hessian(points), line.hessian(points))
        np.testing.assert_array_equal(objective.exact().gradient(points), line.gradient(points))
        assert objective.minima == line.minima

    def test_gradients_are_drawn_anew_at_each_call(self, objective):
        first, second = objective.gradient([1.0, 2.0]), objective.gradient([1.0, 2.0])
        assert (first != second).all()

    def test_a_run_made_twice_is_the_same_run(self, objective):
        objective.gradient([1.0, 2.0])  # draws outside of a run change nothing in it
        first, second = (tv.trace(objective, "Adam", steps=30) for _ in range(2))
        np.testing.assert_array_equal(first.path, second.path)

    def test_starts_go_ways_of_their_own(self, objective):
        start = np.full((2, 3), 5.0)
        run = tv.trace(objective, "GD(lr=1e-3)", start=start, steps=5)
        assert len(np.unique(run.path[-1], axis=1).T) == 3

    def test_what_was_minimised_keeps_its_domain_and_its_exact_gradient(self, objective):
        domain = ((-7.0, 7.0), (-6.0, 6.0))
        run = tv.trace(objective.on_domain(domain), "GD(lr=1e-4)", steps=3)
        assert run.objective.domain == domain
        np.testing.assert_array_equal(run.objective.gradient([1.0, 2.0]), line.gradient([1.0, 2.0]))
        assert not run.objective.stochastic

    @pytest.mark.parametrize("name", [name for name in optimizers if optimizers[name].suits(line)])
    def test_every_optimizer_takes_it(self, objective, name):
        run = tv.trace(objective, name, steps=8)
        assert np.isfinite(run.path).all()
        assert run.steps <= 8


@pytest.mark.parametrize("make", [lambda seed: line.minibatch(3, seed), lambda seed: line.noisy(1.0, seed)])
def test_another_seed_is_another_run(make):
    one, other = (tv.trace(make(seed), "GD(lr=1e-3)", steps=3).path for seed in (0, 1))
    assert (one[1:] != other[1:]).all()


def test_a_lucky_batch_ends_nothing():
    inputs = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
    fitted = least_squares(inputs, [-10.0, 10.0, 5.0])  # the start fits the first two samples
    run = tv.trace(fitted.minibatch(1), "GD(lr=0.01)", start=(-10, 10), steps=50)
    assert run.outcome == "completed"
    assert run.steps == 50
    assert tv.trace(fitted, "GD(lr=0.3)", steps=500).outcome == "converged"


class TestSaddleOfTheScenes:
    """Scene B2: x² − y² on [-10, 10]²."""

    def last(self, objective, optimizer, start, steps):
        return tv.trace(tv.objective(objective, domain=(-10, 10)), optimizer, start=start, steps=steps).path[-1]

    @pytest.mark.parametrize("optimizer", ["GD(lr=0.2)", "Momentum(lr=0.01)"])
    def test_stuck_from_the_ridge(self, optimizer):
        x, y = self.last(saddle, optimizer, (10, 0), 300)
        assert (abs(x) < 1e-4, y) == (True, 0)

    def test_jumps_for_ever(self):
        path = tv.trace("saddle", "GD(lr=1)", start=(10, 0), steps=11).path
        assert path[:, 0].tolist() == [10, -10] * 6

    def test_escapes_from_beside_the_ridge(self):
        assert self.last(saddle, "GD(lr=0.004)", (10, 0.01), 900)[1] > 10

    @pytest.mark.parametrize("optimizer", ["GD(lr=0.2)", "Momentum(lr=0.01)"])
    def test_escapes_by_a_random_push(self, optimizer):
        pushed = saddle.noisy((0, 0.01), distribution="uniform")
        assert self.last(pushed, optimizer, (10, 0), 100)[1] < -10


# Of others the first steps are the same whatever the noise: they use no gradients, or their signs alone.
UNMOVED = {
    "Nelder-Mead", "Powell", "COBYLA", "COBYQA", "Differential evolution", "Dual annealing", "SHGO", "DIRECT",
    "Brute force", "Particle swarm", "CMA-ES", "Lion", "Rprop",
}  # fmt: skip
FEELING_NOISE = [
    name for name in optimizers if name not in UNMOVED and optimizers[name].suits(tv.objective("quadratic"))
]


class TestStarts:
    """Each start draws anew, whatever the method and whichever way the starts are given; and the same in every run."""

    starts = np.array([[-4.0, -4.0, 3.0], [4.0, 4.0, 1.0]])

    @pytest.mark.parametrize("name", FEELING_NOISE)
    def test_equal_starts_of_one_trace_have_noises_of_their_own(self, name):
        f = tv.objective("quadratic").noisy(0.5, seed=1)
        run = tv.trace(f, name, start=self.starts, steps=5)
        assert not np.array_equal(run.path[..., 0], run.path[..., 1])
        np.testing.assert_array_equal(run.path, tv.trace(f, name, start=self.starts, steps=5).path)

    @pytest.mark.slow
    @each_kind
    @pytest.mark.parametrize("method", ["GD(lr=1e-3)", "CG"])
    def test_the_first_start_draws_as_it_does_alone(self, objective, method):
        alone = tv.trace(objective, method, start=[1.0, 1.0], steps=3)
        many = tv.animate(objective, method, start=[[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]], steps=3).trajectories
        np.testing.assert_array_equal(many[0].path, alone.path)
        paths = {run.path.tobytes() for run in many}
        assert len(paths) == 3
        again = tv.animate(objective, method, start=[[1.0, 1.0], [1.0, 1.0], [1.0, 1.0]], steps=3).trajectories
        assert {run.path.tobytes() for run in again} == paths

    def test_every_start_of_an_exploration_has_its_own(self):
        from trajviz.runs.exploration import explore

        how = {"grid": (8, 6), "steps": 3}
        flat = Objective(lambda x: 0 * x[0], "flat", [(-1, 1), (-1, 1)]).noisy(0.5, seed=1)
        path = explore(flat, [tv.optimizer("GD")], ["GD"], **how).paths[0]
        assert len(np.unique((path[1] - path[0]).reshape(2, -1), axis=1).T) == 48
        f = tv.objective("quadratic").noisy(0.5, seed=1)
        paths = explore(f, [tv.optimizer("CG")], ["CG"], **how).paths[0].reshape(-1, 2, 48)
        for number in (0, 1, 19, 20, 47):  # in the first chunk and in others
            alone = tv.trace(f.restarted(number), "CG", start=paths[0, :, number], steps=3).path
            np.testing.assert_array_equal(paths[: len(alone), :, number], alone)

    def test_batches_beneath_noise_are_drawn_anew_too(self):
        silent = line.minibatch(3, seed=1).noisy(0.0)
        drawn = {tuple(silent.restarted(k).gradient([1.0, 1.0])) for k in range(8)}
        assert len(drawn) > 4

    def test_streams_are_not_those_of_other_seeds(self):
        f, g = (saddle.noisy(1.0, seed=seed) for seed in (0, 1))
        drawn = [each.restarted(k).gradient([0.0, 0.0]).tobytes() for each in (f, g) for k in range(5)]
        assert len(set(drawn)) == 10
