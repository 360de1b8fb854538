"""Every number that README states of speed, beside what one would otherwise use: `python benchmarks/table.py [PART …]`.

The parts are saves, others, many, basins and players; by default all. Each ratio is one within this run. What takes
hours otherwise, a million runs one after another, is done for a few of them and multiplied, which the table says.
"""

from __future__ import annotations

import argparse
import gc
import os
import shutil
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import geometric_mean, median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

from compare import COMMANDS, SCENES, cost_of_command, cost_of_save, describe_environment, medians, print_table

Row = tuple[str, str, str, str]

FRAMES, SHORT, LONG = 200, 400, 1600
REPEATS = 5
FEW = 60  # runs that are done one after another
STARTS, STEPS = 100_000, 200
SIDE = 1000
PLAYERS = 200
POINTS = 2000


def saves() -> Iterable[Row]:
    """Yield what a save takes, a further frame, and the whole command."""
    for scene, title in SCENES.items():
        for suffix, others in ((".gif", ("ffmpeg", "pillow")), (".mp4", ("ffmpeg",))):
            ours = cost_of_save("trajviz", scene, suffix, FRAMES, repeats=REPEATS)
            theirs = {tool: cost_of_save(tool, scene, suffix, FRAMES) for tool in others}
            for tool, cost in theirs.items():
                yield (
                    f"{FRAMES} frames, {title}, {suffix[1:].upper()}",
                    f"{ours.wall:.2f} s, {ours.size:.0f} KiB",
                    f"{cost.wall:.1f} s, {cost.size:.0f} KiB (FuncAnimation.save, {tool})",
                    f"{cost.wall / ours.wall:.0f}×",
                )
    for suffix in (".gif", ".mp4"):
        few, many = (cost_of_save("trajviz", "map", suffix, n, repeats=3) for n in (SHORT, LONG))
        each = (many.wall - few.wall) / (LONG - SHORT) * 1000
        memory = f"{few.peak:.0f} and {many.peak:.0f} MiB at {SHORT} and {LONG} frames"
        yield f"a further frame, contour map, {suffix[1:].upper()}", f"{each:.2f} ms", memory, ""
    turns = [[cost_of_command(arguments) for arguments in COMMANDS.values()] for _ in range(REPEATS + 1)][1:]
    bare, command, _ = (medians(costs) for costs in zip(*turns, strict=True))
    pairs = median(one[1].wall / one[0].wall for one in turns)
    yield (
        "trajviz camel --methods BFGS,GD",
        f"{command.wall:.2f} s",
        f"{bare.wall:.2f} s (bare imports)",
        f"{pairs:.2f}",
    )
    from turning_camera import milliseconds_per_frame

    for resolution in (60, 120):
        turning = milliseconds_per_frame(resolution, 360.0)
        yield f"a frame while the camera turns, {resolution}×{resolution}", f"{turning:.1f} ms", "", ""


