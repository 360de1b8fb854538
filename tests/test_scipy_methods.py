"""The methods of `scipy.optimize.minimize`, held against SciPy's own runs, signatures and results."""

from __future__ import annotations

import contextlib
import functools
import inspect
import subprocess
import sys
import warnings

import numpy as np
import pytest
import scipy.optimize._minimize as scipys
from hypothesis import example, given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, minimize

from trajviz.errors import TrajvizError
from trajviz.functions import objectives
from trajviz.functions.objective import Objective
from trajviz.methods import optimizers
from trajviz.methods.scipy_minimize import ScipyMethod
from trajviz.runs.tracing import trace


def _quadratic():
    return Objective(
        lambda x: x[0] ** 2 + 0.5 * x[1] ** 2,
        "quadratic",
        domain=[(-5, 5), (-5, 5)],
        gradient_function=lambda x: np.stack([2 * x[0], x[1]]),
        hessian_function=lambda x: np.array([[2.0, 0.0], [0.0, 1.0]]),  # noqa: ARG005
    )


def _camel():
    return Objective(
        lambda x: (4 - 2.1 * x[0] ** 2 + x[0] ** 4 / 3) * x[0] ** 2 + x[0] * x[1] + 4 * x[1] ** 4 - 4 * x[1] ** 2,
        "camel",
        domain=[(-2, 2), (-1, 1)],
        gradient_function=lambda x: np.stack(
            [8 * x[0] - 8.4 * x[0] ** 3 + 2 * x[0] ** 5 + x[1], x[0] + 16 * x[1] ** 3 - 8 * x[1]]
        ),
        hessian_function=lambda x: np.array([[8 - 25.2 * x[0] ** 2 + 10 * x[0] ** 4, 1.0], [1.0, 48 * x[1] ** 2 - 8]]),
    )


def _rosenbrock():
    return Objective(
        lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2,
        "rosenbrock",
        domain=[(-2, 2), (-1, 3)],
        gradient_function=lambda x: np.stack(
            [-2 * (1 - x[0]) - 400 * x[0] * (x[1] - x[0] ** 2), 200 * (x[1] - x[0] ** 2)]
        ),
        hessian_function=lambda x: np.array([[2 - 400 * x[1] + 1200 * x[0] ** 2, -400 * x[0]], [-400 * x[0], 200.0]]),
    )


SCENES = {
    "quadratic": (_quadratic(), (-4.0, 4.0)),
    "camel left": (_camel(), (-1.0, -0.5)),
    "camel right": (_camel(), (1.5, 0.75)),
    "camel middle": (_camel(), (-0.8, 0.25)),
    "camel far left": (_camel(), (-1.5, 0.5)),
    "rosenbrock": (_rosenbrock(), (-1.5, 2.0)),
}
METHODS = (
    *("Nelder-Mead", "Powell", "CG", "BFGS", "Newton-CG", "L-BFGS-B", "TNC", "COBYLA", "COBYQA", "SLSQP"),
    *("trust-constr", "dogleg", "trust-ncg", "trust-exact", "trust-krylov"),
)
BOUNDED = ["Nelder-Mead", "Powell", "L-BFGS-B", "TNC", "COBYLA", "COBYQA", "SLSQP", "trust-constr"]
GRADIENT = [name for name in METHODS if name not in ("Nelder-Mead", "Powell", "COBYLA", "COBYQA")]
HESSIAN = ["Newton-CG", "trust-constr", "dogleg", "trust-ncg", "trust-exact", "trust-krylov"]
GLOBAL = [
    "CMA-ES", "Differential evolution", "Dual annealing", "Basin hopping", "SHGO", "DIRECT", "Brute force",
    "Particle swarm",
]  # fmt: skip
RUNS = [(name, False) for name in METHODS] + [(name, True) for name in BOUNDED]

each_run = pytest.mark.parametrize(
    ("name", "bounded"), RUNS, ids=[name + ("-bounded" if bounded else "") for name, bounded in RUNS]
)
each_scene = pytest.mark.parametrize("scene", SCENES)
each_method = pytest.mark.parametrize("name", METHODS)


