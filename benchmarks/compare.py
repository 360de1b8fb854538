"""What trajviz costs beside Matplotlib alone, measured in one run: `python benchmarks/compare.py [--quick]`.

Every measurement is a process of its own (see `save_once.py`). This one imports nothing large, because a
process starts with the memory of the one that started it on its account.

Ratios are those of one run. On a machine that does other work at the same time, CPU time tells more than the
clock.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

from usage import cpu_seconds, peak_mebibytes

HERE = Path(__file__).parent
PACKAGES = ("numpy", "scipy", "matplotlib", "pillow", "av", "imageio-ffmpeg")

SCENES = {"map": "contour map", "surface": "3-D surface"}
COMPARED = [  # suffix, tool, how it is called in the table
    (".gif", "trajviz", "trajviz"),
    (".gif", "pillow", "Matplotlib, Pillow"),
    (".gif", "ffmpeg", "Matplotlib, FFmpeg"),
    (".mp4", "trajviz", "trajviz"),
    (".mp4", "ffmpeg", "Matplotlib, FFmpeg"),
]

IMPORTS = (
    "import numpy, scipy.optimize, autograd; "
    "from matplotlib.figure import Figure; from matplotlib.backends.backend_agg import FigureCanvasAgg"
)
COMMANDS = {
    "import of the four libraries": ["-c", IMPORTS],
    "trajviz camel --methods BFGS,GD": ["-m", "trajviz", "camel", "--methods", "BFGS,GD"],
    "trajviz --list objectives": ["-m", "trajviz", "--list", "objectives"],
}


@dataclass(frozen=True)
class Cost:
    """What something took.

    Parameters
    ----------
    wall, cpu : float
        Seconds by the clock, and seconds of computing, of programs that it ran too.
    peak : float
        The most memory held, in MiB.
    size : float
        The size of the file, in KiB.
    """

    wall: float
    cpu: float
    peak: float
    size: float = 0.0


def cost_of_save(tool: str, scene: str, suffix: str, frames: int, *, repeats: int = 1) -> Cost:
    """Measure saves, each in a new process, and return the medians."""
    print(f"{tool}: {scene}, {frames} frames, {suffix}", file=sys.stderr)
    return medians([_one_save(tool, scene, suffix, frames) for _ in range(repeats)])


def _one_save(tool: str, scene: str, suffix: str, frames: int) -> Cost:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / f"animation{suffix}"
        command = [sys.executable, str(HERE / "save_once.py"), tool, scene, str(frames), str(file)]
        answer = subprocess.run(command, env=_environment(), stdout=subprocess.PIPE, check=True).stdout
        return Cost(**json.loads(answer), size=file.stat().st_size / 1024 if file.exists() else 0.0)


def cost_of_command(arguments: Sequence[str]) -> Cost:
    """Measure a whole Python process."""
    with tempfile.TemporaryDirectory() as folder:
        start = perf_counter()
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=folder, env=_environment(), stdout=subprocess.DEVNULL
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, arguments)
        return Cost(wall, cpu_seconds(usage), peak_mebibytes(usage))


def medians(costs: Sequence[Cost]) -> Cost:
    """Return the median of each of the costs."""
    return Cost(*(median(getattr(cost, name) for cost in costs) for name in ("wall", "cpu", "peak", "size")))


def compare_saves(frames: int, repeats: int) -> None:
    """Print trajviz beside Matplotlib alone; a ratio is Matplotlib's cost in units of trajviz's."""
    rows = []
    for scene, title in SCENES.items():
        ours = Cost(0, 0, 0)
        for suffix, tool, name in COMPARED:
            is_ours = tool == "trajviz"
            cost = cost_of_save(tool, scene, suffix, frames, repeats=repeats if is_ours else 1)
            ours = cost if is_ours else ours
            ratios = ["", "", ""] if is_ours else [f"{ratio:.1f}" for ratio in _ratios(cost, ours)]
            rows.append([title, suffix[1:].upper(), name, *_figures(cost), f"{cost.size:.0f}", *ratios])
    print(f"\n{frames} frames, 4 paths, 800×500, Beale's function; a save, in a new process\n")
    print_table(
        ["scene", "format", "by", "wall s", "CPU s", "peak MiB", "KiB", "× wall", "× CPU", "× size"],
        rows,
        texts=3,
    )


def compare_commands(repeats: int) -> None:
    """Print the table of whole commands, measured in turns, beside the bare import of what they need."""
    print("commands", file=sys.stderr)
    # The first turn warms the disk's cache and is not counted.
    turns = [{name: cost_of_command(arguments) for name, arguments in COMMANDS.items()} for _ in range(repeats + 1)]
    costs = {name: medians([turn[name] for turn in turns[1:]]) for name in COMMANDS}
    floor = next(iter(costs.values()))
    rows = [
        [name, *_figures(cost), f"{cost.wall / floor.wall:.2f}", f"{cost.cpu / floor.cpu:.2f}"]
        for name, cost in costs.items()
    ]
    print(f"\nWhole commands, medians of {repeats} in turns\n")
    print_table(["command", "wall s", "CPU s", "peak MiB", "× wall", "× CPU"], rows, texts=1)


def compare_lengths(lengths: Iterable[int]) -> None:
    """Print what animations of several lengths take, of memory above all."""
    rows = []
    for scene, title in SCENES.items():
        for tool, suffix, name in [
            ("frames", "", "none"),
            ("trajviz", ".gif", "GIF"),
            ("trajviz", ".mp4", "MP4"),
        ]:
            for frames in lengths:
                cost = cost_of_save(tool, scene, suffix, frames)
                rows.append([title, name, str(frames), *_figures(cost), f"{1000 * cost.cpu / frames:.2f}"])
    print("\nBy number of frames, trajviz; without a format, the frames are drawn and nothing is written\n")
    print_table(["scene", "format", "frames", "wall s", "CPU s", "peak MiB", "CPU ms/frame"], rows, texts=2)


def print_table(head: Sequence[str], rows: Sequence[Sequence[str]], *, texts: int) -> None:
    """Print a table in Markdown: columns of texts first, as many as `texts` says, then columns of numbers."""
    alignments = ["<" if column < texts else ">" for column in range(len(head))]
    widths = [max(len(line[column]) for line in (head, *rows)) for column in range(len(head))]
    rules = ["-" * width if i < texts else "-" * (width - 1) + ":" for i, width in enumerate(widths)]
    for line in (head, rules, *rows):
        cells = [f"{cell:{a}{width}}" for cell, a, width in zip(line, alignments, widths, strict=True)]
        print(f"| {' | '.join(cells)} |")


def _figures(cost: Cost) -> list[str]:
    return [f"{cost.wall:.2f}", f"{cost.cpu:.2f}", f"{cost.peak:.0f}"]


def _ratios(theirs: Cost, ours: Cost) -> tuple[float, float, float]:
    return theirs.wall / ours.wall, theirs.cpu / ours.cpu, theirs.size / ours.size


def _environment() -> dict[str, str]:
    """Return the environment in which trajviz is the one that this script lies beside, compiled as if installed."""
    inherited = os.environ.get("PYTHONPATH")
    folders = [str(HERE.parent), *([inherited] if inherited else [])]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return kept | {"PYTHONPATH": os.pathsep.join(folders)}


def describe_environment() -> str:
    """Return, in a line, on what the measurements were made."""
    packages = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    system = f"Python {platform.python_version()} on {platform.system()} {platform.machine()}"
    return f"{system}, {os.cpu_count()} cores; {packages}"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description="Measure trajviz beside Matplotlib alone.")
    parser.add_argument("--quick", action="store_true", help="few frames, once each: does it run?")
    parser.add_argument("--repeats", type=int, default=5, help="how often trajviz is measured (%(default)s)")
    arguments = parser.parse_args()
    repeats = 1 if arguments.quick else arguments.repeats
    print(describe_environment())
    compare_commands(repeats)
    compare_saves(10 if arguments.quick else 200, repeats)
    compare_lengths((5, 10) if arguments.quick else (100, 400, 1600))


if __name__ == "__main__":
    main()
