"""How the cost of many starts grows with their number and with workers: `python benchmarks/growth.py`.

A sweep of one method, Adam at its default rate on Rosenbrock, 50 evaluations from each start, in one process and by two
of joblib's. The parts of a sweep know nothing of each other: beyond some thousand starts the cost grows in proportion
to their number, and each worker adds what a processor adds, less what is done by the one that asks: it draws the
starts, takes what comes back and puts it together, the column "alone". That share bounds what any number of workers can
gain: with a share s of the time of one process, never more than 1/s times. The numbers are those of one machine; on a
cluster, sending a part takes longer than between two processes, which has not been measured, and counts the less the
longer a part takes.
"""

from __future__ import annotations

import argparse
import time

import joblib

import trajviz as tv
from trajviz import parallel

BUDGET = 50


def seconds(starts: int, workers: int) -> tuple[float, float]:
    """Return how long a sweep takes, and for how long of it the process that asks was busy itself."""
    with joblib.parallel_config(n_jobs=workers):
        began, busy = time.perf_counter(), time.process_time()
        tv.sweep("rosenbrock", "Adam", starts=starts, budget=BUDGET, progress=lambda _: None)
        return time.perf_counter() - began, time.process_time() - busy


def main() -> None:
    """Print a table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--largest", type=float, default=1e5, metavar="N", help="starts, at the most (1e5)")
    largest = int(parser.parse_args().largest)
    tv.sweep("rosenbrock", "Adam", starts=2, budget=2)  # which imports what is needed
    print(f"Adam, {BUDGET} evaluations from each start\n")
    print("  starts   1 process   per start   2 workers   faster   alone")
    for starts in (10**power for power in range(3, 7)):
        if starts > largest:
            break
        parallel.WORTH_WORKERS = float("inf")
        one, _ = seconds(starts, 1)
        parallel.WORTH_WORKERS = 0.0
        seconds(1000, 2)  # which starts the workers
        two, alone = seconds(starts, 2)
        each = one / starts * 1e6
        print(f"{starts:8}  {one:8.2f} s  {each:7.0f} µs  {two:8.2f} s  {one / two:5.2f} x  {alone / one:5.0%}")


if __name__ == "__main__":
    main()