class Counted:
    """An objective that counts what it is asked for."""

    def __init__(self, objective):
        self.objective = objective
        self.domain = objective.domain
        self.bounds = objective.bounds
        self.constraints = objective.constraints
        self.nfev = self.njev = self.nhev = 0

    def __call__(self, x):
        self.nfev += 1
        return self.objective(x)

    def gradient(self, x):
        self.njev += 1
        return self.objective.gradient(x)

    def hessian(self, x):
        self.nhev += 1
        return self.objective.hessian(x)


def run(name, objective, start, **changed):
    """Return the path, start included, and the ending of one of our runs."""
    path = [np.array(start)]
    ending = optimizers[name].with_hyperparameters(**changed).minimize(objective, np.array(start), path.append)
    return np.array(path), ending


def scene_of(name, *, bounded):
    """Return the objective and the start of a scene, with the domain for bounds or without any."""
    objective, start = SCENES[name]
    return (objective.bounded("domain") if bounded else objective), start


def scipys_run(name, objective, start, *, bounded=False, callback=None, **options):
    """Return the result of SciPy without anything of ours between."""
    low, high = np.transpose(objective.domain)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return minimize(
            lambda x: objective(x).item(),
            start,
            method=name,
            jac=objective.gradient if name in GRADIENT else None,
            hess=objective.hessian if name in HESSIAN else None,
            bounds=Bounds(low, high, keep_feasible=True) if bounded and name in BOUNDED else None,
            callback=callback,
            options=options,
        )


def test_every_method_of_scipy_is_there():
    assert {name.casefold() for name in METHODS} == {name.casefold() for name in scipys.MINIMIZE_METHODS}
    functions = {name: optimizer.minimize_function for name, optimizer in optimizers.items()}
    assert {n for n, f in functions.items() if f.__module__ == ScipyMethod.__module__} == set(METHODS)


@each_method
def test_spellings_that_people_use(name):
    assert optimizers[name.lower()] is optimizers[name.replace("-", " ").upper()] is optimizers[name]
    assert optimizers[name].reference
    assert not optimizers[name].batched


def test_entering_the_methods_does_not_import_scipy():
    code = "import sys, trajviz.methods; sys.exit(any(m.split('.')[0] == 'scipy' for m in sys.modules))"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# Options that would do nothing here, or are arrays.
LEFT_OUT = {
    *("disp", "return_all", "iprint", "verbose", "mesg_num", "workers", "sparse_jacobian"),
    *("eps", "finite_diff_rel_step", "initial_simplex", "direc", "hess_inv0", "scale of TNC", "offset"),
}
# Options that the oldest SciPy we run with does not have yet.
NEWER = {"f_target of COBYLA", "subproblem_maxiter"}
OURS = {"size of Nelder-Mead"}  # which stands for an array


def scipys_options(name):
    """Return the options in the signature of SciPy's implementation, with their defaults."""
    spelling = {"trust-exact": "trustregion_exact", "trust-constr": "trustregion_constr"}
    suffix = spelling.get(name, name.lower() if name.startswith("trust") else name.lower().replace("-", ""))
    parameters = dict(inspect.signature(getattr(scipys, f"_minimize_{suffix.replace('-', '_')}")).parameters)
    if "trust_region_options" in parameters:
        from scipy.optimize._trustregion import _minimize_trust_region

        shared = dict(inspect.signature(_minimize_trust_region).parameters)
        own = {"subproblem_maxiter": "trust-exact", "inexact": "trust-krylov"}
        parameters = {**{p: v for p, v in shared.items() if own.get(p, name) == name}, **parameters}
    problem = {*("func", "fun", "x0", "args", "jac", "grad", "hess", "hessp", "bounds", "constraints")}
    not_options = problem | {"callback", "subproblem"}
    return {p: v.default for p, v in parameters.items() if p not in not_options and v.kind is not v.VAR_KEYWORD}


