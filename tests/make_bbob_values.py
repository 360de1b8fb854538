"""Record values of BBOB's functions as COCO has them in `data/bbob_values.npz`: `python tests/make_bbob_values.py`.

COCO (the package `coco-experiment`) is needed to make the record and not to test against it. For each function,
dimension and instance the record holds COCO's value at the points.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

RECORD = Path(__file__).parent / "data" / "bbob_values.npz"
FUNCTIONS, DIMENSIONS, INSTANCES = range(1, 25), (2, 3, 5), (1, 2, 7, 15)
POINTS = 12


def points(dimension):
    """Return points in the domain and a little beyond it, shape (d, POINTS)."""
    return np.random.default_rng(dimension).uniform(-5.5, 5.5, (dimension, POINTS))


def main():
    import cocoex

    suite = cocoex.Suite("bbob", "instances: 1-15", "")
    values = {
        f"d{dimension}": np.array(
            [
                [
                    [suite.get_problem_by_function_dimension_instance(k, dimension, i)(x) for x in points(dimension).T]
                    for i in INSTANCES
                ]
                for k in FUNCTIONS
            ]
        )
        for dimension in DIMENSIONS
    }
    np.savez_compressed(RECORD, coco_version=str(cocoex.__version__), **values)


if __name__ == "__main__":
    main()
