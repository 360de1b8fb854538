"""The contract of the optimizers written by hand, held against every one of them, and Newton's steps."""

from __future__ import annotations

import functools

import numpy as np
import pytest
from autograd import numpy as anp
from hypothesis import given
from hypothesis import strategies as st

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.objectives.objective import Objective
from trajviz.optimizers import Optimizer, as_optimizer, optimizers

BY_HAND = [name for name, optimizer in optimizers.items() if optimizer.batched]

quadratic = Objective(lambda x: x[0] ** 2 + 0.5 * x[1] ** 2, "quadratic", domain=[(-5, 5), (-5, 5)])
camel = Objective(
    lambda x: (4 - 2.1 * x[0] ** 2 + x[0] ** 4 / 3) * x[0] ** 2 + x[0] * x[1] + (4 * x[1] ** 2 - 4) * x[1] ** 2,
    "camel",
    domain=[(-2, 2), (-1, 1)],
)
explosive = Objective(lambda x: -(x[0] ** 4) - x[1] ** 4, "explosive", domain=[(-5, 5), (-5, 5)])
logarithm = Objective(lambda x: np.log(x[0]) + x[1], "logarithm", domain=[(-5, 5), (-5, 5)])

# It slopes without a curvature along y, where a floor under the curvatures shows.
trough = Objective(lambda x: x[0] ** 4 + x[0] ** 2 + 0.1 * x[1], "trough", domain=[(-5, 5), (-5, 5)])


class EnoughSteps(BaseException):
    """Stops a run from `record`."""


def iterates_of(optimizer, objective, start, steps):
    """Return the arrays themselves that the optimizer pushes."""
    iterates = []

    def record(x):
        iterates.append(x)
        if len(iterates) == steps:
            raise EnoughSteps

    with pytest.raises(EnoughSteps):
        optimizer.minimize(objective, start, record)
    return iterates


def path_of(optimizer, objective, start, steps):
    return np.array(iterates_of(optimizer, objective, np.asarray(start, dtype=float), steps))


@pytest.mark.parametrize("name", BY_HAND)
class TestContract:
    def test_goes_downhill_on_a_bowl(self, name):
        path = path_of(optimizers[name], quadratic, (-4, 4), steps=200)
        assert path.shape == (200, 2)
        assert np.isfinite(path).all()
        assert quadratic(path[-1]) < quadratic([-4, 4])

    def test_one_start_moves_as_it_does_in_a_batch(self, name):
        starts = np.random.default_rng(0).uniform(-1, 1, (2, 3, 4))
        batch = path_of(optimizers[name], camel, starts, steps=30)
        assert batch.shape == (30, 2, 3, 4)
        for index in np.ndindex(3, 4):
            alone = path_of(optimizers[name], camel, starts[:, *index], steps=30)
            np.testing.assert_allclose(batch[:, :, *index], alone, rtol=1e-11, atol=1e-11)

    def test_start_and_pushed_iterates_are_left_alone(self, name):
        start = np.array([-1.0, -0.5])
        when_pushed = []

        def record(x):
            pushed.append(x)
            when_pushed.append(x.copy())
            if len(pushed) == 20:
                raise EnoughSteps

        pushed = []
        with pytest.raises(EnoughSteps):
            optimizers[name].minimize(camel, start, record)
        np.testing.assert_array_equal(start, [-1.0, -0.5])
        np.testing.assert_array_equal(pushed, when_pushed)
        assert not any(np.shares_memory(x, start) for x in pushed)

    def test_runs_are_independent(self, name):
        first, second = (path_of(optimizers[name], camel, (-1, -0.5), steps=20) for _ in range(2))
        np.testing.assert_array_equal(first, second)

    @pytest.mark.parametrize("objective", [explosive, logarithm])
    def test_overflow_and_nan_stay_in_their_place_without_a_warning(self, name, objective):
        starts = np.array([[1e80, 1e300, -1.0, 0.5], [1e80, 1e300, 0.5, 0.25]])
        optimizer = optimizers[name].with_hyperparameters(lr=1e3)
        path = path_of(optimizer, objective, starts, steps=30)
        alone = path_of(optimizer, objective, starts[:, 3], steps=30)
        np.testing.assert_allclose(path[:, :, 3], alone, rtol=1e-9)

    def test_learning_rate_of_zero_never_moves(self, name):
        path = path_of(optimizers[name].with_hyperparameters(lr=0), camel, (-1, -0.5), steps=5)
        np.testing.assert_array_equal(path, [[-1, -0.5]] * 5)

    def test_says_where_it_is_published(self, name):
        assert any(character.isdigit() for character in optimizers[name].reference)

    def test_every_hyperparameter_is_used(self, name):
        for hyperparameter, default in optimizers[name].defaults.items():
            changed = optimizers[name].with_hyperparameters(**{hyperparameter: default * 0.9 + 0.05})
            paths = [path_of(optimizer, trough, (0.3, 0.0), 40) for optimizer in (optimizers[name], changed)]
            assert not np.array_equal(*paths), hyperparameter


