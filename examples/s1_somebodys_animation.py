"""Thirty lines of somebody's Matplotlib, saved by a line of trajviz: exact in every pixel, and many times faster.

Nothing here knows of trajviz but the last line. Forty drops go round in a cellular flow; the map, its streams, the
colour bar and all axes are drawn once, what moves is found by looking. `benchmarks/strangers.py` measures this one.
"""

from typing import Any

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.animation import FuncAnimation

import trajviz as tv


def flow(x: Any, y: Any) -> Any:
    """Return the velocity at a place."""
    return np.array([np.sin(np.pi * x) * np.cos(np.pi * y), -np.cos(np.pi * x) * np.sin(np.pi * y)])


x, y = np.meshgrid(np.linspace(0, 2, 160), np.linspace(0, 1, 80))
u, v = flow(x, y)
drops = np.random.default_rng(0).uniform((0, 0), (2, 1), (40, 2))
spread: list[float] = []

fig, (left, right) = plt.subplots(1, 2, figsize=(9, 3.6), width_ratios=(3, 1))
fig.colorbar(left.contourf(x, y, np.hypot(u, v), 30, cmap="Blues_r"), ax=left, label="speed")
left.streamplot(x, y, u, v, density=1.6, color="white", linewidth=0.5, arrowsize=0.6)
scatter = left.scatter(*drops.T, s=24, c=drops[:, 0], cmap="autumn", edgecolors="black", zorder=3)
left.set(xlabel="x", ylabel="y", xlim=(0, 2), ylim=(0, 1), aspect="equal")
(line,) = right.plot([], [], "o-", markersize=3)
right.set(xlim=(0, 60), ylim=(0.54, 0.64), xlabel="frame", ylabel="mean distance")
fig.subplots_adjust(left=0.06, right=0.98, wspace=0.3, bottom=0.15)


def update(frame: int) -> None:
    """Move the drops along."""
    for _ in range(5):
        middle = drops + 0.005 * flow(*drops.T).T
        drops[:] += 0.01 * flow(*middle.T).T
    spread.append(np.mean(np.linalg.norm(drops - drops.mean(axis=0), axis=1)))
    scatter.set_offsets(drops)
    line.set_data(range(len(spread)), spread)
    left.set_title(f"{len(drops)} drops, frame {frame}")


animation = FuncAnimation(fig, update, frames=60, init_func=lambda: None, interval=50)
tv.save(animation, "gallery/s1_somebodys_animation.gif")