@each_method
def test_hyperparameters_and_defaults_are_scipys(name):
    ours = dict(optimizers[name].defaults)
    assert optimizers[name].takes_bounds == (name in BOUNDED)
    theirs = scipys_options(name)
    absent = ours.keys() - theirs.keys()
    assert absent <= {option for option in absent if {option, f"{option} of {name}"} & (NEWER | OURS)}
    assert {option: ours[option] for option in ours.keys() & theirs.keys()} == {
        option: default for option, default in theirs.items() if not {option, f"{option} of {name}"} & LEFT_OUT
    }


@functools.cache
def both_runs(name, scene, bounded):
    """Return what SciPy reports and its result, then our path and ending; each with its counted objective."""
    objective, start = scene_of(scene, bounded=bounded)
    plain, ours, reported = Counted(objective), Counted(objective), []
    result = scipys_run(name, plain, start, bounded=bounded, callback=lambda x, *_: reported.append(np.array(x)))
    path, ending = run(name, ours, start)
    return reported, result, plain, path, ending, ours


@pytest.mark.slow
@each_run
@each_scene
def test_the_path_ends_with_scipys_answer_and_sentence(name, bounded, scene):
    _, result, _, path, ending, _ = both_runs(name, scene, bounded)
    assert path[-1].tolist() == result.x.tolist()
    if ending.at_limit:  # COBYLA needs more than its thousand evaluations on Rosenbrock's function
        assert not result.success
        assert result.nfev >= optimizers[name].defaults["maxiter"]
        assert ending.message == "stopped by COBYLA's own limit of 1000 evaluations; COBYLA(maxiter=…) sets another"
    else:
        assert ending.converged == result.success
        assert ending.message.split() == result.message.split()


# What SLSQP reports are trial points; the test of row k below holds its path against SciPy.
@pytest.mark.slow
@pytest.mark.parametrize(("name", "bounded"), [run for run in RUNS if run[0] != "SLSQP"])
@each_scene
def test_the_path_holds_what_scipy_reports(name, bounded, scene):
    reported, result, _, path, _, _ = both_runs(name, scene, bounded)
    if name in ("COBYQA", "trust-constr") and np.array_equal(reported[0], path[0]):
        del reported[0]
    expected = [path[0], *reported]
    if not np.array_equal(expected[-1], result.x):
        expected.append(result.x)
    assert path.tolist() == np.array(expected).tolist()


@pytest.mark.slow
@each_run
@each_scene
def test_nothing_is_evaluated_that_scipy_does_not_ask_for(name, bounded, scene):
    _, result, plain, _, _, ours = both_runs(name, scene, bounded)
    # SciPy asks for one more Hessian for its result when trust-ncg is given Hessians instead of products.
    nhev = plain.nhev - (name == "trust-ncg")
    assert (ours.nfev, ours.njev, ours.nhev) == (plain.nfev, plain.njev, nhev)
    assert (ours.njev > 0, ours.nhev > 0) == (name in GRADIENT, name in HESSIAN)
    assert ours.nfev == result.nfev


# Nelder-Mead counts its first simplex, and trust-constr the start, as an iteration.
STOPS_AFTER = {name: 0 for name in METHODS if name not in ("TNC", "COBYLA", "COBYQA")}
STOPS_AFTER.update({"Nelder-Mead": 1, "trust-constr": 1})


@pytest.mark.slow
@pytest.mark.parametrize("name", STOPS_AFTER)
@each_scene
def test_row_k_is_where_scipy_ends_after_k_iterations(name, scene):
    objective, start = SCENES[scene]
    path, _ = run(name, objective, start)
    for k in range(1, min(len(path), 12)):
        result = scipys_run(name, objective, start, maxiter=k + STOPS_AFTER[name])
        assert path[k].tolist() == result.x.tolist(), k


def test_slsqp_accepts_no_trial_point_that_it_rejects():
    objective, start = SCENES["camel far left"]
    reported = []
    scipys_run("SLSQP", objective, start, callback=lambda x: reported.append(np.array(x)))
    assert objective(reported[0]) > 1000  # the trap is there
    path, _ = run("SLSQP", objective, start)
    assert (np.diff(objective(path.T)) <= 0).all()


