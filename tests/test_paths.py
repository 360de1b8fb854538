"""Paths in every form that users have them in; what they say is what is kept, wherever they are given."""

from __future__ import annotations

import copy
from collections import UserDict

import numpy as np
import pytest
import scipy
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from scipy.optimize import minimize, rosen, rosen_der

import trajviz as tv
from trajviz import Trajectory, TrajectoryAnimation, TrajvizError
from trajviz.runs.paths import path_of_columns

SCIPY = tuple(map(int, scipy.__version__.split(".")[:2]))

CAMEL = tv.objective("camel")
WALK = np.array([[0.0, 1.0], [2.0, 3.0], [4.0, 5.5]])


class Tensor:
    """What PyTorch's tensors are to NumPy while they have a graph: nothing, before they are detached."""

    def __init__(self, numbers):
        self.numbers = np.asarray(numbers)
        self.ndim, self.shape = self.numbers.ndim, self.numbers.shape

    def __array__(self, dtype=None, copy=None):
        raise RuntimeError("Can't call numpy() on Tensor that requires grad. Use tensor.detach().numpy() instead.")

    def __len__(self):
        return len(self.numbers)

    def __iter__(self):
        return map(Tensor, self.numbers)

    def detach(self):
        return self.numbers


class Table(UserDict):
    """What pandas' and polars' data frames have in common."""

    @property
    def columns(self):
        return list(self.data)

    def to_numpy(self):
        return np.column_stack(list(self.data.values()))


def in_from_path(path):
    return Trajectory.from_path(path, objective=CAMEL).path


def without_an_objective(path):
    return Trajectory.from_path(path).path


def in_an_animation(path):
    return TrajectoryAnimation([path]).trajectories[0].path


def alone_in_an_animation(path):
    return TrajectoryAnimation(path).trajectories[0].path


PLACES = [in_from_path, without_an_objective, in_an_animation, alone_in_an_animation]

FORMS = {
    "array": lambda path: path,
    "columns": lambda path: path.T,
    "lists": lambda path: path.tolist(),
    "lists of columns": lambda path: path.T.tolist(),
    "points": list,
    "tuples": lambda path: tuple(map(tuple, path.tolist())),
    "objects": lambda path: path.astype(object),
    "masked": np.ma.array,
    "masked points": lambda path: [np.ma.array(point) for point in path],
    "tensor": Tensor,
    "columns of a tensor": lambda path: Tensor(path.T),
    "tensors": lambda path: [Tensor(point) for point in path],
    "tensors of numbers": lambda path: [[Tensor(x) for x in point] for point in path],
    "table": lambda path: Table(step=np.arange(len(path)), x=path[:, 0], y=path[:, 1]),
    "results": lambda path: [{"x": point, "fun": 0.0} for point in path],
    "float32": lambda path: path.astype(np.float32),
}


@pytest.mark.slow
@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
@settings(deadline=None, max_examples=8)
@given(path=arrays(float, st.tuples(st.integers(3, 6), st.just(2)), elements=st.floats(-4, 4, width=16)))
def test_every_form_is_the_same_path_everywhere(path, form, place):
    np.testing.assert_array_equal(place(FORMS[form](path)), path)


@pytest.mark.parametrize("place", PLACES[:3], ids=lambda place: place.__name__)
def test_a_generator_of_points(place):
    np.testing.assert_array_equal(place(point for point in WALK), WALK)


@pytest.mark.parametrize("place", PLACES, ids=lambda place: place.__name__)
def test_what_is_masked_is_a_gap(place):
    masked = np.ma.masked_equal([[0, 0], [-999, -999], [1, -999]], -999)  # of integers, which have no nan
    np.testing.assert_array_equal(place(masked), [[0, 0], [np.nan, np.nan], [1, np.nan]])


