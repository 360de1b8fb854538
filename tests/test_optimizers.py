"""The contract of every optimizer, that of those that run a batch, that of those with a rate, and Newton's steps.

Each is held against every optimizer of its kind that is registered, a plug-in's too: see `test_plugins.py`.
"""

from __future__ import annotations

import functools
from contextlib import suppress

import numpy as np
import pytest
from autograd import numpy as anp
from hypothesis import assume, given
from hypothesis import strategies as st

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions.objective import Objective
from trajviz.methods import Ending, Optimizer, as_optimizer, optimizers

quadratic = Objective(lambda x: x[0] ** 2 + 0.5 * x[1] ** 2, "quadratic", domain=[(-5, 5), (-5, 5)], minimum=0.0)
camel = Objective(
    lambda x: (4 - 2.1 * x[0] ** 2 + x[0] ** 4 / 3) * x[0] ** 2 + x[0] * x[1] + (4 * x[1] ** 2 - 4) * x[1] ** 2,
    "camel",
    domain=[(-2, 2), (-1, 1)],
    minimum=-1.0316284534898774,
)
explosive = Objective(lambda x: -(x[0] ** 4) - x[1] ** 4, "explosive", domain=[(-5, 5), (-5, 5)])
logarithm = Objective(lambda x: np.log(x[0]) + x[1] ** 2, "logarithm", domain=[(-5, 5), (-5, 5)])

# It slopes without a curvature along y, where a floor under the curvatures shows.
trough = Objective(lambda x: x[0] ** 4 + x[0] ** 2 + 0.1 * x[1], "trough", domain=[(-5, 5), (-5, 5)], minimum=-9.0)


EVERY = [name for name in optimizers if optimizers[name].suits(quadratic)]  # of the others, see test_by_hand.py
BATCHED = [name for name in EVERY if optimizers[name].batched]
WITH_RATE = [name for name in BATCHED if "lr" in optimizers[name].defaults]

# Hyperparameters that do nothing by themselves, and with what they do.
MATTERS_WITH = {
    ("Newton", "min_curvature"): {"modified": True},
    ("SGD", "dampening"): {"momentum": 0.5},
    ("SGD", "nesterov"): {"momentum": 0.5},
    ("Adam", "amsgrad"): {"beta2": 0.5},
    ("AdamW", "amsgrad"): {"beta2": 0.5},
    ("Nadam", "decoupled_weight_decay"): {"weight_decay": 0.5},
    ("RAdam", "decoupled_weight_decay"): {"weight_decay": 0.5},
    ("Rprop", "step_max"): {"step_max": 0.01},
    ("Lion", "beta1"): {"lr": 0.1, "beta2": 0.9},
    ("Lion", "beta2"): {"lr": 0.1},
    ("ASGD", "average"): {"t0": 1.0},
    ("ASGD", "t0"): {"t0": 1.0, "average": True},
    ("ASGD", "alpha"): {"lambd": 1.0, "lr": 0.1},
    ("Muon", "eps"): {"eps": 1.0},
    ("Polyak", "lr_max"): {"lr_max": 0.1},
    ("NLCG", "c1"): {"c1": 0.9},
    ("NLCG", "shrink"): {"c1": 0.9},
    ("Armijo", "c1"): {"c1": 0.9},
}


class EnoughSteps(BaseException):
    """Stops a run from `record`."""


def iterates_of(optimizer, objective, start, steps):
    """Return the arrays themselves that the optimizer pushes."""
    iterates = []

    def record(x):
        iterates.append(x)
        if len(iterates) == steps:
            raise EnoughSteps

    with stopped_early(optimizer):
        optimizer.minimize(objective, start, record)
    return iterates


def stopped_early(optimizer):
    """Return what a run stands in that takes no more than enough steps; those that run a batch never end before."""
    return pytest.raises(EnoughSteps) if optimizer.batched else suppress(EnoughSteps)


def path_of(optimizer, objective, start, steps):
    return np.array(iterates_of(optimizer, objective, np.asarray(start, dtype=float), steps))


@pytest.mark.parametrize("name", EVERY)
class TestContract:
    def test_goes_downhill_on_a_bowl(self, name):
        path = path_of(optimizers[name], quadratic, (-4, 4), steps=200)
        assert path.shape[1:] == (2,)
        assert np.isfinite(path).all()
        assert quadratic(path[-1]) < quadratic([-4, 4])

    def test_start_and_pushed_iterates_are_left_alone(self, name):
        start = np.array([-1.0, -0.5])
        when_pushed = []

        def record(x):
            pushed.append(x)
            when_pushed.append(x.copy())
            if len(pushed) == 20:
                raise EnoughSteps

        pushed = []
        objective = camel if name in BATCHED else quadratic  # some need a positive definite Hessian
        with stopped_early(optimizers[name]):
            optimizers[name].minimize(objective, start, record)
        assert pushed
        np.testing.assert_array_equal(start, [-1.0, -0.5])
        np.testing.assert_array_equal(pushed, when_pushed)
        assert not any(np.shares_memory(x, start) for x in pushed)

    def test_runs_are_independent(self, name):
        first, second = (path_of(optimizers[name], camel, (-1, -0.5), steps=20) for _ in range(2))
        np.testing.assert_array_equal(first, second)

    def test_says_where_it_is_published(self, name):
        assert any(character.isdigit() for character in optimizers[name].reference)


