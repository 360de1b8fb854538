"""Other people's animations, saved by trajviz and by Matplotlib: `python benchmarks/strangers.py [--quick] [NAME …]`.

Those of `tests/strange_animations.py`, which are of every kind that Matplotlib's gallery has, and the one of
`examples/s1_somebodys_animation.py`. All run in this process, one after the other, each on a figure of its own; what
is counted is processor time, that of FFmpeg included, because the clock of a machine that does other work tells less.
"""

from __future__ import annotations

import argparse
import gc
import logging
import runpy
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from statistics import geometric_mean
from time import perf_counter
from typing import Any
from unittest import mock

import imageio_ffmpeg  # type: ignore[import-untyped]  # it has none
import matplotlib as mpl
import matplotlib.pyplot as plt
from compare import describe_environment, print_table
from matplotlib.animation import Animation
from usage import cpu_seconds

import trajviz as tv

ROOT = Path(__file__).resolve().parents[1]
EXAMPLE = "s1_somebodys_animation"

sys.path.insert(0, str(ROOT / "tests"))
strange_animations: Any = import_module("strange_animations")

Make = Callable[[], Animation]


def example() -> Animation:
    """Return the animation of the example."""
    with mock.patch.object(tv, "save"):
        animation: Animation = runpy.run_path(str(ROOT / "examples" / f"{EXAMPLE}.py"))["animation"]
    return animation


def cost(make: Make, save: Callable[[Animation, str], object], suffix: str) -> tuple[float, float]:
    """Return the seconds by the clock, and of computing, of a save."""
    animation = make()
    with tempfile.TemporaryDirectory() as folder, mpl.rc_context():
        gc.collect()
        wall, cpu = perf_counter(), _computed()
        save(animation, str(Path(folder, f"x{suffix}")))
        spent = perf_counter() - wall, _computed() - cpu
    plt.close("all")
    return spent


def _computed() -> float:
    return sum(cpu_seconds(getrusage(who)) for who in (RUSAGE_SELF, RUSAGE_CHILDREN))


def _ours(animation: Animation, path: str) -> None:
    tv.save(animation, path, quiet=True, extra_anim=_others(animation))


def _by_matplotlib(writer: str) -> Callable[[Animation, str], None]:
    def save(animation: Animation, path: str) -> None:
        animation.save(path, writer=writer, extra_anim=_others(animation))

    return save


def _others(animation: Any) -> list[Animation]:
    return list(getattr(animation, "others", []))


WAYS = {
    "GIF": (_ours, ".gif"),
    "Pillow": (_by_matplotlib("pillow"), ".gif"),
    "MP4": (_ours, ".mp4"),
    "FFmpeg": (_by_matplotlib("ffmpeg"), ".mp4"),
}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure trajviz and Matplotlib on animations of every kind.")
    parser.add_argument("names", nargs="*", help="which; by default all")
    parser.add_argument("--quick", action="store_true", help="few frames: does it run?")
    arguments = parser.parse_args()
    strange_animations.FRAMES = 7 if arguments.quick else 60
    mpl.use("agg")
    settings: Any = mpl.rcParams
    settings["animation.ffmpeg_path"] = imageio_ffmpeg.get_ffmpeg_exe()
    logging.disable(logging.WARNING)
    makes: dict[str, Make] = {EXAMPLE: example, **strange_animations.STRANGE}
    print(describe_environment())
    print("\nSeconds of computing; a ratio is Matplotlib's in units of trajviz's\n")
    rows, ratios = [], []
    for name in arguments.names or makes:
        print(name, file=sys.stderr)
        costs = {way: cost(makes[name], save, suffix) for way, (save, suffix) in WAYS.items()}
        spent = {way: cpu for way, (_, cpu) in costs.items()}
        ratios.append((spent["Pillow"] / spent["GIF"], spent["FFmpeg"] / spent["MP4"]))
        wall = costs["Pillow"][0] / costs["GIF"][0]
        shown = [f"{spent[way]:.2f}" for way in WAYS]
        rows.append([name, *shown, *(f"{ratio:.1f}" for ratio in ratios[-1]), f"{wall:.1f}"])
    means = [f"{geometric_mean(column):.1f}" for column in zip(*ratios, strict=True)]
    rows.append(["geometric mean", "", "", "", "", *means, ""])
    print_table(["animation", *WAYS, "× GIF", "× MP4", "× GIF, wall"], rows, texts=1)


if __name__ == "__main__":
    main()
