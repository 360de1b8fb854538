"""Work in parts: here, or side by side through joblib where it takes long.

The first part is timed, and the others go to workers if that pays. How work falls into parts is for the caller to say,
never for time or workers, so that results are the same wherever they are computed.

Workers are joblib's: one unless `joblib.parallel_config` says otherwise, on whatever backend it names, such as a
cluster. What a worker had in hand when it died is done by another, and nothing that is known by then is done twice.
What a backend cannot send to another process, such as a function that holds a lock or an open file, or one from a file
that the other process cannot import, is done by threads of this one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from threading import Thread
from time import perf_counter, sleep
from typing import TypeVar

from trajviz.errors import TrajvizError

_BETWEEN_LOOKS = 0.5  # seconds

WORTH_WORKERS = 1.0
"""The seconds of work from which workers are asked: starting them and sending the objective takes half a second."""

_MOST_DEATHS = 3
_THREADS = {"backend": "threading"}
_DIED = (
    "worker processes died while they evaluated the objective, perhaps for want of memory;"
    " joblib.parallel_config(n_jobs=...) sets how many there are"
)

Part = TypeVar("Part")
Result = TypeVar("Result")


def in_parts(
    function: Callable[[Part], Result],
    parts: Sequence[Part],
    most_workers: int | None = None,
    *,
    done: Callable[[int, Result], object] | None = None,
) -> list[Result]:
    """Return `function(part)` for each of the parts, of which there is at least one.

    Parameters
    ----------
    function : callable
    parts : sequence
        Of about equal size.
    most_workers : int, optional
        How many workers are asked at the most where joblib is not configured to ask several; 1 where another process
        can't do the work, whatever joblib is configured to. By default as many as joblib is configured to.
    done : callable, optional
        Is told the place of each part and what it has given, in order, as soon as it is known.

    Raises
    ------
    TrajvizError
        If worker processes die again and again.
    """
    results: list[Result] = []

    def take(result: Result) -> None:
        results.append(result)
        if done is not None:
            done(len(results) - 1, result)

    began = perf_counter()
    take(function(parts[0]))
    seconds = (perf_counter() - began) * (len(parts) - 1)
    if seconds > WORTH_WORKERS:
        _by_workers(function, parts, most_workers, results, take)
    for part in parts[len(results) :]:
        take(function(part))
    return results


def _by_workers(
    function: Callable[[Part], Result],
    parts: Sequence[Part],
    most_workers: int | None,
    results: list[Result],
    take: Callable[[Result], None],
) -> None:
    """Have workers do the parts that are left, and take what they give; what died with one is done by the next."""
    from joblib.externals.loky.process_executor import TerminatedWorkerError

    deaths = 0
    others = {} if _can_be_sent(function) else _THREADS
    while (place := len(results)) < len(parts):
        try:
            for result in _given(function, parts[place:], most_workers, others):
                take(result)
        except TrajvizError:
            raise
        except TerminatedWorkerError as error:
            deaths = 1 if len(results) > place else deaths + 1
            if deaths >= _MOST_DEATHS:
                raise TrajvizError(_DIED) from error
        except Exception as error:
            if type(error).__name__ == "KilledWorker":  # Dask's, which has tried that part with several
                raise TrajvizError(_DIED) from error
            if others:
                raise
            others = _THREADS  # where what can't be read elsewhere is done, and what is wrong fails again


def _can_be_sent(function: Callable[..., object]) -> bool:
    """Whether a function can be written down for another process; Dask waits for ever for what can't."""
    from joblib.externals.loky.backend.reduction import dumps

    try:
        dumps(function)
    except Exception:  # whatever an object's own way of being written raises
        return False
    return True


def _given(
    function: Callable[[Part], Result], parts: Sequence[Part], most_workers: int | None, others: dict[str, str]
) -> Iterator[Result]:
    """Yield what workers give, in order, while they go on; `others` is said to joblib besides."""
    from joblib import Parallel, cpu_count, delayed, effective_n_jobs

    workers = most_workers
    if most_workers is None or (most_workers > 1 and effective_n_jobs(None) > 1):
        workers = None  # as it is configured
    elif most_workers > 1:
        workers = min(most_workers, cpu_count())
    if others:
        workers = effective_n_jobs(workers)
    tasks = (delayed(_done)(function, part, os.getpid()) for part in parts)
    yield from Parallel(n_jobs=workers, return_as="generator", **others)(tasks)


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
