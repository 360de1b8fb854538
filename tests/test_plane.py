"""Planes through many dimensions: projections, slices, workers and files."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
import threading
import time
from contextlib import suppress
from pathlib import Path

import joblib
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from joblib.parallel import BACKENDS, ThreadingBackend
from scipy.interpolate import RegularGridInterpolator
from scipy.linalg import subspace_angles
from scipy.optimize import check_grad

import trajviz as tv
from trajviz import learning, parallel
from trajviz.errors import TrajvizError
from trajviz.functions import Objective
from trajviz.functions.landscape import gradient_grid, landscape
from trajviz.planes import (
    Plane,
    blocks,
    coordinate_plane,
    load_slice,
    plane_through,
    principal_plane,
    project_run,
    random_plane,
    save_slice,
    slice_objective,
)
from trajviz.runs.trajectory import Trajectory

rng = np.random.default_rng(7)
SLANTED = Plane(rng.standard_normal(6), rng.standard_normal((6, 2)) * [1, 100], ("u", "v"))
WALK = rng.standard_normal((40, 6)).cumsum(axis=0)
NETWORK = learning.network((3, 5, 2), rng.standard_normal((12, 3)), rng.integers(0, 2, 12), activations="tanh")


def bowl(x):
    """Return an uneven paraboloid in any number of dimensions."""
    return sum((i + 1) * (x[i] - 0.1 * i) ** 2 for i in range(len(x)))


def objective_on(dimension, function=bowl, **known):
    return Objective(function, "bowl", domain=[(-3, 3)] * dimension, **known)


class TestPlane:
    @given(arrays(float, (2, 3, 4), elements=st.floats(-1e3, 1e3)))
    def test_lifted_points_are_projected_to_their_coordinates(self, coordinates):
        lifted = SLANTED.lift(coordinates)
        assert lifted.shape == (6, 3, 4)
        flat = lifted.reshape(6, -1).T
        np.testing.assert_allclose(SLANTED.project(flat), coordinates.reshape(2, -1).T, atol=1e-9)
        np.testing.assert_allclose(SLANTED.distance(flat), 0, atol=1e-9)

    def test_projection_and_distance_are_those_of_least_squares(self):
        coordinates, squares, *_ = np.linalg.lstsq(SLANTED.directions, (WALK - SLANTED.origin).T, rcond=None)
        np.testing.assert_allclose(SLANTED.project(WALK), coordinates.T, rtol=1e-10)
        np.testing.assert_allclose(SLANTED.distance(WALK), np.sqrt(squares), rtol=1e-10)

    def test_many_rows_are_projected_as_each_is(self, monkeypatch):
        together = SLANTED.project(WALK), SLANTED.distance(WALK)
        monkeypatch.setattr(blocks, "_POINTS", 3)
        np.testing.assert_allclose(SLANTED.project(WALK), together[0], rtol=1e-13)
        np.testing.assert_allclose(SLANTED.distance(WALK), together[1], rtol=1e-13)

    def test_a_point_that_is_not_finite_is_nowhere(self):
        assert np.isnan(SLANTED.project([[np.nan] * 6])).all()

    def test_arrays_of_a_plane_are_its_own(self):
        origin = np.zeros(3)
        plane = Plane(origin, np.eye(3)[:, :2])
        origin[0] = 1
        assert not plane.origin.any()
        with pytest.raises(ValueError, match="read-only"):
            plane.directions[0] = 1

    @pytest.mark.parametrize(
        ("given", "sentence"),
        [
            (([0], [[1, 2]]), r"d at least 2.*not \(1,\) and \(1, 2\)"),
            (([0, 0], [1, 2]), "directions of shape"),
            (([0, 0, 0], np.eye(2)), "directions of shape"),
            (([0, np.nan], np.eye(2)), "must be finite"),
            (([0, 0], [[1, np.inf], [0, 1]]), "must be finite"),
            (([0, 0], [[1, 2], [1, 2]]), "different ways"),
            (([0, 0], [[0, 1], [0, 0]]), "neither may be zero"),
            ((["a", "b"], np.eye(2)), "arrays of numbers"),
            (([0, 0], np.eye(2), ("x",)), "labels"),
            (([0, 0], np.eye(2), (1, 2)), "labels"),
        ],
    )
    def test_what_is_no_plane_is_refused(self, given, sentence):
        with pytest.raises(TrajvizError, match=sentence):
            Plane(*given)

    def test_points_of_another_shape_are_refused(self):
        with pytest.raises(TrajvizError, match=r"shape \(n, 6\), not \(40, 5\)"):
            SLANTED.project(WALK[:, :5])
        with pytest.raises(TrajvizError, match=r"shape \(n, 6\), not \(6,\)"):
            SLANTED.distance(WALK[0])
        with pytest.raises(TrajvizError, match=r"shape \(2, \.\.\.\), not \(3,\)"):
            SLANTED.lift([1, 2, 3])


class TestPrincipalPlane:
    @pytest.mark.parametrize("shape", [(40, 6), (5, 60), (3, 3), (200, 2)])
    def test_directions_and_shares_are_those_of_a_singular_value_decomposition(self, shape):
        path = np.random.default_rng(1).standard_normal(shape).cumsum(axis=0)
        plane = principal_plane(Trajectory.from_path(path))
        _, lengths, expected = np.linalg.svd(path - path.mean(axis=0))
        shares = lengths[:2] ** 2 / (lengths**2).sum()
        np.testing.assert_allclose(np.abs(plane.directions.T @ expected[:2].T), np.eye(2), atol=1e-9)
        np.testing.assert_allclose(plane.directions.T @ plane.directions, np.eye(2), atol=1e-14)
        assert plane.labels == tuple(
            f"{which} principal component ({100 * share:.1f} % of variance)"
            for which, share in zip(["1st", "2nd"], shares, strict=True)
        )

    def test_rows_of_all_runs_count_and_the_first_ends_at_the_origin(self):
        first, second = WALK[:25], WALK[25:] + 3
        plane = principal_plane([Trajectory.from_path(first), Trajectory.from_path(second)])
        rows = np.concatenate([first, second])
        _, _, expected = np.linalg.svd(rows - rows.mean(axis=0))
        assert subspace_angles(plane.directions, expected[:2].T).max() < 1e-7
        assert plane.project(first[-1:]).tolist() == [[0, 0]]
        assert plane.distance(first[-1:]) == 0

    @pytest.mark.parametrize("mirror", [1, -1])
    def test_the_first_run_starts_at_the_upper_left(self, mirror):
        ((right, up),) = (plane := principal_plane(Trajectory.from_path(mirror * WALK))).project(mirror * WALK[:1])
        assert right < 0 < up
        assert plane.dimension == 6

    @pytest.mark.parametrize("rows", [2, 30])
    @pytest.mark.parametrize("dimension", [2, 5])
    @pytest.mark.parametrize("size", [1e-200, 1.0, 1e200])
    def test_a_line_gets_an_orthogonal_direction(self, rows, dimension, size):
        direction = np.arange(1.0, dimension + 1)
        line = size * np.linspace(1, 0, rows)[:, None] * direction
        plane = principal_plane(Trajectory.from_path(line, dimension=line.shape[1]))
        np.testing.assert_allclose(np.abs(plane.directions[:, 0] @ direction), np.linalg.norm(direction))
        np.testing.assert_allclose(plane.directions.T @ plane.directions, np.eye(2), atol=1e-14)
        assert plane.labels == (
            "1st principal component (100.0 % of variance)",
            "an orthogonal direction (0 % of variance)",
        )

    def test_rows_that_are_not_finite_do_not_count(self):
        lost = np.concatenate([WALK, np.full((2, 6), np.nan)])
        plane, same = (principal_plane(Trajectory.from_path(path)) for path in (lost, WALK))
        np.testing.assert_array_equal(plane.directions, same.directions)
        np.testing.assert_array_equal(plane.origin, WALK[-1])

    def test_many_coordinates_take_no_decomposition_of_all_of_them(self):
        path = np.random.default_rng(0).standard_normal((20, 100_000)).cumsum(axis=0)
        began = time.perf_counter()
        plane = principal_plane(Trajectory.from_path(path))
        assert time.perf_counter() - began < 5  # a matrix of 100,000 × 100,000 would not even fit
        assert plane.directions.shape == (100_000, 2)

    @pytest.mark.parametrize(
        ("paths", "sentence"),
        [
            ([[[1, 2, 3]]], "single point"),
            ([[[0.1, 0.2, 0.3]] * 7], "single point"),
            ([[[1, 2]], [[1, 2]]], "single point"),
            ([[[np.nan, 2], [1, np.inf]]], "single point"),
            ([[[1], [2]]], "at least 2, not 1"),
            ([[[1, 2], [2, 3]], [[1, 2, 3]]], "not 2 and 3"),
            ([], "at least one run"),
        ],
    )
    def test_paths_without_a_plane_are_refused(self, paths, sentence):
        with pytest.raises(TrajvizError, match=sentence):
            principal_plane([Trajectory.from_path(path) for path in paths])

    def test_many_starts_are_refused(self):
        run = tv.trace("camel", "GD", start=[[1, 2], [3, 4]], steps=3)
        with pytest.raises(TrajvizError, match="single start"):
            principal_plane(run)


class TestChosenPlanes:
    def test_random_directions_have_the_layers_lengths(self):
        origin = np.array(NETWORK.start) + 0.1
        plane = random_plane(NETWORK, origin, seed=3)
        for layer in NETWORK.layers:
            lengths = np.linalg.norm(plane.directions[layer], axis=0)
            np.testing.assert_allclose(lengths, np.linalg.norm(origin[layer]))
            assert plane.directions[layer, 0] @ plane.directions[layer, 1] == pytest.approx(0, abs=1e-12)
        assert np.array_equal(plane.origin, origin)

    def test_random_directions_without_layers_are_orthonormal_and_uniform(self):
        each = [random_plane("sphere", np.zeros(8), seed=seed).directions for seed in range(400)]
        for directions in each:
            np.testing.assert_allclose(directions.T @ directions, np.eye(2), atol=1e-14)
        np.testing.assert_allclose(np.mean(np.square(each), axis=0), 1 / 8, atol=0.03)
        np.testing.assert_allclose(np.mean(each, axis=0), 0, atol=0.08)

    def test_a_seed_gives_the_same_directions(self):
        one, same, other = (random_plane(NETWORK, seed=seed).directions for seed in (1, 1, 2))
        assert np.array_equal(one, same)
        assert not np.allclose(one, other)

    def test_coordinates_on_a_coordinate_plane_are_those_of_the_space(self):
        plane = coordinate_plane(WALK[0], 4, 1)
        np.testing.assert_allclose(plane.project(WALK), WALK[:, [4, 1]])
        np.testing.assert_allclose(plane.distance(WALK), np.linalg.norm((WALK - WALK[0])[:, [0, 2, 3, 5]], axis=1))
        assert plane.labels == ("x[4]", "x[1]")

    def test_three_points_lie_on_their_plane_at_true_distances(self):
        a, b, c = points = WALK[[0, 13, 29]]
        plane = plane_through(a, b, c)
        at = plane.project(points)
        np.testing.assert_allclose(plane.distance(points), 0, atol=1e-12)
        np.testing.assert_allclose(at[:2], [[0, 0], [np.linalg.norm(b - a), 0]], atol=1e-12)
        np.testing.assert_allclose(np.linalg.norm(at[2] - at[:2], axis=1), np.linalg.norm(c - points[:2], axis=1))
        assert at[2, 1] > 0

    @pytest.mark.parametrize(
        ("make", "sentence"),
        [
            (lambda: plane_through([0, 0, 0], [1, 1, 1], [3, 3, 3]), "lie on a line"),
            (lambda: plane_through([1, 2], [1, 2], [3, 4]), "lie on a line"),
            (lambda: plane_through([1, 2], [3, 4], [1, 2]), "lie on a line"),
            (lambda: plane_through([1, 2], [3, 4], [1, 2, 3]), "2, 2 and 3 coordinates"),
            (lambda: plane_through([1, 2], [3, np.inf], [1, 2]), "b must be a point"),
            (lambda: coordinate_plane([1, 2, 3], 0, 3), "from 0 to 2, not 0 and 3"),
            (lambda: coordinate_plane([1, 2, 3], -1, 1), "not -1 and 1"),
            (lambda: coordinate_plane([1, 2, 3], 1, 1), "two different"),
            (lambda: coordinate_plane([1, 2, 3], 1.5, 1), "i must be a whole number, not 1.5"),
            (lambda: coordinate_plane("abc"), "origin must be a point"),
            (lambda: coordinate_plane([1]), "at least two"),
            (lambda: random_plane(NETWORK, np.zeros(NETWORK.dimension)), "weights at the origin are zero"),
            (lambda: random_plane(NETWORK, [1, 2]), "dimensions, not in 2"),
        ],
    )
    def test_what_is_no_choice_is_refused(self, make, sentence):
        with pytest.raises(TrajvizError, match=sentence):
            make()


class TestSlice:
    @pytest.mark.parametrize("shape", [(), (5,), (3, 4), (0,)])
    def test_values_are_those_of_the_objective(self, shape):
        coordinates = rng.standard_normal((2, *shape))
        sliced = slice_objective(objective_on(6), SLANTED)
        points = SLANTED.origin.reshape(6, *[1] * len(shape)) + np.tensordot(SLANTED.directions, coordinates, 1)
        np.testing.assert_allclose(sliced(coordinates), bowl(points))
        assert sliced.gradient(coordinates).shape == (2, *shape)

    @pytest.mark.parametrize(
        "whole",
        [objective_on(6), "rosenbrock", "rastrigin", bowl],
        ids=["objective", "rosenbrock", "rastrigin", "callable"],
    )
    def test_gradient_is_that_of_finite_differences(self, whole):
        plane = random_plane("sphere", 0.3 * np.ones(6))
        sliced = slice_objective(whole, plane)
        for point in rng.uniform(-1, 1, (5, 2)):
            scale = np.linalg.norm(sliced.gradient(point))
            assert check_grad(sliced, sliced.gradient, point) < 1e-5 * max(scale, 1)

    def test_hessian_is_that_of_the_chain_rule(self):
        point = rng.standard_normal(2)
        plane = random_plane("rosenbrock", np.ones(5))
        expected = (
            plane.directions.T @ tv.objective("rosenbrock", dimension=5).hessian(plane.lift(point)) @ plane.directions
        )
        np.testing.assert_allclose(slice_objective("rosenbrock", plane).hessian(point), expected, rtol=1e-6)

    def test_a_network_is_sliced(self):
        plane = random_plane(NETWORK)
        sliced = slice_objective(NETWORK, plane)
        ground = landscape(sliced, (5, 4))
        expected = [[NETWORK(plane.origin + plane.directions @ [x, y]) for x in ground.x] for y in ground.y]
        np.testing.assert_allclose(ground.values, expected)
        assert ground.values[0, 0] != ground.values[-1, -1]

    def test_random_gradients_are_taken_exactly(self):
        whole = objective_on(6)
        exact, noisy = (slice_objective(f, SLANTED).gradient([0.1, 0.2]) for f in (whole, whole.noisy(1.0)))
        assert np.array_equal(exact, noisy)

    def test_what_is_no_number_is_nan_without_a_warning(self):
        whole = objective_on(3, lambda x: np.log(x[0]) * np.exp(800 * x[1]))
        values = slice_objective(whole, coordinate_plane(np.ones(3)))([[-1.0, 2.0, 2.0], [1.0, 1.0, -1.0]])
        np.testing.assert_array_equal(values, [np.nan, np.inf, 0])

    @pytest.mark.parametrize("ask", [lambda f: landscape(f, (61, 41)), lambda f: gradient_grid(f, (30, 20))])
    def test_points_are_evaluated_in_batches_of_bounded_size(self, ask):
        sizes = []

        def counted(function):
            return lambda x: (sizes.append(x.size), function(x))[1]

        whole = Objective(
            counted(lambda x: (x**2).sum(axis=0)),
            "wide",
            domain=[(-1, 1)] * 3000,
            gradient_function=counted(lambda x: 2 * x),
        )
        ask(slice_objective(whole, random_plane(whole)))
        points = sum(sizes) // 3000
        assert points in (61 * 41, 30 * 20)
        assert len(sizes) <= -(-points // 256)
        assert max(sizes) <= 2**20

    def test_domain_is_the_extent_of_the_runs_with_a_margin(self):
        runs = [Trajectory.from_path(WALK[:20]), Trajectory.from_path(WALK[20:])]
        sliced = slice_objective(objective_on(6), SLANTED, runs, margin=0.5)
        at = SLANTED.project(WALK)
        low, high = at.min(axis=0), at.max(axis=0)
        np.testing.assert_allclose(np.transpose(sliced.domain), [1.5 * low - 0.5 * high, 1.5 * high - 0.5 * low])
        np.testing.assert_allclose(sliced.start, at[0])

    def test_an_axis_along_which_nothing_moves_shows_as_much_as_the_other(self):
        run = Trajectory.from_path(np.outer([4, 3, 0], [0.6, 0.8, 0]))
        sliced = slice_objective("sphere", principal_plane(run), run, margin=0)
        np.testing.assert_allclose(np.ptp(sliced.domain, axis=1), 4)
        resting = Trajectory.from_path([[1, 2, 3]])
        assert slice_objective("sphere", coordinate_plane([0, 0, 0]), resting, margin=0).domain == ((0, 2), (1, 3))

    def test_domain_can_be_given(self):
        run = Trajectory.from_path([[5, 0, 0], [0, 0, 0]], dimension=3)
        sliced = slice_objective("sphere", coordinate_plane([0, 0, 0]), run, domain=[(-1, 2), (-3, 4)])
        assert sliced.domain == ((-1, 2), (-3, 4))
        np.testing.assert_allclose(sliced.start, [-0.4, -1.6])  # that of the run lies outside

    def test_minima_on_the_plane_are_kept_and_those_off_it_are_not(self):
        whole = objective_on(3, minima=[(0, 0.1, 0.2), (1, 1, 0.2), (0, 0, 1)], minimum=-7.0, title="Bowl")
        sliced = slice_objective(whole, coordinate_plane([5, 5, 0.2]))
        np.testing.assert_allclose(sliced.minima, [[0, 0.1], [1, 1]])
        assert (sliced.minimum, sliced.title, sliced.name) == (-7.0, "Bowl", "bowl on a plane")
        assert slice_objective(whole, coordinate_plane([5, 5, 0.3])).minima == ()

    def test_an_optimizer_runs_on_a_slice(self):
        sliced = slice_objective("sphere", coordinate_plane([0, 0, 0, 2.0]))
        for method in ("BFGS", "Newton", "GD(lr=0.1)"):
            run = tv.trace(sliced, method)
            assert run.outcome == "converged"
            np.testing.assert_allclose(run.path[-1], 0, atol=1e-5)
            assert run.values[-1] == pytest.approx(4)

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            ({"margin": -1}, "margin must be"),
            ({"margin": np.nan}, "margin must be"),
            ({"domain": (1, 1)}, "low < high"),
            ({"domain": [(0, 1)] * 3}, "has 3 coordinates"),
            ({"runs": Trajectory.from_path([[1, 2]])}, r"shape \(n, 6\), not \(1, 2\)"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, options, sentence):
        with pytest.raises(TrajvizError, match=sentence):
            slice_objective(objective_on(6), SLANTED, **options)

    def test_an_objective_of_another_dimension_is_refused(self):
        with pytest.raises(TrajvizError, match="6"):
            slice_objective("camel", SLANTED)


class TestProjectedRun:
    run = tv.trace("rosenbrock", "BFGS", start=[-1, 0.5, 0.3, 0.8], label="mine")
    sliced = slice_objective("rosenbrock", principal_plane(run), run)

    def test_only_path_and_objective_change(self):
        flat = project_run(self.run, self.sliced)
        np.testing.assert_allclose(self.sliced.plane.lift(flat.path.T)[:, -1], self.run.path[-1])
        assert flat.path.shape == (len(self.run.path), 2)
        assert flat.objective is self.sliced
        for kept in ("values", "label", "outcome", "message", "evaluations", "nfev", "njev", "step_of_row"):
            assert getattr(flat, kept) is getattr(self.run, kept)

    def test_the_end_has_its_true_value_and_other_rows_are_off_by_their_distance(self):
        flat = project_run(self.run, self.sliced)
        distance = self.sliced.plane.distance(self.run.path)
        assert self.sliced(flat.path[-1]) == pytest.approx(self.run.values[-1], abs=1e-12)
        lengths = np.linalg.norm(self.run.path - self.run.path[-1], axis=1)
        np.testing.assert_allclose(np.hypot(np.linalg.norm(flat.path, axis=1), distance), lengths, atol=1e-12)

    def test_many_starts_are_refused(self):
        run = tv.trace("rosenbrock", "GD", start=np.ones((4, 3)), steps=2)
        with pytest.raises(TrajvizError, match="single start"):
            project_run(run, self.sliced)

    @pytest.mark.slow
    @pytest.mark.parametrize("view", ["contour", "surface", "convergence"])
    def test_it_is_animated(self, view):
        sampled = self.sliced.sampled((13, 9))
        anim = tv.animate([project_run(self.run, sampled)], view=view, frames=3)
        assert anim.trajectories[0].objective is sampled


def slow_bowl(x):
    """Return `bowl` after a while, so that workers are asked."""
    time.sleep(0.002)
    return bowl(x)


class TestWorkers:
    @pytest.fixture(autouse=True)
    def _small_blocks(self, monkeypatch):
        monkeypatch.setattr(blocks, "_POINTS", 20)
        monkeypatch.setattr(parallel, "WORTH_WORKERS", 0.0)

    @pytest.mark.slow
    @pytest.mark.parametrize("backend", ["loky", "threading"])
    @pytest.mark.parametrize("kind", ["function", "lambda", "network"])
    def test_values_are_identical_whoever_computes_them(self, backend, kind):
        whole = {
            "function": objective_on(6, slow_bowl),
            "lambda": objective_on(6, lambda x: bowl(x)),
            "network": NETWORK,
        }
        sliced = slice_objective(whole[kind], random_plane(whole[kind]))
        alone, slopes = landscape(sliced, (11, 9)).values, gradient_grid(sliced, (5, 4))[1]
        with joblib.parallel_config(backend=backend, n_jobs=2):
            assert np.array_equal(landscape(sliced, (11, 9)).values, alone)
            assert np.array_equal(gradient_grid(sliced, (5, 4))[1], slopes)

    def test_work_is_shared_as_the_context_says(self):
        seen = set()

        def here(x):
            seen.add((os.getpid(), threading.get_ident()))
            time.sleep(0.01)
            return bowl(x)

        sliced = slice_objective(objective_on(6, here), SLANTED)
        own = (os.getpid(), threading.get_ident())
        landscape(sliced, (11, 9))
        assert seen == {own}
        with joblib.parallel_config(backend="threading", n_jobs=2):
            landscape(sliced, (11, 9))
        assert len(seen) > 2
        assert {process for process, _ in seen} == {os.getpid()}

    def test_processes_compute(self):
        sliced = slice_objective(objective_on(6, lambda x: np.full(x.shape[1:], float(os.getpid()))), SLANTED)
        with joblib.parallel_config(backend="loky", n_jobs=2):
            processes = set(landscape(sliced, (11, 9)).values.ravel())
        assert os.getpid() in processes
        assert len(processes) > 1

    def test_a_backend_that_a_user_registers_serves(self, monkeypatch):
        submitted = []

        class Cluster(ThreadingBackend):
            default_n_jobs = 2

            def submit(self, *task, **options):
                submitted.append(task)
                return super().submit(*task, **options)

        sliced = slice_objective(objective_on(6), SLANTED)
        monkeypatch.setitem(BACKENDS, "cluster", Cluster)
        with joblib.parallel_config(backend="cluster"):
            values = landscape(sliced, (11, 9)).values
        assert submitted
        assert np.array_equal(values, landscape(sliced, (11, 9)).values)

    @pytest.mark.slow
    def test_what_cannot_be_sent_is_computed_by_threads(self, tmp_path):
        lock, seen = threading.Lock(), set()

        def locked(x):
            with lock:
                seen.add(os.getpid())
            return bowl(x)

        (tmp_path / "mine.py").write_text(
            "def f(x):\n    return sum((i + 1) * (x[i] - 0.1 * i) ** 2 for i in range(6))\n"
        )
        expected = landscape(slice_objective(objective_on(6), SLANTED), (11, 9)).values
        for whole in (objective_on(6, locked), f"{tmp_path}/mine.py:f"):
            with joblib.parallel_config(backend="loky", n_jobs=2):
                np.testing.assert_allclose(landscape(slice_objective(whole, SLANTED), (11, 9)).values, expected)
        assert seen == {os.getpid()}

    @pytest.mark.slow
    def test_a_worker_that_dies_is_told_in_a_sentence(self):
        parent = os.getpid()
        sliced = slice_objective(objective_on(6, lambda x: bowl(x) if os.getpid() == parent else os._exit(3)), SLANTED)
        with (
            joblib.parallel_config(backend="loky", n_jobs=2),
            pytest.raises(TrajvizError, match="worker processes died"),
        ):
            landscape(sliced, (11, 9))

    def test_errors_of_an_objective_come_through(self):
        def broken(_):
            raise TrajvizError("it has no value")

        with joblib.parallel_config(backend="loky", n_jobs=2), pytest.raises(TrajvizError, match="it has no value"):
            landscape(slice_objective(objective_on(6, broken), SLANTED), (11, 9))


def test_cheap_functions_do_not_even_import_joblib():
    code = (
        "import sys; from trajviz.planes import *; from trajviz.functions.landscape import landscape\n"
        "landscape(slice_objective('sphere', coordinate_plane([0.0] * 9)))\n"
        "sys.exit('joblib' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


class TestSampled:
    sliced = slice_objective(objective_on(6), random_plane("sphere", np.ones(6)), domain=[(-1, 2), (-3, 1)])
    sampled = sliced.sampled((31, 21))

    def test_values_on_the_grid_are_those_evaluated_and_bilinear_between(self):
        assert np.array_equal(landscape(self.sampled, (31, 21)).values, landscape(self.sliced, (31, 21)).values)
        grid, points = self.sampled.grid, rng.uniform([-1, -3], [2, 1], (50, 2))
        expected = RegularGridInterpolator((grid.x, grid.y), grid.values.T)(points)
        np.testing.assert_allclose(self.sampled(points.T), expected)
        assert self.sampled(points[0]) == pytest.approx(expected[0])
        assert self.sampled(points[0]).shape == ()

    def test_gradient_is_near_that_of_the_objective(self):
        points = rng.uniform([-0.8, -2.5], [1.8, 0.8], (50, 2)).T
        exact = self.sliced.gradient(points)
        np.testing.assert_allclose(self.sampled.gradient(points), exact, atol=0.02 * np.abs(exact).max())
        assert self.sampled.hessian(points).shape == (2, 2, 50)

    def test_nothing_is_evaluated_again(self):
        calls = []
        sliced = slice_objective(objective_on(6, lambda x: (calls.append(1), bowl(x))[1]), SLANTED).sampled((5, 4))
        first = len(calls)
        assert landscape(sliced).values.shape == (161, 241)
        gradient_grid(sliced, (8, 8))
        assert (first, len(calls)) == (1, 1)

    def test_outside_the_grid_there_is_no_value(self):
        assert np.isnan(self.sampled([5.0, 0.0]))

    def test_what_is_not_finite_leaves_a_hole(self):
        with_hole = slice_objective(objective_on(6, lambda x: np.log(x[0])), coordinate_plane(np.ones(6)))
        sampled = with_hole.sampled((21, 21))
        assert np.isnan(sampled([-0.5, 0.0]))
        assert sampled([0.5, 0.0]) == pytest.approx(np.log(0.5))

    @pytest.mark.parametrize("resolution", [(1, 5), (5,), (5, 5.5), (0, 0)])
    def test_a_resolution_that_is_none_is_refused(self, resolution):
        with pytest.raises(TrajvizError, match="resolution"):
            self.sliced.sampled(resolution)


class TestFile:
    whole = objective_on(6, minima=[0.1 * np.arange(6)], minimum=0.0, title="Bowl ∪", reference="nobody")
    plane = Plane(0.1 * np.arange(6), rng.standard_normal((6, 2)), ("first", "zweite Größe"))
    sampled = slice_objective(whole, plane, domain=[(-1, 2), (-3, 1)]).sampled((7, 5))

    @pytest.fixture
    def file(self, tmp_path):
        save_slice(self.sampled, tmp_path / "slice.npz")
        return tmp_path / "slice.npz"

    def test_all_comes_back(self, file):
        back = load_slice(file)
        for name in ("name", "title", "reference", "domain", "start", "minima", "minimum"):
            assert getattr(back, name) == getattr(self.sampled, name), name
        assert len(back.minima) == 1
        assert back.plane.labels == self.plane.labels
        for name in ("origin", "directions"):
            assert np.array_equal(getattr(back.plane, name), getattr(self.plane, name))
        for name in ("x", "y", "values"):
            assert np.array_equal(getattr(back.grid, name), getattr(self.sampled.grid, name))
        points = rng.uniform([-1, -3], [2, 1], (20, 2)).T
        assert np.array_equal(back(points), self.sampled(points))
        assert np.array_equal(back.gradient(points), self.sampled.gradient(points))
        assert os.listdir(file.parent) == [file.name]

    def test_without_a_minimum_and_with_holes_it_comes_back(self, tmp_path):
        holed = slice_objective(objective_on(6, lambda x: np.log(x[0])), coordinate_plane(np.ones(6))).sampled()
        save_slice(holed, tmp_path / "s.npz")
        back = load_slice(str(tmp_path / "s.npz"))
        assert back.minimum is None
        assert back.minima == ()
        assert np.array_equal(back.grid.values, holed.grid.values, equal_nan=True)

    def test_runs_are_drawn_on_a_loaded_slice(self, file):
        back = load_slice(file)
        run = project_run(Trajectory.from_path(WALK, "walk", values=bowl(WALK.T)), back)
        assert tv.animate([run], frames=2).trajectories[0].objective is back

    def test_it_is_read_by_others_without_pickles(self, file):
        with np.load(file, allow_pickle=False) as archive:
            assert np.array_equal(archive["values"], self.sampled.grid.values)
            assert json.loads(str(archive["header"]))["labels"] == list(self.plane.labels)

    def test_a_slice_without_a_grid_is_not_saved(self, tmp_path):
        with pytest.raises(TrajvizError, match=r"no grid of values.*sampled\(\)"):
            save_slice(slice_objective(self.whole, self.plane), tmp_path / "s.npz")
        assert not os.listdir(tmp_path)

    @pytest.mark.parametrize(("name", "sentence"), [("s.csv", r"\.npz"), ("missing/s.npz", "no folder")])
    def test_a_bad_target_is_refused(self, name, sentence, tmp_path):
        with pytest.raises(TrajvizError, match=sentence):
            save_slice(self.sampled, tmp_path / name)
        assert not os.listdir(tmp_path)

    def test_a_failure_leaves_what_was_there(self, file, monkeypatch):
        before = file.read_bytes()

        def full(*_, **__):
            raise OSError(28, "No space left on device")

        monkeypatch.setattr(np, "savez", full)
        with pytest.raises(TrajvizError, match="No space left"):
            save_slice(self.sampled, file)
        assert file.read_bytes() == before
        assert os.listdir(file.parent) == [file.name]

    @pytest.mark.parametrize("kept", [0, 10, 0.5, -1])
    def test_a_file_that_is_cut_off_is_refused(self, kept, file):
        content = file.read_bytes()
        file.write_bytes(content[: int(kept * len(content)) if kept == 0.5 else kept])
        with pytest.raises(TrajvizError, match="holds no slice"):
            load_slice(file)

    @settings(max_examples=40, deadline=None)
    @given(place=st.integers(0, 3000), byte=st.integers(0, 255))
    def test_a_damaged_byte_raises_nothing_but_our_error(self, place, byte, tmp_path_factory):
        path = tmp_path_factory.mktemp("damaged") / "s.npz"
        save_slice(self.sampled, path)
        content = bytearray(path.read_bytes())
        content[place % len(content)] = byte
        path.write_bytes(content)
        with suppress(TrajvizError):
            assert load_slice(path).plane.dimension == 6

    @pytest.mark.parametrize(
        ("changes", "sentence"),
        [
            ({"header": np.array("[]")}, "not written by trajviz"),
            ({"header": {"format": "trajviz trajectory"}}, "not written by trajviz"),
            ({"header": {"version": 2}}, "version is 2"),
            ({"header": {"title": 3}}, "title is 3"),
            ({"header": {"labels": ["x"]}}, "labels"),
            ({"header": {"minimum": "low"}}, "damaged"),
            ({"header": np.array("{")}, "damaged"),
            ({"values": np.zeros((4, 4))}, r"values have shape \(4, 4\)"),
            ({"values": np.full((5, 7), "a")}, "not numbers"),
            ({"values": np.zeros((5, 7), complex)}, "not numbers"),
            ({"x": np.zeros(7)}, "its x are not"),
            ({"y": np.array([0.0, 1, np.nan, 3, 4])}, "its y are not"),
            ({"x": np.zeros(0)}, "its x are not"),
            ({"origin": np.zeros(5)}, "directions of shape"),
            ({"directions": np.zeros((6, 2))}, "neither may be zero"),
            ({"start": np.zeros(3)}, "start"),
            ({"minima": np.zeros(3)}, "damaged"),
        ],
        ids=str,
    )
    def test_what_is_no_slice_is_refused(self, changes, sentence, file):
        with np.load(file) as archive:
            stored = dict(archive)
        header = changes.get("header")
        if isinstance(header, dict):
            changes = {"header": np.array(json.dumps({**json.loads(str(stored["header"])), **header}))}
        np.savez(file, **{**stored, **changes})
        with pytest.raises(TrajvizError, match=sentence):
            load_slice(file)

    def test_a_pickle_is_refused_and_does_not_run(self, file, tmp_path):
        class Evil:
            def __reduce__(self):
                return Path.touch, (tmp_path / "ran",)

        with np.load(file) as archive:
            stored = dict(archive)
        np.savez(file, **{**stored, "values": np.array([[Evil()]], dtype=object)})
        (tmp_path / "bare.npz").write_bytes(pickle.dumps(Evil()))
        for path in (file, tmp_path / "bare.npz"):
            with pytest.raises(TrajvizError, match="holds no slice"):
                load_slice(path)
        assert not (tmp_path / "ran").exists()

    def test_a_missing_file_is_told(self, tmp_path):
        with pytest.raises(TrajvizError, match=r"cannot read .*: No such file"):
            load_slice(tmp_path / "s.npz")
        with pytest.raises(TrajvizError, match=r"\.npz"):
            load_slice(tmp_path / "s.csv")
