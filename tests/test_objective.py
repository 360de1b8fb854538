"""The contract of `Objective` itself: shapes, values that are no numbers, derivatives, refusals."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra.numpy import array_shapes

from trajviz.errors import TrajvizError
from trajviz.functions import Objective

SQUARE = [(-1, 1), (-1, 1)]


def make(function, **known):
    return Objective(function, "mine", domain=known.pop("domain", SQUARE), **known)


@pytest.fixture
def wave():
    return make(lambda x: x[0] ** 3 * anp.sin(x[1]))


@given(shape=array_shapes(min_dims=0, max_dims=3, max_side=4))
def test_every_shape_of_batch_comes_back(shape):
    wave = make(lambda x: x[0] ** 3 * anp.sin(x[1]))
    points = np.random.default_rng(0).normal(size=(2, *shape))
    x, y = points
    assert wave(points).shape == shape
    np.testing.assert_allclose(wave(points), x**3 * np.sin(y))
    np.testing.assert_allclose(wave.gradient(points), [3 * x**2 * np.sin(y), x**3 * np.cos(y)])
    mixed = 3 * x**2 * np.cos(y)
    np.testing.assert_allclose(wave.hessian(points), [[6 * x * np.sin(y), mixed], [mixed, -(x**3) * np.sin(y)]])


def test_integers_and_lists_are_points_too(wave):
    assert wave([2, 0]) == 0
    np.testing.assert_array_equal(wave.gradient(np.array([2, 0])), [0, 8])


def test_a_constant_function_is_flat_at_every_point():
    constant = make(lambda _: 7)
    assert constant([0, 0]).shape == ()
    np.testing.assert_array_equal(constant(np.zeros((2, 3, 4))), np.full((3, 4), 7.0))
    np.testing.assert_array_equal(constant.gradient(np.zeros((2, 3))), np.zeros((2, 3)))
    np.testing.assert_array_equal(constant.hessian(np.zeros((2, 3))), np.zeros((2, 2, 3)))


def test_a_function_of_one_coordinate_is_flat_along_the_other():
    ramp = make(lambda x: x[0] + 0 * x[1])
    np.testing.assert_array_equal(ramp.gradient(np.zeros((2, 3))), [[1, 1, 1], [0, 0, 0]])
    np.testing.assert_array_equal(ramp.hessian(np.zeros((2, 3))), np.zeros((2, 2, 3)))


def test_complex_values_are_nan_and_real_ones_stay():
    assert make(lambda x: x[0] + 0j)([3, 0]) == 3
    values = make(lambda x: x[0] + 1j * x[1])([[1, 2], [0, 5]])
    np.testing.assert_array_equal(values, [1, np.nan])


def test_overflow_and_invalid_values_pass_without_a_warning():
    assert make(lambda x: anp.exp(x[0]))([1e6, 0]) == np.inf
    assert np.isnan(make(lambda x: anp.log(x[0]))([-1, 0]))
    assert make(lambda x: 1 / x[0])([0, 0]) == np.inf


def test_what_is_returned_may_be_written_into(wave):
    kept = np.zeros((2, 3))
    identity = make(lambda x: x[0])
    identity(kept)[:] = 1
    make(lambda _: 1.0)(kept)[0] = 2
    wave.gradient(kept)[:] = 3
    assert not kept.any()


def test_derivatives_that_are_given_are_used():
    gradient = make(lambda x: x[0], gradient_function=lambda x: 5 * x, hessian_function=lambda _: np.eye(2))
    np.testing.assert_array_equal(gradient.gradient([1, 2]), [5, 10])
    np.testing.assert_array_equal(gradient.hessian([1, 2]), np.eye(2))


def test_a_hessian_that_is_not_given_follows_a_given_gradient():
    objective = make(lambda _: 0.0, gradient_function=lambda x: anp.stack([x[0] ** 2, x[0] * x[1]]))
    np.testing.assert_array_equal(objective.hessian([3.0, 4.0]), [[6, 0], [4, 3]])


@pytest.mark.parametrize("points", [3.0, [1, 2, 3], np.zeros((10, 2))])
@pytest.mark.parametrize("method", ["__call__", "gradient", "hessian"])
def test_points_of_another_dimension_are_refused(wave, method, points):
    with pytest.raises(TrajvizError, match=r"mine takes arrays of shape \(2, \.\.\.\), not .*coordinates come first"):
        getattr(wave, method)(points)


@pytest.mark.parametrize("domain", [[], [(1, 1)], [(2, 1), (0, 1)], [(0, np.inf), (0, 1)], [(np.nan, 1), (0, 1)]])
def test_a_domain_that_is_none_is_refused(domain):
    with pytest.raises(TrajvizError, match="is not a sequence of finite"):
        make(lambda x: x[0], domain=domain)


def test_a_start_of_another_dimension_is_refused():
    with pytest.raises(TrajvizError, match=r"start \(1, 2, 3\) has 3 coordinates, the domain has 2"):
        make(lambda x: x[0], start=(1, 2, 3))


def test_a_start_that_is_not_given_lies_inside_the_domain_off_its_centre():
    assert make(lambda x: x[0], domain=[(0, 10), (-5, 5)]).start == (2, -3)


def test_from_xy_takes_two_arguments():
    objective = Objective.from_xy(lambda x, y: x * y**2, "mine", domain=SQUARE, minimum=-1)
    np.testing.assert_array_equal(objective([[1, 2], [3, 4]]), [9, 32])
    np.testing.assert_array_equal(objective.gradient([2, 3]), [9, 12])
    assert objective.minimum == -1


def test_on_domain_keeps_everything_else(wave):
    wide = wave.on_domain([(-9, 9), (-9, 9)])
    assert wide.domain == ((-9, 9), (-9, 9))
    assert (wide.name, wide.start) == (wave.name, wave.start)
    assert wave.domain == ((-1, 1), (-1, 1))


def test_in_dimensions_asks_the_one_who_knows():
    larger = make(lambda x: x[0], domain=[(0, 1)] * 5)
    objective = make(lambda x: x[0], scaled=lambda _: larger)
    assert objective.in_dimensions(2) is objective
    assert objective.in_dimensions(5) is larger


def test_in_dimensions_is_refused_where_there_is_only_one(wave):
    with pytest.raises(TrajvizError, match="mine is defined in 2 dimensions, not in 3"):
        wave.in_dimensions(3)


def test_it_has_a_title_and_cannot_be_changed(wave):
    assert wave.title == "mine"
    with pytest.raises(AttributeError):
        wave.name = "other"