@pytest.mark.parametrize("name", BATCHED)
class TestBatchedContract:
    def test_never_ends_by_itself(self, name):
        assert path_of(optimizers[name], quadratic, (-4, 4), steps=200).shape == (200, 2)

    @pytest.mark.slow
    def test_one_start_moves_as_it_does_in_a_batch(self, name):
        starts = np.random.default_rng(0).uniform(-1, 1, (2, 3, 4))
        batch = path_of(optimizers[name], camel, starts, steps=30)
        assert batch.shape == (30, 2, 3, 4)
        for index in np.ndindex(3, 4):
            alone = path_of(optimizers[name], camel, starts[:, *index], steps=30)
            # Values tell a place near a minimum to half as many digits as gradients do.
            digits = 1e-6 if name in ("Armijo", "Polyak", "NLCG") else 1e-11
            np.testing.assert_allclose(batch[:, :, *index], alone, rtol=digits, atol=digits)

    @pytest.mark.slow
    def test_every_hyperparameter_is_used(self, name):
        for hyperparameter, default in optimizers[name].defaults.items():
            usual = optimizers[name].with_hyperparameters(**MATTERS_WITH.get((name, hyperparameter), {}))
            changed = usual.with_hyperparameters(**{hyperparameter: another(default, hyperparameter, usual)})
            bent = Objective(lambda x: trough.function(x) + x[1] ** 3, "bent trough", trough.domain)
            # Newton's own step needs a curvature along y.
            f, start = (bent, (0.1, 0.2)) if name == "Newton" else (trough, (0.3, 0.0))
            if hyperparameter == "min_curvature":
                f, start = trough, (0.3, 0.0)
            paths = [path_of(optimizer, f, start, 40) for optimizer in (usual, changed)]
            assert not np.array_equal(*paths), hyperparameter


def another(default, hyperparameter, usual):
    """Return another value that a hyperparameter may have."""
    if isinstance(default, bool):
        return not default
    if isinstance(default, int):
        return default + 1
    if hyperparameter == "rule":
        return "FR"
    return 0.1 if default is None else usual.hyperparameters[hyperparameter] * 0.8 + 0.07


@pytest.mark.parametrize("name", WITH_RATE)
class TestRateContract:
    @pytest.mark.parametrize("objective", [explosive, logarithm])
    def test_overflow_and_nan_stay_in_their_place_without_a_warning(self, name, objective):
        starts = np.array([[1e80, 1e300, -1.0, 0.5], [1e80, 1e300, 0.5, 0.25]])
        optimizer = optimizers[name].with_hyperparameters(lr=1e3)
        path = path_of(optimizer, objective, starts, steps=30)
        alone = path_of(optimizer, objective, starts[:, 3], steps=30)
        np.testing.assert_allclose(path[:, :, 3], alone, rtol=1e-9)

    def test_learning_rate_of_zero_never_moves(self, name):
        if name == "Rprop":  # whose steps have a least length
            pytest.skip()
        path = path_of(optimizers[name].with_hyperparameters(lr=0), camel, (-1, -0.5), steps=5)
        np.testing.assert_array_equal(path, [[-1, -0.5]] * 5)


NEWTON = optimizers["Newton"]
MODIFIED = NEWTON.with_hyperparameters(modified=True)