def test_a_rejected_step_stays_as_a_repeated_row():
    path, _ = run("trust-exact", *SCENES["camel far left"])
    assert (path[1:] == path[:-1]).all(axis=1).sum() == 1


@each_method
def test_a_start_at_the_minimum_takes_no_other_point_for_the_answer(name):
    path, ending = run(name, _quadratic(), (0.0, 0.0))
    assert ending.converged
    assert np.abs(path[-1]).max() < 1e-4
    assert name not in GRADIENT or (path == 0).all()


class Enough(Exception):  # noqa: N818
    pass


@each_run
@pytest.mark.parametrize("kind", [Enough, StopIteration, ValueError, KeyboardInterrupt])
def test_what_record_raises_ends_every_method_and_is_passed_on(name, bounded, kind):
    stop, rows = kind("enough"), []

    def record(x):
        rows.append(x)
        if len(rows) == 2:
            raise stop

    objective, _ = scene_of("camel right", bounded=bounded)
    with pytest.raises(kind) as caught:
        optimizers[name].minimize(objective, np.array([1.5, 0.75]), record)
    assert caught.value is stop
    assert len(rows) == 2


@each_method
def test_what_the_objective_raises_is_passed_on(name):
    def refuse(x):
        raise TrajvizError(f"no value at {x}")

    objective = Objective(refuse, "refusing", domain=[(-1, 1), (-1, 1)])
    with pytest.raises(TrajvizError, match="no value at"):
        run(name, objective, (0.5, 0.5))


@each_method
def test_iterates_may_be_kept_and_written_on(name):
    objective, start = SCENES["camel left"]
    expected, _ = run(name, objective, start)
    rows = []

    def spoil(x):
        rows.append(x.copy())
        x[:] = np.nan

    origin = np.array(start)
    optimizers[name].minimize(objective, origin, spoil)
    assert [start, *map(tuple, rows)] == [tuple(x) for x in expected]
    assert tuple(origin) == start


@pytest.mark.slow
@pytest.mark.parametrize("name", BOUNDED)
@each_scene
def test_bounded_iterates_stay_in_the_domain(name, scene):
    objective, start = scene_of(scene, bounded=True)
    path, _ = run(name, objective, start)
    low, high = np.transpose(objective.domain)
    assert ((low <= path) & (path <= high)).all()


@pytest.mark.parametrize("name", BOUNDED)
def test_a_bound_that_is_in_the_way_holds(name):
    slope = Objective(lambda x: x[0] + x[1] ** 2, "slope", domain=[(-1, 1), (-1, 1)])
    path, _ = run(name, slope.bounded("domain"), (0.5, 0.5))
    assert path[-1] == pytest.approx([-1, 0], abs=1e-2)


@pytest.mark.parametrize("start", [(-5.0, 4.0), (5.0, 5.0), (-5.0, -5.0)])
@each_method
def test_a_start_on_a_bound_still_reaches_the_minimum(name, start):
    path, _ = run(name, _quadratic().bounded("domain"), start)
    assert path[0].tolist() == list(start)
    assert path[-1] == pytest.approx([0, 0], abs=1e-3)
    assert name not in BOUNDED or np.abs(path).max() <= 5


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("BFGS", {"gtol": 0.1}),
        ("CG", {"gtol": 0.1}),
        ("Newton-CG", {"xtol": 0.1}),
        ("L-BFGS-B", {"gtol": 0.1}),
        ("TNC", {"maxfun": 5}),
        ("Nelder-Mead", {"xatol": 0.1, "fatol": 0.1}),
        ("Powell", {"ftol": 0.1}),
        ("COBYLA", {"tol": 0.1}),
        ("COBYQA", {"final_tr_radius": 0.1}),
        ("SLSQP", {"ftol": 0.1}),
        ("trust-constr", {"gtol": 0.1}),
        ("dogleg", {"gtol": 10.0}),
        ("trust-ncg", {"gtol": 10.0}),
        ("trust-exact", {"gtol": 10.0}),
        ("trust-krylov", {"gtol": 10.0}),
    ],
)
def test_hyperparameters_reach_scipy(name, changed):
    objective, start = SCENES["rosenbrock"]
    path, _ = run(name, objective, start, **changed)
    assert len(path) < len(run(name, objective, start)[0])
    assert path[-1].tolist() == scipys_run(name, objective, start, **changed).x.tolist()