class TestColumns:
    """An array of as many rows as there are coordinates holds them in rows, as `plot(*path)` takes them."""

    @pytest.mark.slow
    @settings(deadline=None, max_examples=30)
    @given(dimension=st.integers(2, 5), steps=st.integers(1, 9))
    def test_the_objective_tells(self, dimension, steps):
        path = np.random.default_rng(steps).normal(size=(steps, dimension))
        objective = tv.objective(lambda x: (x**2).sum(axis=0), dimension=dimension)
        np.testing.assert_array_equal(Trajectory.from_path(path, objective=objective).path, path)
        turned = Trajectory.from_path(path.T, objective=objective)
        np.testing.assert_array_equal(turned.path, path.T if steps == dimension else path)
        np.testing.assert_allclose(turned.values, (turned.path**2).sum(axis=1))

    def test_the_dimension_may_be_told(self):
        two_points = np.array([[5.0, 0, 0], [0, 0, 0]])
        np.testing.assert_array_equal(Trajectory.from_path(two_points, dimension=3).path, two_points)
        np.testing.assert_array_equal(Trajectory.from_path(two_points).path, two_points.T)
        np.testing.assert_array_equal(Trajectory.from_path(WALK.T, dimension=2).path, WALK)

    def test_what_has_rows_for_certain_is_not_turned(self):
        two = [{"x": point, "fun": 1.0} for point in np.eye(2, 5)]
        assert Trajectory.from_path(two).path.shape == (2, 5)
        table = Table({f"x{i}": [1.0, 2.0] for i in range(4)})
        assert Trajectory.from_path(table).path.shape == (2, 4)

    def test_a_square_is_read_as_the_others_are(self):
        square = np.array([[1.0, 2.0], [3.0, 4.0]])
        for others, expected in (([WALK.T], square.T), ([WALK], square), ([WALK, WALK.T], square), ([], square)):
            runs = TrajectoryAnimation([*others, square]).trajectories
            np.testing.assert_array_equal(runs[-1].path, expected)

    @pytest.mark.slow
    def test_a_function_of_any_dimension_takes_the_path(self):
        assert Trajectory.from_path(np.ones((7, 5)), objective=rosen).values.tolist() == [0] * 7
        assert Trajectory.from_path(np.ones((7, 5)), objective="rosenbrock").objective.dimension == 5
        assert Trajectory.from_path(np.ones((7, 5)), objective=lambda x: x[4] + x[0]).values.tolist() == [2] * 7
        assert Trajectory.from_path([3, 2, 1], objective="x**2").path.shape == (3, 1)

    def test_a_path_that_fits_neither_way(self):
        with pytest.raises(TrajvizError, match="path has 5 coordinates, camel has 2"):
            Trajectory.from_path(np.ones((7, 5)), objective="camel")


class TestResults:
    @pytest.mark.parametrize("method", ["BFGS", "CG", "Powell", "Nelder-Mead"])
    def test_of_a_callback_are_the_iterates_of_scipy(self, method):
        results = []

        def keep(intermediate_result):
            results.append(copy.deepcopy(intermediate_result))

        final = minimize(rosen, [-1.0, 1.0], method=method, callback=keep, options={"return_all": True})
        run = Trajectory.from_path(results, method, objective="rosenbrock")
        np.testing.assert_array_equal(run.path, final.allvecs[-len(results) :])
        np.testing.assert_allclose(run.values, rosen(run.path.T), rtol=1e-12)
        np.testing.assert_array_equal(Trajectory.from_path(final).path, final.allvecs)

    def test_the_values_are_theirs(self):
        run = Trajectory.from_path([{"x": [1, 2], "fun": 7}, {"x": [3, 4], "fun": np.array([8.0])}], objective="camel")
        assert run.values.tolist() == [7, 8]
        assert np.isnan(Trajectory.from_path([{"x": [1, 2], "fun": None}]).values).all()

    def test_that_share_an_array_are_refused(self):
        """As L-BFGS-B's do, whose callback is given a view of what the method goes on writing to."""
        buffer, results = np.zeros(2), []
        for step in range(3):
            buffer += step
            results.append({"x": buffer, "fun": float(step)})
        with pytest.raises(TrajvizError, match="SciPy went on writing to; keep a copy"):
            Trajectory.from_path(results)

    @pytest.mark.parametrize("method", ["L-BFGS-B", "Newton-CG", "TNC", "SLSQP", "COBYQA"])
    def test_of_no_method_are_taken_for_a_path_that_they_are_not(self, method):
        results, seen = [], []

        def keep(intermediate_result):
            results.append(intermediate_result)
            seen.append(intermediate_result.x.copy())

        if method == "TNC" or (method == "SLSQP" and SCIPY < (1, 17)):  # which know the point alone
            pytest.skip("no results")
        jac = None if method == "COBYQA" else rosen_der
        minimize(rosen, [-1.0, 1.0], jac=jac, method=method, callback=keep)
        try:
            path = Trajectory.from_path(results).path
        except TrajvizError:
            path = np.array(seen)
        np.testing.assert_array_equal(path, seen)

    def test_of_one_variable(self):
        run = Trajectory.from_path([{"x": 3.0, "fun": 9}, {"x": 1.0, "fun": 1}], objective="x**2")
        assert run.path.tolist() == [[3], [1]]


