"""Make every picture and player of the gallery anew: `python examples/make_gallery.py`, from anywhere.

The scenes run as processes of their own, as many at a time as there are processors, and each says how long it took.
"""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from gallery_index import write_index

ROOT = Path(__file__).resolve().parents[1]
COMMANDS = {
    "race": (
        "Four methods in an elongated bowl",
        'python -m trajviz elongated --methods "GD(lr=0.95),Momentum(lr=0.1),Adagrad(lr=1.5),Adam(lr=0.3)" --steps 30'
        " --theme dark -o gallery/race.gif gallery/race.html",
    ),
    "camel": (
        "Two methods on the six-hump camel",
        "python -m trajviz camel --methods BFGS,GD -o gallery/camel.gif gallery/camel.html",
    ),
    "explore": (
        "Click to start: the same from any of a thousand starts, with the basins of the minima",
        'python -m trajviz camel --methods "BFGS,GD,Momentum" --steps 100 --view contour,surface --explore'
        " -o gallery/explore.html gallery/explore.png",
    ),
}


def run(arguments: list[str]) -> int:
    """Run Python with `arguments` in the root folder, print what it printed, and return its exit code."""
    began = time.perf_counter()
    environment = {**os.environ, "MPLBACKEND": "agg"}
    done = subprocess.run(
        [sys.executable, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    name = " ".join(arguments)
    print(f"{name}: {time.perf_counter() - began:.1f} s\n{done.stdout}{done.stderr}", flush=True)
    return done.returncode


def main() -> int:
    """Make all pictures; return 1 if any failed."""
    scripts = sorted(path for path in (ROOT / "examples").glob("[a-z][0-9]*_*.py"))
    commands = [shlex.split(command)[1:] for _, command in COMMANDS.values()]
    jobs = [*commands, *([str(path.relative_to(ROOT))] for path in scripts)]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        has_failed = any(list(pool.map(run, jobs)))
    write_index(COMMANDS)
    return int(has_failed)


if __name__ == "__main__":
    sys.exit(main())