class TestNewton:
    @given(seed=st.integers(0, 10_000), dimension=st.integers(1, 6))
    def test_one_step_solves_a_convex_quadratic(self, seed, dimension):
        rng = np.random.default_rng(seed)
        root = rng.normal(size=(dimension, dimension))
        matrix = root @ root.T + np.eye(dimension)
        vector = rng.normal(size=dimension)
        objective = quadratic_form(matrix, vector)
        path = path_of(optimizers["Newton"], objective, rng.normal(size=dimension), steps=1)
        np.testing.assert_allclose(path[0], np.linalg.solve(matrix, vector), rtol=1e-8, atol=1e-8)

    @given(seed=st.integers(0, 10_000), dimension=st.integers(2, 6))
    def test_steps_downhill_where_the_hessian_is_indefinite(self, seed, dimension):
        rng = np.random.default_rng(seed)
        root = rng.normal(size=(dimension, dimension))
        matrix = root + root.T
        objective = quadratic_form(matrix, rng.normal(size=dimension))
        start = rng.normal(size=dimension)
        step = path_of(optimizers["Newton"], objective, start, steps=1)[0] - start
        assert step @ objective.gradient(start) < 0

    def test_steps_downhill_everywhere_on_the_camel(self):
        starts = np.random.default_rng(0).uniform([[-2], [-1]], [[2], [1]], (2, 500))
        hessians = np.moveaxis(camel.hessian(starts), -1, 0)
        assert (np.linalg.eigvalsh(hessians)[:, 0] < 0).any()
        steps = path_of(optimizers["Newton"], camel, starts, steps=1)[0] - starts
        assert (np.sum(steps * camel.gradient(starts), axis=0) < 0).all()

    def test_equals_a_linear_solve_where_the_camel_is_convex(self):
        start = np.array([0.1, -0.7])
        assert np.linalg.eigvalsh(camel.hessian(start))[0] > 0
        expected = start - np.linalg.solve(camel.hessian(start), camel.gradient(start))
        np.testing.assert_allclose(path_of(optimizers["Newton"], camel, start, 1)[0], expected, rtol=1e-13)

    def test_converges_quadratically(self):
        path = path_of(optimizers["Newton"], camel, (0.1, -0.7), steps=5)
        slopes = np.linalg.norm(camel.gradient(path.T), axis=0)
        assert slopes[1] < 1e-4
        assert slopes[2] < 1e-9
        assert slopes[4] < 1e-14

    def test_leaves_a_saddle(self):
        saddle = Objective(lambda x: x[0] ** 2 - x[1] ** 2, "saddle", domain=[(-10, 10), (-10, 10)])
        path = path_of(optimizers["Newton"], saddle, (10, 0.01), steps=3)
        np.testing.assert_allclose(path, [[0, 0.02], [0, 0.04], [0, 0.08]], atol=1e-14)

    def test_a_hessian_of_nan_spoils_its_own_start_only(self):
        logarithms = Objective(lambda x: sum(x[i] - anp.log(x[i]) for i in range(3)), "logarithms", [(0, 2)] * 3)
        starts = np.array([[0.5, -1.0, 0.5], [0.5, 0.5, 0.0], [0.5, 0.5, 0.5]])
        path = path_of(optimizers["Newton"], logarithms, starts, steps=2)
        np.testing.assert_allclose(path[:, :, 0], [[0.75] * 3, [0.9375] * 3])
        assert np.isnan(path[:, :, 2]).all()

    def test_without_a_finite_hessian_there_is_no_step(self):
        bowl = Objective(
            quadratic.function,
            "bowl",
            quadratic.domain,
            hessian_function=lambda x: np.full((2, *x.shape), np.inf),
        )
        assert np.isnan(path_of(optimizers["Newton"], bowl, (1, 1), steps=1)).all()

    def test_curvature_of_zero_takes_the_floor(self):
        slope = Objective(lambda x: 3 * x[0], "slope", domain=[(-1, 1)])
        newton = optimizers["Newton"].with_hyperparameters(min_curvature=0.5)
        np.testing.assert_allclose(path_of(newton, slope, [1], steps=1), [[-5]])


