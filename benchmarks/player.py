"""What the HTML player costs, beside Matplotlib's `to_jshtml`: `python benchmarks/player.py`, with Chromium installed.

The scene is Beale's function at 800×500 pixels with four paths of 200 frames, as a map with labelled contours and as
a surface. Writing is timed by the clock, in medians; a picture is one `savefig` of the same figure. In the browser,
frames are counted for some seconds while the player plays, and while a reader turns the surface with every frame;
`busy` is how long the page worked per frame, of the 16.7 ms that 60 frames a second leave.
"""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import trajviz as tv

REPEATS = 7
SECONDS = 4
STARTS = {
    "Adam(lr=0.05)": (-4.2, 3.8),
    "RMSprop(lr=0.03)": (4.2, 4.0),
    "Nadam(lr=0.05)": (-3.5, -4.0),
    "Adagrad(lr=0.4)": (4.2, -3.6),
}
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--disable-sync"]

COUNT = """async ([seconds, turns]) => {
    const root = document.querySelector('.trajviz-player').shadowRoot;
    const panel = root.querySelector('.panel[tabindex]');
    const began = performance.now();
    let frames = 0, longest = 0, before = began;
    while (before - began < seconds * 1000) {
        if (turns) panel.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowLeft', bubbles: true }));
        const now = await new Promise(requestAnimationFrame);
        longest = Math.max(longest, now - before);
        before = now;
        frames += 1;
    }
    return [frames / ((before - began) / 1000), longest];
}"""


def seconds(function: Callable[[], object]) -> float:
    """Return how long a call takes, the median of several after one that counts for nothing."""
    function()
    times = []
    for _ in range(REPEATS):
        began = perf_counter()
        function()
        times.append(perf_counter() - began)
    return median(times)


def report_writing(animation: tv.TrajectoryAnimation, path: Path) -> None:
    """Print what the file costs to write, and how large it is."""
    written = seconds(lambda: animation.save(path))
    picture = seconds(lambda: animation.fig.savefig(io.BytesIO(), format="png"))
    began = perf_counter()
    pictures = animation.to_jshtml()
    stacked = perf_counter() - began
    print(
        f"  file {path.stat().st_size / 1000:.0f} KB in {1000 * written:.0f} ms, {written / picture:.1f} times a"
        f" picture of {1000 * picture:.0f} ms; to_jshtml {len(pictures) / 1e6:.1f} MB in {stacked:.1f} s:"
        f" {len(pictures) / path.stat().st_size:.0f} times as large, {stacked / written:.0f} times as long"
    )


def report_frames(browser: Any, path: Path, *, turns: bool) -> None:
    """Print how many frames a second a browser shows, and how busy it is with each."""
    page = browser.new_page(viewport={"width": 1000, "height": 720})
    page.goto(path.as_uri())
    page.wait_for_timeout(500)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    def worked() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return next(float(metric["value"]) for metric in metrics if metric["name"] == "TaskDuration")

    before = worked()
    rate, longest = page.evaluate(COUNT, [SECONDS, turns])
    busy = (worked() - before) / (rate * SECONDS)
    doing = "turning" if turns else "playing"
    print(f"  {doing}: {rate:.0f} frames a second, the longest {longest:.0f} ms, busy {1000 * busy:.1f} ms per frame")
    page.close()


def main() -> int:
    """Measure both scenes; return 2 where there is no browser."""
    executable = shutil.which("chromium")
    if executable is None:
        print("Chromium is not installed", file=sys.stderr)
        return 2
    from playwright.sync_api import sync_playwright

    runs = [tv.trace("beale", method, start, 199, tolerance=0, label=method) for method, start in STARTS.items()]
    with TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=FLAGS)
        for view in ("contour", "surface"):
            print(view)
            animation = tv.animate(runs, view=view, frames=200)
            path = Path(folder, f"{view}.html")
            report_writing(animation, path)
            report_frames(browser, path, turns=False)
            if view == "surface":
                report_frames(browser, path, turns=True)
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