class TestTables:
    def test_columns_are_known_by_their_names(self):
        table = Table({"Loss": [3, 2], "y": [5, 6], "nfev": [1, 4], "iteration": [10, 20], " X ": [7, 8], "lr": [0, 0]})
        run = Trajectory.from_path(table)
        assert run.path.tolist() == [[7, 5], [8, 6]]
        assert run.values.tolist() == [3, 2]
        assert run.evaluations.tolist() == [1, 4]
        assert run.step_of_row.tolist() == [10, 20]

    def test_numbered_coordinates_are_ordered_by_number(self):
        table = {f"x{i}": [float(i)] for i in (10, 2, 1, 0)}
        assert path_of_columns(table, "it").numbers.tolist() == [[0, 1, 2, 10]]

    def test_other_names_are_coordinates_where_there_are_no_usual_ones(self):
        assert path_of_columns({"": [0], "lat": [1], "f": [3], "lon": [2]}, "it").numbers.tolist() == [[1, 2]]

    @pytest.mark.parametrize(
        ("columns", "sentence"),
        [
            ({"x": [1], "X": [2]}, "two columns named 'X'"),
            ({"x": [1], "y": [1], "f": [2], "loss": [2]}, "f and loss, which mean the same"),
            ({"f": [2]}, "no columns for the coordinates"),
            ({"x": ["a"], "y": [1]}, "x of it must be an array of numbers"),
        ],
    )
    def test_refused(self, columns, sentence):
        with pytest.raises(TrajvizError, match=sentence):
            path_of_columns(columns, "it")

    @pytest.mark.parametrize("steps", [[0, 0], [2, 1], [0.5, 1], [-1, 0], [np.nan, 1]])
    def test_steps_that_do_not_ascend(self, steps):
        with pytest.raises(TrajvizError, match="steps of path must"):
            Trajectory.from_path(Table(step=steps, x=[1, 2], y=[1, 2]))


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ([[10**400, 1]], "path must be an array of numbers"),
        ([[10**5000, 1]], "path must be an array of numbers"),
        ([[1, 2], [3]], "with rows of one length, not of 1, 2"),
        ([np.zeros(2), np.zeros(3)], "with rows of one length, not of 2, 3"),
        ([["1", "2"]], "path must be an array of numbers"),
        (np.array([["2020-01-01", "2020-01-02"]], dtype="datetime64[D]"), "path must be an array of numbers"),
        ([[1j, 2]], "path must be an array of numbers"),
        ([[object(), 2]], "path must be an array of numbers"),
        ("path", "path must be an array of numbers"),
        (7, "must have shape"),
        (None, "must have shape"),
        ([], "must have shape"),
        (np.zeros((3, 0)), "at least one row"),
        (np.zeros((2, 3, 4, 5)), "must have shape"),
        (np.zeros((2, 0, 4)), "must have shape"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_path_is_refused_in_a_short_sentence(path, sentence):
    with pytest.raises(TrajvizError, match=sentence) as caught:
        Trajectory.from_path(path)
    assert len(str(caught.value)) < 200


WILD = st.sampled_from([np.nan, np.inf, -np.inf, 0.0, 1.0, -2.5, 1e308, -1e308, 5e-324])


@pytest.mark.slow
@pytest.mark.parametrize("objective", [None, "camel"])
@settings(deadline=None, max_examples=6)
@given(path=arrays(float, st.tuples(st.integers(1, 5), st.just(2)), elements=WILD))
def test_nan_and_infinities_are_gaps_in_what_is_shown(path, objective):
    run = Trajectory.from_path(path, dimension=2, objective=objective)
    animation = tv.animate([run], view="contour", size=(400, 300))
    limits = np.array([animation.ax.get_xlim(), animation.ax.get_ylim()])
    assert np.isfinite(limits).all()
    shown = np.clip(path[np.isfinite(path).all(axis=1)], -1e300, 1e300)
    if objective is None:
        assert ((shown >= limits[:, 0]) & (shown <= limits[:, 1])).all()
    assert animation.frames().still(-1).any()
    assert "trajviz" in animation.to_html()


@pytest.mark.slow
@pytest.mark.parametrize("space", [False, True])
@settings(deadline=None, max_examples=15)
@given(path=arrays(float, st.tuples(st.sampled_from([1, 4, 5]), st.just(3)), elements=WILD))
def test_nan_and_infinities_on_axes_of_ones_own(path, space):
    axes = Figure(figsize=(2, 2)).add_subplot(projection="3d" if space else None)
    animation = TrajectoryAnimation([path if space else path[:, :2]], ax=axes)
    assert all(frame.any() for frame in animation.frames())


def test_a_gap_is_drawn_as_one():
    animation = TrajectoryAnimation([[[0, 0], [1, 1], [np.nan, np.nan], [3, 1], [4, 0]]])
    animation.ax.set(xlim=(0, 4), ylim=(0, 2))
    line = next(line for line in animation.ax.lines if line.get_linestyle() == "-")
    frame = animation.frames().still(-1).astype(int)
    colored = (np.abs(frame - 255 * np.array(to_rgb(line.get_color()))).max(axis=2) < 40).any(axis=0)
    box = animation.ax.get_position()
    at = [int(frame.shape[1] * (box.x0 + share * box.width)) for share in (0.1, 0.2, 0.3, 0.7, 0.8, 0.9)]
    assert colored[at[0] : at[1]].all()
    assert not colored[at[2] : at[3]].any()
    assert colored[at[4] : at[5]].all()


class TestRepr:
    @settings(deadline=None, max_examples=40)
    @given(label=st.text(max_size=200), steps=st.integers(1, 50), dimension=st.integers(1, 50))
    def test_is_a_short_line(self, label, steps, dimension):
        run = Trajectory.from_path(np.zeros((steps, dimension)), label, dimension=dimension)
        assert len(repr(run).splitlines()) == 1
        assert len(repr(run)) < 150

    def test_tells_the_run(self):
        run = tv.trace("camel", "BFGS")
        told = f"<Trajectory 'BFGS' on camel: {run.steps} steps in 2 dimensions, converged at f = -1.0316>"
        assert repr(run) == told
        assert repr(Trajectory.from_path(WALK)) == "<Trajectory: 2 steps in 2 dimensions, completed>"
        many = tv.trace("x**2", "GD(lr=0.1)", start=[[1.0, 2.0, 3.0]], steps=4)
        assert "'GD' on x**2: 4 steps from 3 starts in 1 dimension," in repr(many)
        assert "40 steps" in repr(tv.trace("camel", "GD", steps=40, every=7))