class TestNewton:
    @given(seed=st.integers(0, 10_000), dimension=st.integers(1, 6))
    def test_one_step_solves_a_convex_quadratic(self, seed, dimension):
        rng = np.random.default_rng(seed)
        root = rng.normal(size=(dimension, dimension))
        matrix = root @ root.T + np.eye(dimension)
        vector = rng.normal(size=dimension)
        objective = quadratic_form(matrix, vector)
        for method in (NEWTON, MODIFIED):
            path = path_of(method, objective, rng.normal(size=dimension), steps=1)
            np.testing.assert_allclose(path[0], np.linalg.solve(matrix, vector), rtol=1e-8, atol=1e-8)

    @given(seed=st.integers(0, 10_000), dimension=st.integers(1, 6))
    def test_one_step_solves_any_quadratic_whatever_its_stationary_point_is(self, seed, dimension):
        rng = np.random.default_rng(seed)
        root = rng.normal(size=(dimension, dimension))
        matrix, vector = root + root.T, rng.normal(size=dimension)
        assume(np.linalg.cond(matrix) < 1e6)
        path = path_of(NEWTON, quadratic_form(matrix, vector), rng.normal(size=dimension), steps=1)
        np.testing.assert_allclose(path[0], np.linalg.solve(matrix, vector), rtol=1e-7, atol=1e-7)

    @given(seed=st.integers(0, 10_000), dimension=st.integers(2, 6))
    def test_a_singular_hessian_ends_the_run_in_a_sentence_unless_there_is_no_slope_along_it(self, seed, dimension):
        rng = np.random.default_rng(seed)
        root = rng.normal(size=(dimension, dimension - 1))
        matrix, start = root @ root.T, rng.normal(size=dimension)
        assume(np.linalg.cond(root) < 1e3)
        pushed = []
        ending = NEWTON.minimize(quadratic_form(matrix, rng.normal(size=dimension)), start, pushed.append)
        assert (pushed, ending) == ([], Ending(False, "the Hessian is singular, so that Newton's method has no step"))
        reachable = quadratic_form(matrix, matrix @ rng.normal(size=dimension))
        path = path_of(NEWTON, reachable, start, steps=1)
        np.testing.assert_allclose(reachable.gradient(path[0]), 0, atol=1e-6)
        np.testing.assert_allclose(path[0] - start, -np.linalg.pinv(matrix) @ reachable.gradient(start), atol=1e-5)

    def test_a_singular_hessian_spoils_its_own_start_only(self):
        cubic = Objective(lambda x: x[0] ** 3 + x[1] ** 2 + x[0], "cubic", domain=[(-1, 1)] * 2)
        path = path_of(NEWTON, cubic, np.array([[0.0, 1.0], [1.0, 1.0]]), steps=2)
        assert np.isnan(path[:, :, 0]).all()
        assert np.isfinite(path[:, :, 1]).all()

    def test_is_shown_with_the_switch_that_makes_it_another_method(self):
        assert (NEWTON.title, MODIFIED.title) == ("Newton", "Newton(modified=True)")
        assert MODIFIED.with_hyperparameters(lr=0.5).title == "Newton(modified=True)"
        assert MODIFIED.with_hyperparameters(modified=False).title == "Newton"
        assert optimizers["Nelder-Mead"].with_hyperparameters(adaptive=True).title == "Nelder-Mead(adaptive=True)"

    @given(seed=st.integers(0, 10_000), dimension=st.integers(2, 6))
    def test_steps_downhill_where_the_hessian_is_indefinite(self, seed, dimension):
        rng = np.random.default_rng(seed)
        root = rng.normal(size=(dimension, dimension))
        matrix = root + root.T
        objective = quadratic_form(matrix, rng.normal(size=dimension))
        start = rng.normal(size=dimension)
        step = path_of(MODIFIED, objective, start, steps=1)[0] - start
        assert step @ objective.gradient(start) < 0

    def test_steps_downhill_everywhere_on_the_camel(self):
        starts = np.random.default_rng(0).uniform([[-2], [-1]], [[2], [1]], (2, 500))
        hessians = np.moveaxis(camel.hessian(starts), -1, 0)
        assert (np.linalg.eigvalsh(hessians)[:, 0] < 0).any()
        steps = path_of(MODIFIED, camel, starts, steps=1)[0] - starts
        assert (np.sum(steps * camel.gradient(starts), axis=0) < 0).all()

    def test_equals_a_linear_solve_where_the_camel_is_convex(self):
        start = np.array([0.1, -0.7])
        assert np.linalg.eigvalsh(camel.hessian(start))[0] > 0
        expected = start - np.linalg.solve(camel.hessian(start), camel.gradient(start))
        np.testing.assert_allclose(path_of(MODIFIED, camel, start, 1)[0], expected, rtol=1e-13)

    def test_converges_quadratically(self):
        path = path_of(NEWTON, camel, (0.1, -0.7), steps=5)
        slopes = np.linalg.norm(camel.gradient(path.T), axis=0)
        assert slopes[1] < 1e-4
        assert slopes[2] < 1e-9
        assert slopes[4] < 1e-14

    def test_leaves_a_saddle_if_modified_and_else_lands_on_it(self):
        saddle = Objective(lambda x: x[0] ** 2 - x[1] ** 2, "saddle", domain=[(-10, 10), (-10, 10)])
        np.testing.assert_allclose(path_of(NEWTON, saddle, (3, 2), steps=2), 0, atol=1e-14)
        path = path_of(MODIFIED, saddle, (10, 0.01), steps=3)
        np.testing.assert_allclose(path, [[0, 0.02], [0, 0.04], [0, 0.08]], atol=1e-14)

    def test_a_hessian_of_nan_spoils_its_own_start_only(self):
        logarithms = Objective(lambda x: sum(x[i] - anp.log(x[i]) for i in range(3)), "logarithms", [(0, 2)] * 3)
        starts = np.array([[0.5, -1.0, 0.5], [0.5, 0.5, 0.0], [0.5, 0.5, 0.5]])
        path = path_of(NEWTON, logarithms, starts, steps=2)
        np.testing.assert_allclose(path[:, :, 0], [[0.75] * 3, [0.9375] * 3])
        assert np.isnan(path[:, :, 2]).all()

    def test_without_a_finite_hessian_there_is_no_step(self):
        bowl = Objective(
            quadratic.function,
            "bowl",
            quadratic.domain,
            hessian_function=lambda x: np.full((2, *x.shape), np.inf),
        )
        for method in (NEWTON, MODIFIED):
            pushed = []
            ending = method.minimize(bowl, np.array([1.0, 1.0]), pushed.append)
            assert not pushed
            assert ending == Ending(False, "the Hessian is not finite, so that Newton's method has no step")

    def test_curvature_of_zero_takes_the_floor(self):
        slope = Objective(lambda x: 3 * x[0], "slope", domain=[(-1, 1)])
        newton = MODIFIED.with_hyperparameters(min_curvature=0.5)
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
            ("Lion", "beta2", 1.0),
            ("Rprop", "eta_plus", 0),
            ("Armijo", "shrink", 1.0),
            ("Levenberg-Marquardt", "damping", 0),
            ("Polyak", "target", np.inf),
            ("ISTA", "l1", -0.1),
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

    def test_betas_are_taken_as_pytorch_takes_them(self):
        assert str(as_optimizer("Adam(lr=0.1, betas=(0.8, 0.99))")) == "Adam(lr=0.1, beta1=0.8, beta2=0.99)"
        assert optimizers["Adan"].with_hyperparameters(betas=[0.5, 0.6, 0.7]).hyperparameters["beta3"] == 0.7
        for betas in (0.9, (0.9,), (0.9, 0.99, 0.999), "ab", (0.9, 1.0)):
            with pytest.raises(TrajvizError, match=r"^Adam: beta"):
                optimizers["Adam"].with_hyperparameters(betas=betas)
        with pytest.raises(TrajvizError, match="betas are 2 numbers"):
            optimizers["Adam"].with_hyperparameters(betas=(0.9, 0.99), beta1=0.5)
        with pytest.raises(UnknownNameError, match="GD has no hyperparameter 'betas'"):
            optimizers["GD"].with_hyperparameters(betas=(0.9, 0.99))

    def test_numpy_numbers_become_plain(self):
        assert str(optimizers["GD"].with_hyperparameters(lr=np.float64(0.5))) == "GD(lr=0.5)"

    def test_unknown_name_is_answered_with_the_nearest(self):
        with pytest.raises(UnknownNameError, match=r"Adam has no hyperparameter 'bata1'; did you mean 'beta1'"):
            optimizers["Adam"].with_hyperparameters(bata1=0.1)
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