LIMITS = [
    (name, limit) for name in METHODS for limit in ("maxiter", "maxfev", "maxfun") if limit in scipys_options(name)
]


@pytest.mark.parametrize(("name", "limit"), LIMITS)
def test_a_limit_that_the_user_gave_is_neither_convergence_nor_failure(name, limit):
    _, ending = run(name, *SCENES["rosenbrock"], **{limit: 7})
    assert (ending.converged, ending.at_limit) == (False, True)
    counted = "evaluations" if limit != "maxiter" or name == "COBYLA" else "iterations"
    assert ending.message == f"took the 7 {counted} that {limit} allows"


def _steep_valley(steepness):
    return Objective(
        lambda x: (1 - x[0]) ** 2 + steepness * (x[1] - x[0] ** 2) ** 2,
        "steep valley",
        domain=[(-2, 2), (-1, 3)],
        gradient_function=lambda x: np.stack(
            [
                -2 * (1 - x[0]) - 4 * steepness * x[0] * (x[1] - x[0] ** 2),
                2 * steepness * (x[1] - x[0] ** 2),
            ]
        ),
    )


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "steepness", "own"),
    [
        ("COBYLA", 100, "limit of 1000 evaluations; COBYLA(maxiter=…) sets another"),
        ("SLSQP", 1e6, "limit of 100 iterations; SLSQP(maxiter=…) sets another"),
        ("L-BFGS-B", 1e10, "limit of 15000 evaluations; L-BFGS-B(maxfun=…) sets another"),
        ("Nelder-Mead", 1e6, "limit, after 400 evaluations; Nelder-Mead(maxfev=…) sets another"),
        ("CG", 1e6, "limit, after 400 iterations; CG(maxiter=…) sets another"),
        ("BFGS", 1e6, "limit, after 400 iterations; BFGS(maxiter=…) sets another"),
        ("TNC", 1e6, "limit, after 101 evaluations; TNC(maxfun=…) sets another"),
        ("COBYQA", 1e6, "limit, after 1000 evaluations; COBYQA(maxfev=…) sets another"),
    ],
)
def test_a_limit_of_scipys_own_is_told_as_that(name, steepness, own):
    _, ending = run(name, _steep_valley(steepness).bounded("domain"), (-1.2, 1.0))
    assert (ending.converged, ending.at_limit) == (False, True)
    assert ending.message == f"stopped by {name}'s own {own}"


@pytest.mark.parametrize(
    ("name", "changed", "sentence"),
    [
        (
            "trust-ncg",
            {"eta": 0.3},
            "trust-ncg can not run with these options: invalid acceptance stringency",
        ),
        ("COBYQA", {"initial_tr_radius": -1.0}, "COBYQA can not run with these options: .* must be positive"),
    ],
)
def test_options_that_scipy_refuses_are_the_users_mistake(name, changed, sentence):
    with pytest.raises(TrajvizError, match=sentence):
        run(name, *SCENES["camel left"], **changed)


@pytest.mark.parametrize(
    ("name", "limit"), [("BFGS", "maxiter"), ("TNC", "maxfun"), ("trust-exact", "subproblem_maxiter")]
)
@pytest.mark.parametrize("value", ["5", 2.5, True, 0])
def test_a_limit_is_a_positive_integer_or_none(name, limit, value):
    with pytest.raises(TrajvizError, match=f"{name}: {limit} must be a positive integer or None, not"):
        optimizers[name].with_hyperparameters(**{limit: value})
    assert optimizers[name].with_hyperparameters(**{limit: None}).hyperparameters[limit] is None


