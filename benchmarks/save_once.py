"""One measured save, in a process of its own: `python save_once.py TOOL SCENE FRAMES FILE` prints its cost.

A process of its own, because the most memory that a process has ever held can't be measured twice in it, and
because what one save has imported and cached must not be given to the next. Only the save is timed; the
figure, which every tool gets alike, is ready by then.

Matplotlib draws plain lines and points, as a user's own `FuncAnimation` does; trajviz draws its trails with
their halos and its heads with their rims, which is more.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import perf_counter
from typing import Any

import imageio_ffmpeg  # type: ignore[import-untyped]  # it has none
import matplotlib as mpl
import numpy as np
from matplotlib.animation import AbstractMovieWriter, FFMpegWriter, FuncAnimation, PillowWriter
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from mpl_toolkits.mplot3d import Axes3D
from numpy.typing import NDArray
from usage import cpu_seconds, peak_mebibytes

from trajviz import TrajectoryAnimation, objective, trace

Array = NDArray[np.float64]

FPS = 25
STARTS = {
    "Adam(lr=0.05)": (-4.2, 3.8),
    "RMSprop(lr=0.03)": (4.2, 4.0),
    "Nadam(lr=0.05)": (-3.5, -4.0),
    "Adagrad(lr=0.4)": (4.2, -3.6),
}


def beale_map(figure: Figure) -> Axes:
    """Draw Beale's function as contour lines with their heights on them."""
    axes: Axes = figure.add_subplot(xlabel="x", ylabel="y", title="Beale")
    x, y, values = _grid(201)
    lines = axes.contour(x, y, values, levels=np.geomspace(0.1, 1e5, 14), norm="log", cmap="viridis")
    axes.clabel(lines, fontsize=8)
    return axes


def beale_surface(figure: Figure) -> Axes3D:
    """Draw Beale's function as a translucent surface, in logarithmic heights."""
    axes: Axes3D = figure.add_subplot(projection="3d", xlabel="x", ylabel="y", title="Beale")
    x, y, values = _grid(50)
    axes.plot_surface(x, y, _lifted(values), rcount=50, ccount=50, cmap="viridis", alpha=0.7)
    return axes


SCENES: dict[str, Callable[[Figure], Axes]] = {"map": beale_map, "surface": beale_surface}


def new_figure() -> Figure:
    """Return an empty figure of 800×500 pixels."""
    figure = Figure(figsize=(8, 5), dpi=100)
    FigureCanvasAgg(figure)
    return figure


def paths(frames: int, dimension: int) -> list[Array]:
    """Return the way of each method, shape (frames, dimension): a step for each frame."""
    runs = [trace("beale", method, start, steps=frames - 1, tolerance=0) for method, start in STARTS.items()]
    return [np.column_stack([run.path, _lifted(run.values)])[:, :dimension] for run in runs]


def trajviz_animation(scene: str, frames: int) -> TrajectoryAnimation:
    """Return the scene as trajviz animates it."""
    axes = SCENES[scene](new_figure())
    if scene == "map":
        return TrajectoryAnimation(paths(frames, 2), ax=axes, frames=frames, interval=1000 / FPS)
    xyz = paths(frames, 3)
    flat, heights = [path[:, :2] for path in xyz], [path[:, 2] for path in xyz]
    return TrajectoryAnimation(flat, ax=axes, frames=frames, interval=1000 / FPS, zpaths=heights)


def matplotlib_animation(scene: str, frames: int) -> FuncAnimation:
    """Return the scene as a user animates it with Matplotlib alone: a line and a point for each method."""
    figure = new_figure()
    axes: Any = SCENES[scene](figure)
    ways = paths(frames, 2 if scene == "map" else 3)
    trails = [axes.plot(*way[:1].T, "-", color=f"C{i}", linewidth=2, zorder=10)[0] for i, way in enumerate(ways)]
    heads = [axes.plot(*way[:1].T, "os^D"[i], color=f"C{i}", zorder=11)[0] for i, way in enumerate(ways)]

    def put(line: Any, points: Array) -> None:
        line.set_data(*points.T) if scene == "map" else line.set_data_3d(*points.T)

    def update(frame: int) -> list[Artist]:
        for way, trail, head in zip(ways, trails, heads, strict=True):
            put(trail, way[: frame + 1])
            put(head, way[frame : frame + 1])
        return [*trails, *heads]

    return FuncAnimation(figure, update, frames=frames, interval=1000 / FPS, blit=True)


def with_trajviz(scene: str, frames: int, file: str) -> Callable[[], None]:
    """Prepare a save by trajviz."""
    animation = trajviz_animation(scene, frames)
    return lambda: animation.save(file, hold=0, quiet=True)


def with_frames_alone(scene: str, frames: int, _file: str) -> Callable[[], None]:
    """Prepare what trajviz does before it encodes: drawing every frame."""
    animation = trajviz_animation(scene, frames)

    def draw() -> None:
        for _ in animation.frames():
            pass

    return draw


def with_pillow(scene: str, frames: int, file: str) -> Callable[[], None]:
    """Prepare a save by Matplotlib through Pillow."""
    return _with_matplotlib(scene, frames, file, PillowWriter(fps=FPS))


def with_ffmpeg(scene: str, frames: int, file: str) -> Callable[[], None]:
    """Prepare a save by Matplotlib through the FFmpeg program, which takes libx264 for MP4."""
    mpl.rcParams["animation.ffmpeg_path"] = imageio_ffmpeg.get_ffmpeg_exe()
    return _with_matplotlib(scene, frames, file, FFMpegWriter(fps=FPS))


TOOLS: dict[str, Callable[[str, int, str], Callable[[], None]]] = {
    "trajviz": with_trajviz,
    "frames": with_frames_alone,
    "pillow": with_pillow,
    "ffmpeg": with_ffmpeg,
}


def _with_matplotlib(scene: str, frames: int, file: str, writer: AbstractMovieWriter) -> Callable[[], None]:
    animation = matplotlib_animation(scene, frames)
    return lambda: animation.save(file, writer=writer)


def _grid(count: int) -> tuple[Array, Array, Array]:
    beale = objective("beale")
    x, y = np.meshgrid(*(np.linspace(low, high, count) for low, high in beale.domain))
    return x, y, beale(np.stack([x, y]))


def _lifted(values: Array) -> Array:
    return np.log10(values + 0.1)


def main() -> None:
    """Save once and print the costs, those of the programs included that the save has run."""
    tool, scene, frames, file = sys.argv[1:]
    save = TOOLS[tool](scene, int(frames), file)
    processes = (RUSAGE_SELF, RUSAGE_CHILDREN)
    wall, cpu = perf_counter(), sum(cpu_seconds(getrusage(who)) for who in processes)
    save()
    costs = {
        "wall": perf_counter() - wall,
        "cpu": sum(cpu_seconds(getrusage(who)) for who in processes) - cpu,
        "peak": sum(peak_mebibytes(getrusage(who)) for who in processes),
    }
    print(json.dumps(costs))


if __name__ == "__main__":
    main()
