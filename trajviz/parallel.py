"""Work in parts: here, or side by side through joblib where it takes long.

The first part is timed, and the others go to workers if that pays. How work falls into parts is for the caller to say,
never for time or workers, so that results are the same wherever they are computed.

Workers are joblib's: one unless `joblib.parallel_config` says otherwise, on whatever backend it names, such as a
cluster. What a backend cannot send to another process, such as a function that holds a lock or an open file, or
one from a file that the other process cannot import, is done by threads of this one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pickle import PicklingError
from threading import Thread
from time import perf_counter, sleep
from typing import TypeVar

from trajviz.errors import TrajvizError

_BETWEEN_LOOKS = 0.5  # seconds

WORTH_WORKERS = 1.0
"""The seconds of work from which workers are asked: starting them and sending the objective takes half a second."""

Part = TypeVar("Part")
Result = TypeVar("Result")


def in_parts(
    function: Callable[[Part], Result], parts: Sequence[Part], most_workers: int | None = None
) -> list[Result]:
    """Return `function(part)` for each of the parts, of which there is at least one.

    Parameters
    ----------
    function : callable
    parts : sequence
        Of about equal size.
    most_workers : int, optional
        How many workers are asked at the most; by default as many as joblib is configured to.

    Raises
    ------
    TrajvizError
        If a worker process dies.
    """
    first, *others = parts
    began = perf_counter()
    results = [function(first)]
    seconds = (perf_counter() - began) * len(others)
    results += _by_workers(function, others, most_workers) if seconds > WORTH_WORKERS else map(function, others)
    return results


def _by_workers(
    function: Callable[[Part], Result], parts: Sequence[Part], most_workers: int | None
) -> Iterable[Result]:
    from concurrent.futures.process import BrokenProcessPool

    from joblib import Parallel, cpu_count, delayed, effective_n_jobs
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    workers = None if most_workers is None else min(most_workers, cpu_count())
    tasks = [delayed(_done)(function, part, os.getpid()) for part in parts]
    try:
        results: list[Result] = Parallel(n_jobs=workers)(tasks)
    except TerminatedWorkerError as error:
        raise TrajvizError(
            "a worker process died while it evaluated the objective, perhaps for want of memory;"
            " joblib.parallel_config(n_jobs=...) sets how many there are"
        ) from error
    except (PicklingError, BrokenProcessPool):
        results = Parallel(n_jobs=effective_n_jobs(workers), backend="threading")(tasks)
    return results


def _done(function: Callable[[Part], Result], part: Part, asked_by: int) -> Result:
    """Do a part of the work, in a worker process that does not outlive the one that asked for it."""
    from multiprocessing import parent_process

    parent = parent_process()  # none where threads or another machine work
    if parent is not None and parent.pid == asked_by:
        _end_with(asked_by)
    return function(part)


@cache
def _end_with(parent: int) -> None:
    """End this process when its parent has ended: joblib's workers wait for minutes when that was killed."""
    Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        sleep(_BETWEEN_LOOKS)
    os._exit(1)