def test_dogleg_says_that_the_hessian_is_not_positive_definite():
    path, ending = run("dogleg", *SCENES["camel left"])
    assert len(path) == 1
    assert not ending.converged
    assert "non-psd Hessian" in ending.message


@pytest.mark.parametrize("entry", [np.nan, np.inf, 1e308])
@pytest.mark.parametrize("name", HESSIAN)
def test_a_hessian_that_is_not_finite_ends_the_run(name, entry):
    quadratic = _quadratic()
    objective = Objective(
        quadratic.function,
        "kinked",
        domain=quadratic.domain,
        gradient_function=quadratic.gradient_function,
        hessian_function=lambda x: np.diag([entry, 1.0 + 0 * x[1]]),
    )
    path, _ = run(name, objective, (-4.0, 4.0), maxiter=20)
    assert len(path) <= 21


HOSTILE = {
    "nan": lambda x: np.nan * x[0],
    "inf": lambda x: np.inf + 0 * x[0],
    "-inf": lambda x: -np.inf + 0 * x[0],
    "nan on a half": lambda x: np.where(x[0] > -0.5, np.nan, (x[0] - 3) ** 2 + x[1] ** 2),
    "inf on a half": lambda x: np.where(x[0] > -0.5, np.inf, (x[0] - 3) ** 2 + x[1] ** 2),
    "complex on a half": lambda x: np.sqrt(-0.5 - x[0] + 0j) + x[1] ** 2,
    "constant": lambda x: 1.0 + 0 * x[0],
    "steep": lambda x: np.exp(300 * x[0] ** 2) + x[1] ** 2,
    "cubic": lambda x: x[0] ** 3 + x[1] ** 3,
}


def _differences(function):
    """Return gradient and Hessian by central differences, which spread what is hostile about `function`."""
    h = 1e-4
    steps = h * np.eye(2)

    def gradient(x):
        value = Objective(function, "", domain=[(-1, 1), (-1, 1)])
        return np.array([(value(x + e) - value(x - e)) / (2 * h) for e in steps])

    def hessian(x):
        return np.array([(gradient(x + e) - gradient(x - e)) / (2 * h) for e in steps])

    return gradient, hessian


@pytest.mark.slow
@each_run
@pytest.mark.parametrize("function", HOSTILE)
def test_a_hostile_function_neither_raises_nor_prints(name, bounded, function, capfd):
    gradient, hessian = _differences(HOSTILE[function])
    objective = Objective(
        HOSTILE[function],
        "hostile",
        domain=[(-2, 2), (-2, 2)],
        bounds="domain" if bounded else None,
        gradient_function=gradient,
        hessian_function=hessian,
    )

    def record(x):
        path.append(x)
        if len(path) > 30:
            raise Enough

    path = []
    try:
        ending = optimizers[name].minimize(objective, np.array([-1, 0.5]), record)
    except Enough:
        assert len(path) == 31
    else:
        assert ending.message
    assert capfd.readouterr() == ("", "")


MOST_ROWS = 5


@pytest.mark.slow
@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("function", [name for name, f in objectives.items() if not f.constraints])
def test_without_bounds_every_method_goes_where_minimize_goes(name, function):
    """The path is what SciPy's own callback sees, although the domain of many a function would be in the way."""
    objective = objectives[function]
    start, rows, iterates = np.array(objective.start), [], []

    def stop(*_):
        if len(rows) >= MOST_ROWS:
            raise StopIteration

    def see(x, *_):
        rows.append(np.array(x))
        stop()

    def record(x):
        iterates.append(x)
        if len(iterates) >= MOST_ROWS:
            raise Enough

    with contextlib.suppress(StopIteration, Enough), np.errstate(all="ignore"):
        scipys_run(name, objective, start, callback=see)
    with contextlib.suppress(Enough), np.errstate(all="ignore"):
        optimizers[name].minimize(objective, start, record)
    if name in ("COBYQA", "trust-constr") and rows and np.array_equal(rows[0], start):
        del rows[0]
    if name == "SLSQP":  # what it reports are trial points, of which the accepted ones are the path
        rows = [x for x in rows if any(np.array_equal(x, own) for own in iterates)]
        iterates = [x for x in iterates if any(np.array_equal(x, own) for own in rows)]
    if name == "trust-krylov" and function in ("bbob_5", "schwefel_6", "schwefel_2_21"):
        return  # of pieces of planes, on which SciPy's own runs are one like this and one like that
    both = min(len(rows), len(iterates))
    assert both > 0 or len(iterates) <= 1
    # On sums of absolute values trust-krylov divides by what cancels to nothing; there the last digit is chance.
    np.testing.assert_allclose(iterates[:both], rows[:both], rtol=1e-14 if name == "trust-krylov" else 0, atol=0)