def quadratic_form(matrix, vector):
    """Return ½ xᵀ A x − bᵀ x, whose stationary point solves A x = b."""
    return Objective(
        lambda x: (
            0.5 * sum(x[i] * matrix[i, j] * x[j] for i in range(len(x)) for j in range(len(x)))
            - sum(vector[i] * x[i] for i in range(len(x)))
        ),
        "quadratic form",
        domain=[(-1, 1)] * len(vector),
        gradient_function=lambda x: matrix @ x - vector,
        hessian_function=lambda x: matrix,  # noqa: ARG005
    )


class TestHyperparameters:
    @pytest.mark.parametrize("value", [-1, -1e-9, np.nan, np.inf, 10**400, True, "0.1", None, [0.1], np.array(0.1), 1j])
    def test_a_learning_rate_is_a_finite_number_at_least_0(self, value):
        with pytest.raises(TrajvizError, match=r"^Adam: lr must be a finite number at least 0, not "):
            optimizers["Adam"].with_hyperparameters(lr=value)

    @pytest.mark.parametrize(
        ("name", "hyperparameter", "value"),
        [
            ("Adam", "beta1", 1.0),
            ("Adam", "beta2", -0.1),
            ("Adam", "eps", -1e-8),
            ("AdamW", "weight_decay", -1),
            ("Nadam", "momentum_decay", -1),
            ("Momentum", "momentum", -0.5),
            ("RMSprop", "alpha", -0.1),
            ("Adadelta", "rho", 1.1),
            ("Adagrad", "lr_decay", -1),
            ("Newton", "min_curvature", 0),
        ],
    )
    def test_out_of_range_is_refused(self, name, hyperparameter, value):
        with pytest.raises(TrajvizError, match=f"^{name}: {hyperparameter} must be .* not {value}"):
            optimizers[name].with_hyperparameters(**{hyperparameter: value})

    @pytest.mark.parametrize(
        ("default", "allowed", "refused"),
        [
            (True, [False, np.bool_(False)], [1, 0.0, "True", None]),
            (10, [3, -1, np.int64(3)], [3.5, True, "3", None]),
            (0.5, [3, -1.5, np.float32(0.25)], [np.inf, np.nan, False, "3", None]),
            (np.inf, [2, -np.inf, np.inf], [np.nan, "inf", True]),
            ("auto", ["manual"], [1, None, True]),
            (None, [1, "x", None, [1, 2]], []),
        ],
    )
    def test_the_default_tells_the_type(self, default, allowed, refused):
        method = Optimizer("method", lambda *_: None, {"option": default}, {})
        for value in allowed:
            assert method.with_hyperparameters(option=value).hyperparameters["option"] == value
        for value in refused:
            with pytest.raises(TrajvizError, match=r"^method: option must be "):
                method.with_hyperparameters(option=value)

    def test_numpy_numbers_become_plain(self):
        assert str(optimizers["GD"].with_hyperparameters(lr=np.float64(0.5))) == "GD(lr=0.5)"

    def test_unknown_name_is_answered_with_the_nearest(self):
        with pytest.raises(UnknownNameError, match=r"Adam has no hyperparameter 'beta'; did you mean 'beta[12]'"):
            optimizers["Adam"].with_hyperparameters(beta=0.1)
        with pytest.raises(UnknownNameError, match="GD has no hyperparameter 'self'"):
            optimizers["GD"].with_hyperparameters(self=1)

    def test_later_changes_add_to_earlier_ones(self):
        changed = optimizers["Adam"].with_hyperparameters(lr=0.1).with_hyperparameters(beta1=0.5)
        assert str(changed) == "Adam(lr=0.1, beta1=0.5)"
        assert str(optimizers["Adam"]) == "Adam"