class TestSgd:
    def test_is_itself_wherever_it_is_typed_with_pytorchs_defaults(self):
        for typed in ("SGD", "sgd", "stochastic gradient descent", "SGD()"):
            assert str(as_optimizer(typed)) == as_optimizer(typed).title == "SGD"
        assert optimizers["SGD"].hyperparameters == {
            "lr": 1e-3,
            "momentum": 0.0,
            "dampening": 0.0,
            "weight_decay": 0.0,
            "nesterov": False,
        }

    @pytest.mark.parametrize("changed", [{}, {"momentum": 0.5, "dampening": 0.1}])
    def test_nesterov_asks_for_what_pytorch_asks_for(self, changed):
        sgd = optimizers["SGD"].with_hyperparameters(nesterov=True, **changed)
        with pytest.raises(TrajvizError, match="nesterov needs a momentum above 0 and no dampening"):
            path_of(sgd, quadratic, (1, 1), steps=1)

    def test_is_gd_momentum_and_nesterov_with_their_settings(self):
        for spec, same in {
            "SGD(lr=0.01)": "GD",
            "SGD(lr=0.01, momentum=0.9)": "Momentum",
            "SGD(lr=0.01, momentum=0.9, nesterov=True)": "Nesterov",
        }.items():
            paths = [path_of(as_optimizer(each), camel, (-1, -0.5), steps=50) for each in (spec, same)]
            np.testing.assert_allclose(*paths, rtol=1e-12)


@pytest.mark.parametrize("name", list(optimizers))
def test_says_in_half_a_sentence_what_it_does(name):
    assert 20 < len(optimizers[name].summary) <= 120
    assert not optimizers[name].summary.endswith(".")