@pytest.mark.slow
@settings(max_examples=40)
@given(
    name=st.sampled_from(BOUNDED),
    low=st.tuples(st.floats(-6, -1), st.floats(-6, -1) | st.just(-np.inf)),
    high=st.tuples(st.floats(1, 6) | st.just(np.inf), st.floats(1, 6)),
    start=st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
)
@example("trust-constr", (-1.0, -1.0), (1.0, 1.0), (-1.0, 1.0))
@example("Nelder-Mead", (-1.0, -1.0), (1.0, 1.0), (-1.0, -1.0))
def test_no_iterate_passes_any_bound(name, low, high, start):
    slope = Objective(lambda x: x[0] + (x[1] - 7) ** 2, "slope", domain=[(-9, 9), (-9, 9)])
    bounds = list(zip(low, high, strict=True))
    path = trace(slope, name, start, steps=40, bounds=bounds).path
    # TNC scales its coordinates, and may be a rounding beyond; to COBYLA bounds are constraints, which it may break on
    # its way.
    path = path[-1:] if name == "COBYLA" else path
    slack = {"TNC": 4 * np.finfo(float).eps * np.abs(path), "COBYLA": 1e-6}.get(name, 0.0)
    assert ((np.array(low) <= path + slack) & (path - slack <= np.array(high))).all()


class TestTrace:
    def test_the_bound_are_bound_and_the_others_free_and_both_know(self):
        suiting = {name: method for name, method in optimizers.items() if method.suits(objectives["camel"])}
        for name, method in suiting.items():
            run_ = trace("camel", name, start=(-1, -0.5), steps=3, bounds=Bounds([-1.2, -0.9], [1.5, 0.8]))
            assert run_.bounds == ((-1.2, 1.5), (-0.9, 0.8)) == run_.objective.bounds
            assert run_.free == (not method.takes_bounds)
            assert method.batched or run_.free == (name not in [*BOUNDED, *GLOBAL])
            assert trace("camel", name, steps=1).bounds is None
            assert not trace("camel", name, steps=1).free

    def test_a_start_outside_bounds_is_refused_whatever_the_method(self):
        for name in ("L-BFGS-B", "GD"):
            with pytest.raises(TrajvizError, match=r"^start \[-1.0, -0.5\] lies outside the bounds \[-0.5, 1\] × "):
                trace("camel", name, start=(-1, -0.5), bounds=[(-0.5, 1), (-1, 1)])
            with pytest.raises(TrajvizError, match="lies outside the bounds"):
                trace("camel", name, start=np.array([[0.0, 3.0], [0.0, 0.0]]), bounds="domain")

    def test_bounds_follow_the_number_of_dimensions(self):
        assert trace("sphere", "L-BFGS-B", start=[1, 2, 3], steps=1, bounds=(0.5, 4)).bounds == ((0.5, 4.0),) * 3
        assert trace("sphere", "TNC", start=[1, 2, 3], steps=1, bounds="domain").bounds == ((-5.12, 5.12),) * 3
        with pytest.raises(TrajvizError, match="bounds must be one"):
            trace("sphere", "TNC", start=[1, 2, 3], bounds=[(0, 4), (0, 4)])
