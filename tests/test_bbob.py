"""The functions of BBOB are COCO's: every instance has the same values, and what a gradient can't tell is told here."""

from __future__ import annotations

import numpy as np
import pytest
from make_bbob_values import DIMENSIONS, FUNCTIONS, INSTANCES, RECORD, points

from trajviz.errors import TrajvizError
from trajviz.functions import as_objective, objectives
from trajviz.functions.catalogue.bbob_instances import rotations, seed_of
from trajviz.functions.catalogue.bbob_pieces import from_optimum, oscillated, turned, turned_twice

RECORDED = dict(np.load(RECORD))


@pytest.mark.parametrize("dimension", DIMENSIONS)
@pytest.mark.parametrize("number", FUNCTIONS)
def test_its_values_are_those_of_coco(number, dimension):
    of_instances = RECORDED[f"d{dimension}"][number - 1]
    for seed, values in zip(INSTANCES, of_instances, strict=True):
        f = as_objective(f"bbob_{number}(seed={seed})", dimension=dimension)
        np.testing.assert_allclose(f(points(dimension)), values, rtol=1e-9, atol=1e-9)


@pytest.mark.parametrize("dimension", [2, 3, 10])
@pytest.mark.parametrize("seed", [1, 2, 15, 100_000])
@pytest.mark.parametrize("number", FUNCTIONS)
def test_each_seed_has_its_own_minimum(number, seed, dimension):
    f = as_objective(f"bbob_{number}(seed={seed})", dimension=dimension)
    assert f(f.minima[0]) == pytest.approx(f.minimum, abs=1e-9)
    around = np.random.default_rng(0).normal(0, 0.1, (dimension, 200)) + np.array(f.minima[0])[:, None]
    assert (f(np.clip(around, -5, 5)) >= f.minimum - 1e-9).all()
    others = as_objective(f"bbob_{number}(seed={seed % 1000 + 3})", dimension=dimension)
    assert (f.minima, f.minimum) != (others.minima, others.minimum)


@pytest.mark.parametrize("seed", [0, -1, 1.5, 100_001])
def test_a_seed_is_a_whole_number(seed):
    with pytest.raises(TrajvizError, match="seed must be a whole number from 1 to 100000"):
        as_objective(f"bbob_3(seed={seed})")


@pytest.mark.parametrize("dimension", [2, 3, 20])
def test_rotations_are_rotations(dimension):
    for rotation in rotations(seed_of(10, 4), dimension):
        np.testing.assert_allclose(rotation @ rotation.T, np.eye(dimension), atol=1e-12)


def test_terraces_are_flat_between_their_steps():
    f = objectives["bbob_7"]
    x = np.random.default_rng(1).uniform(-5, 5, (2, 2000))
    near = x + 1e-7
    level = np.abs(f(near) - f(x)) < 1e-9
    assert 0.99 < level.mean() <= 1  # few points lie next to a step
    slope = np.abs(f.gradient(x)).max(axis=0)
    assert (slope[level & (f(x) > f.minimum + 1)] == 0).all()


def test_the_pits_of_weierstrass_lie_on_a_lattice():
    f = objectives["bbob_16"]
    z = lattice_of(16, np.array(f.minima).T)
    np.testing.assert_allclose(z, np.round(z), atol=1e-12)
    x = np.random.default_rng(2).uniform(-5, 5, (2, 400_000))
    lowest = x[:, np.argsort(f(x))[:20]]
    z = lattice_of(16, lowest)
    assert np.abs(z - np.round(z)).max() < 0.01
    assert len(np.unique(np.round(z), axis=1).T) >= 5  # many pits are as deep


def test_the_pits_of_katsuura_lie_on_a_lattice():
    f = objectives["bbob_23"]
    first, second = rotations(seed_of(23, 1), 2)
    steps = np.array([[1.0, -3.0, 2.0], [0.0, 1.0, -1.5]])  # whole numbers and halves
    others = np.array(f.minima).T + second.T @ ((first.T @ steps) / np.array([[1.0], [10.0]]))
    inside = (np.abs(others) <= 5).all(axis=0)
    assert inside.any()
    np.testing.assert_allclose(f(others[:, inside]), f.minimum, atol=1e-6)


def lattice_of(number, x):
    """Return points where the waves of a function are counted in whole numbers."""
    z, seed = from_optimum(x, number, 1)
    return turned_twice(oscillated(turned(rotations(seed, 2)[0], z)), seed, 1 / 100)


@pytest.mark.parametrize("name", ["bbob_16", "bbob_23"])
@pytest.mark.parametrize("dimension", [2, 5])
def test_the_gradient_of_waves_within_waves_is_their_slope(name, dimension):
    f = objectives[name].in_dimensions(dimension)
    x = np.random.default_rng(3).uniform(-4.5, 4.5, (dimension, 40))
    gradient = f.gradient(x)
    # Katsuura's creases are 2^-34 apart, and Weierstrass's shortest wave is 3^-11 long.
    step = {"bbob_16": 1e-8, "bbob_23": 2.0**-41}[name]
    direction = np.random.default_rng(4).normal(size=(dimension, 1))
    slope = (f(x + step * direction) - f(x - step * direction)) / (2 * step)
    expected = (gradient * direction).sum(axis=0)
    close = np.abs(slope - expected) < {"bbob_16": 1e-3, "bbob_23": 0.2}[name] * (1 + np.abs(expected))
    assert close.mean() > 0.85  # others lie next to a crease