def others() -> Iterable[Row]:
    """Yield what somebody else's animations take, of every kind."""
    import logging

    import imageio_ffmpeg  # type: ignore[import-untyped]  # it has none
    import matplotlib as mpl
    import strangers

    mpl.use("agg")
    settings: Any = mpl.rcParams
    settings["animation.ffmpeg_path"] = imageio_ffmpeg.get_ffmpeg_exe()
    logging.disable(logging.WARNING)
    strangers.strange_animations.FRAMES = 20

    def times(make: Callable[[], Any]) -> list[float]:
        return [strangers.cost(make, save, suffix)[0] for save, suffix in strangers.WAYS.values()]

    ours, pillow, *_ = times(strangers.example)
    theirs = f"{pillow:.1f} s (Animation.save, pillow)"
    yield f"{strangers.EXAMPLE}.py, GIF", f"{ours:.2f} s", theirs, f"{pillow / ours:.0f}×"
    kinds = strangers.strange_animations.STRANGE
    spent = map(times, kinds.values())
    found = [(pillow / gif, ffmpeg / mp4) for gif, pillow, mp4, ffmpeg in spent]
    for suffix, column in zip(("GIF", "MP4"), zip(*found, strict=True), strict=True):
        middle = sorted(column)[len(column) // 2]
        told = f"from {min(column):.1f} to {max(column):.0f} times, median {middle:.1f}"
        yield f"{len(kinds)} kinds of animations, {suffix}", told, "Animation.save", f"{geometric_mean(column):.1f}×"


def many() -> Iterable[Row]:
    """Yield what many starts take."""
    import numpy as np
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    import trajviz as tv

    began = perf_counter()
    swarm = tv.trace("himmelblau", "Adam(lr=0.05)", start=f"random:{STARTS}", steps=STEPS, every=20)
    together = perf_counter() - began
    starts = swarm.path[0].T[:FEW]
    began = perf_counter()
    for start in starts:
        tv.trace("himmelblau", "Adam(lr=0.05)", start, steps=STEPS, every=20)
    apart = (perf_counter() - began) / FEW * STARTS
    what = f"{STARTS:,} starts × {STEPS} steps of Adam"
    yield what, f"{together:.1f} s", f"{apart:.0f} s (one by one, from {FEW})", f"{apart / together:.0f}×"

    frames = tv.animate(swarm, frames=12).frames()
    _ = frames[0]
    began = perf_counter()
    for _ in frames:
        pass
    ours = (perf_counter() - began) / len(frames) * 1000
    figure = Figure((8, 5), dpi=100)
    canvas, axes = FigureCanvasAgg(figure), figure.add_subplot()
    x, y = swarm.path[0]
    points = axes.scatter(x, y, s=1)
    began = perf_counter()
    for row in swarm.path[:3]:
        points.set_offsets(np.transpose(row))
        canvas.draw()
    theirs = (perf_counter() - began) / 3 * 1000
    yield f"a frame of {STARTS:,} points", f"{ours:.0f} ms", f"{theirs:.0f} ms (scatter)", f"{theirs / ours:.0f}×"


def basins() -> Iterable[Row]:
    """Yield what a picture of basins takes."""
    import numpy as np

    import trajviz as tv
    from trajviz.runs.basins import basins as found_basins

    himmelblau = tv.objective("himmelblau")
    draw = np.random.default_rng(0)
    low, high = np.transpose(himmelblau.domain)
    for method in ("GD", "Momentum(lr=0.001)", "Adam(lr=0.05)", "Newton"):
        optimizer = tv.optimizer(method)
        gc.collect()
        began = perf_counter()
        found_basins(himmelblau, [optimizer], [method], resolution=(SIDE, SIDE))
        ours = perf_counter() - began
        began = perf_counter()
        for start in draw.uniform(low, high, (FEW, 2)):
            tv.trace(himmelblau, optimizer, start)
        theirs = (perf_counter() - began) / FEW * SIDE**2
        told = f"{theirs:.0f} s (one by one, from {FEW})"
        yield f"basins of {method}, {SIDE}×{SIDE}", f"{ours:.1f} s", told, f"{theirs / ours:.0f}×"


def players() -> Iterable[Row]:
    """Yield what a document with many players takes, those with one script beside those with their own."""
    executable = shutil.which("chromium")
    if executable is None:
        print("Chromium is not installed", file=sys.stderr)
        return
    from player import COUNT, FLAGS, SECONDS
    from playwright.sync_api import sync_playwright

    import trajviz as tv

    animation = tv.animate("camel", "BFGS,GD")
    whole, part = animation.to_html(), animation.to_html(script="shared")
    pages = {"own scripts": [whole] * PLAYERS, "one script": [animation.html_script(), *[part] * PLAYERS]}
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        told = {}
        for name, parts in pages.items():
            path = Path(folder, f"{name}.html")
            path.write_text(f"<!doctype html><meta charset=utf-8><body>{''.join(parts)}", encoding="utf-8")
            browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
            page = browser.new_page(viewport={"width": 1000, "height": 720})
            empty = _renderer_memory()
            began = perf_counter()
            page.goto(path.as_uri(), timeout=300_000)
            page.wait_for_function(
                "document.querySelector('.trajviz-player').shadowRoot?.querySelector('canvas')", timeout=300_000
            )
            page.evaluate("new Promise(requestAnimationFrame)")
            loaded = perf_counter() - began
            page.wait_for_timeout(2000)
            held = _renderer_memory() - empty
            told[name] = loaded, held, path.stat().st_size / 1e6
            browser.close()
        path = Path(folder, "swarm.html")
        tv.animate("himmelblau", "Adam(lr=0.05)", start=f"random:{POINTS}").save(path, quiet=True)
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        page = browser.new_page(viewport={"width": 1000, "height": 720})
        page.goto(path.as_uri())
        page.wait_for_timeout(500)
        rate, _ = page.evaluate(COUNT, [SECONDS, False])
        browser.close()
    yield f"a page with {POINTS:,} points that flow", f"{rate:.0f} frames a second", "", ""
    (ours, memory, size), (theirs, their_memory, their_size) = told["one script"], told["own scripts"]
    yield (
        f"{PLAYERS} players in one document",
        f"{ours:.1f} s, {memory:.0f} MB, {size:.1f} MB of HTML",
        f"{theirs:.1f} s, {their_memory:.0f} MB, {their_size:.1f} MB (a script each)",
        f"{theirs / ours:.1f}×",
    )


def _renderer_memory() -> float:
    """Return what the renderers of browsers hold in memory of their own, in MB."""
    held = 0
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if b"--type=renderer" in (process / "cmdline").read_bytes():
                lines = (process / "smaps_rollup").read_text().splitlines()
                held += sum(int(line.split()[1]) for line in lines if line.startswith("Private"))
        except OSError:
            continue
    return held / 1000


PARTS = {part.__name__: part for part in (saves, others, many, basins, players)}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("parts", nargs="*", choices=[*PARTS, []], help="which; by default all")
    rows: list[Row] = []
    for name in parser.parse_args().parts or PARTS:
        for row in PARTS[name]():
            print(" | ".join(row), file=sys.stderr)
            rows.append(row)
    print(describe_environment())
    print(f"\nIn one run, on {os.cpu_count()} cores\n")
    print_table(["what", "trajviz", "otherwise", "ratio"], rows, texts=3)


if __name__ == "__main__":
    main()