def sign_descent(objective, x, *, lr=0.1):
    while True:
        x = x - lr * np.sign(objective.gradient(x))
        yield x


class TestUsersOwn:
    def test_generator_function_runs_under_its_own_name(self):
        mine = as_optimizer(sign_descent)
        np.testing.assert_allclose(path_of(mine, quadratic, (-4, 4), steps=2), [[-3.9, 3.9], [-3.8, 3.8]])
        assert str(mine) == "sign_descent"
        assert str(mine.with_hyperparameters(lr=0.5)) == "sign_descent(lr=0.5)"

    def test_partial_application_sets_the_default(self):
        mine = as_optimizer(functools.partial(sign_descent, lr=1.0))
        assert mine.name == "sign_descent"
        np.testing.assert_allclose(path_of(mine, quadratic, (-4, 4), steps=1), [[-3, 3]])

    def test_hyperparameters_may_have_any_name(self):
        def mine(objective, x, *, start=1.0, record=2.0, name=3.0):
            while True:
                yield x - start * record * name * objective.gradient(x)

        changed = as_optimizer(mine).with_hyperparameters(start=0.5)
        np.testing.assert_allclose(path_of(changed, quadratic, (1, 1), steps=1), [[-5, -2]])

    def test_a_generator_that_ends_ends_the_run(self):
        def once(objective, x):
            yield x - objective.gradient(x)

        pushed = []
        assert as_optimizer(once).minimize(quadratic, np.array([1.0, 1.0]), pushed.append) is None
        np.testing.assert_array_equal(pushed, [[-1, 0]])

    @pytest.mark.parametrize("thing", [print, np.sin, Objective, quadratic, lambda objective, x: x])  # noqa: ARG005
    def test_what_yields_nothing_is_refused(self, thing):
        with pytest.raises(TrajvizError, match="is not a generator function"):
            as_optimizer(thing)

    def test_wrong_parameters_are_refused(self):
        def no_start(objective):
            yield objective

        def no_default(objective, x, *, lr):
            yield x - lr * objective.gradient(x)

        def open_ended(objective, x, **hyperparameters):
            yield x - hyperparameters["lr"] * objective.gradient(x)

        for steps in (no_start, no_default, open_ended):
            with pytest.raises(TrajvizError, match=rf"^{steps.__name__} takes \(objective"):
                as_optimizer(steps)

    @pytest.mark.parametrize("thing", [None, 3, ["GD"], {"lr": 0.1}])
    def test_anything_else_is_refused(self, thing):
        with pytest.raises(TrajvizError, match=r"^an optimizer is a name, a spec"):
            as_optimizer(thing)

    def test_an_optimizer_is_itself(self):
        assert as_optimizer(optimizers["Adam"]) is optimizers["Adam"]
