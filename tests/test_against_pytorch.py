"""Optimizers written by hand take the steps of PyTorch's and Optax's, as `make_*_paths.py` recorded them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from trajviz.functions.objective import Objective
from trajviz.methods import optimizers, parse_optimizer

PATHS = {}
for record_of in ("pytorch_paths", "other_paths"):
    with np.load(Path(__file__).parent / "data" / f"{record_of}.npz", allow_pickle=False) as record:
        PATHS |= {key: record[key] for key in record.files if key != "torch_version"}

# Held against closed forms and SciPy in other files.
NOT_RECORDED = {
    "Newton", "Armijo", "Barzilai-Borwein", "CoordinateDescent", "NLCG", "ProjectedGD", "Frank-Wolfe", "MirrorDescent",
    "ISTA", "FISTA", "Gauss-Newton", "Levenberg-Marquardt",
}  # fmt: skip

FORMULAS = {
    "quadratic": lambda x: x[0] ** 2 + 0.5 * x[1] ** 2,
    "camel": lambda x: (
        (4 - 2.1 * x[0] ** 2 + x[0] ** 4 / 3) * x[0] ** 2 + x[0] * x[1] + (4 * x[1] ** 2 - 4) * x[1] ** 2
    ),
    "rosenbrock": lambda x: (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2,
}


class EnoughSteps(BaseException):
    """Stops a run from `record`."""


def path_of(optimizer, objective, start, steps):
    path = [start.copy()]

    def record(x):
        path.append(x.copy())
        if len(path) > steps:
            raise EnoughSteps

    with pytest.raises(EnoughSteps):
        optimizer.minimize(objective, start, record)
    return np.array(path)


@pytest.mark.slow
@pytest.mark.parametrize("key", PATHS)
def test_path_is_the_recorded_one(key):
    function, spec = key.split("/", maxsplit=1)
    objective = Objective(FORMULAS[function], function, domain=[(-5, 5), (-5, 5)], minimum=0.0)
    expected = PATHS[key]
    path = path_of(parse_optimizer(spec), objective, expected[0], steps=len(expected) - 1)
    # The first steps agree to a few units in the last place; later ones carry the rounding of all before.
    np.testing.assert_allclose(path[:10], expected[:10], rtol=1e-13, atol=1e-14)
    np.testing.assert_allclose(path, expected, rtol=1e-11, atol=1e-11)


def test_every_optimizer_written_by_hand_is_recorded():
    by_hand = {name for name, optimizer in optimizers.items() if optimizer.batched}
    recorded = {parse_optimizer(key.split("/", maxsplit=1)[1]).name for key in PATHS}
    assert recorded == by_hand - NOT_RECORDED


@pytest.mark.parametrize("name", [n for n in optimizers if optimizers[n].batched and n not in NOT_RECORDED])
def test_defaults_and_every_hyperparameter_are_recorded(name):
    recorded = [parse_optimizer(key.split("/", maxsplit=1)[1]) for key in PATHS]
    changes = [set(optimizer.changed) for optimizer in recorded if optimizer.name == name]
    assert set() in changes
    # Nesterov's momentum and dampening exclude each other.
    assert set(optimizers[name].defaults) in (changes if name != "SGD" else [set().union(*changes)])
