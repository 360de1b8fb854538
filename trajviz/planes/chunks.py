"""Many points in many dimensions, a chunk at a time: here, or side by side through joblib.

A grid of 61×41 points in 100,000 dimensions would be 2 GB if it were lifted at once. Chunks bound that, and where
evaluation takes long they are what workers share. How points fall into chunks depends on their numbers alone, never
on time or on workers, so that values are the same wherever they are computed.

Workers are joblib's: one unless `joblib.parallel_config` says otherwise, on whatever backend it names, such as a
cluster. What a backend cannot send to another process, such as a function that holds a lock or an open file, or
one from a file that the other process cannot import, is evaluated by threads of this one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures.process import BrokenProcessPool
from functools import cache
from multiprocessing import parent_process
from pickle import PicklingError
from threading import Thread
from time import perf_counter, sleep

import numpy as np

from trajviz.errors import TrajvizError
from trajviz.functions.objective import Array

_NUMBERS = 2**20  # coordinates of lifted points in a chunk: 8 MB
_POINTS = 256  # at most in a chunk: enough for a batch to pay, and few enough for many workers to have one

_BETWEEN_LOOKS = 0.5  # seconds

WORTH_WORKERS = 1.0
"""The seconds of work from which workers are asked: starting them and sending the objective takes half a second."""

Chunked = Callable[[Array], Array]


def chunk_length(dimension: int) -> int:
    """Return how many points in `dimension` coordinates make a chunk."""
    return min(max(_NUMBERS // dimension, 1), _POINTS)


def in_chunks(function: Chunked, points: Array, dimension: int) -> Array:
    """Evaluate a function in chunks, the first of which tells whether the others are worth workers.

    Parameters
    ----------
    function : callable
        Takes shape (2, n) and returns (..., n).
    points : ndarray of shape (2, ...)
        On a plane.
    dimension : int
        How many coordinates a point has when it is lifted off the plane.

    Returns
    -------
    ndarray of shape (..., ...)
        First what the function returns for a point, then the axes of the points.

    Raises
    ------
    TrajvizError
        If a worker process dies.
    """
    flat = points.reshape(2, -1)
    length = chunk_length(dimension)
    first, *others = np.split(flat, range(length, flat.shape[1], length), axis=1)
    began = perf_counter()
    values = [function(first)]
    seconds = (perf_counter() - began) * len(others)
    values += _by_workers(function, others) if seconds > WORTH_WORKERS else map(function, others)
    joined = np.concatenate(values, axis=-1)
    return joined.reshape(joined.shape[:-1] + points.shape[1:])


def _by_workers(function: Chunked, chunks: Sequence[Array]) -> Iterable[Array]:
    from joblib import Parallel, delayed, effective_n_jobs
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    tasks = [delayed(_evaluated)(function, chunk, os.getpid()) for chunk in chunks]
    try:
        results: list[Array] = Parallel()(tasks)
    except TerminatedWorkerError as error:
        raise TrajvizError(
            "a worker process died while it evaluated the objective, perhaps for want of memory;"
            " joblib.parallel_config(n_jobs=...) sets how many there are"
        ) from error
    except (PicklingError, BrokenProcessPool):
        results = Parallel(n_jobs=effective_n_jobs(None), backend="threading")(tasks)
    return results


def _evaluated(function: Chunked, chunk: Array, asked_by: int) -> Array:
    """Evaluate a chunk, in a worker process that does not outlive the one that asked for it."""
    parent = parent_process()  # none where threads or another machine evaluate
    if parent is not None and parent.pid == asked_by:
        _end_with(asked_by)
    return function(chunk)


@cache
def _end_with(parent: int) -> None:
    """End this process when its parent has ended: joblib's workers wait for minutes when that was killed."""
    Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(_BETWEEN_LOOKS)
    os._exit(1)
