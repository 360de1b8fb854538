"""A saddle: x² − y² falls without end along y, but on the line y = 0 no gradient says so.

From (10, 0) descent ends at the saddle point, with momentum as without, and with lr = 1 it jumps between ±10 for
ever. A start beside the line, or a push of 0.01·U(0, 1) on the y-gradient, is enough to escape: the distance from the
line grows by a constant factor per step. Methods that scale each coordinate escape sooner, but also not from the line.
Plain descent takes 900 steps to do so, which the picture shows nine at a time.
"""

from dataclasses import replace

import numpy as np

import trajviz as tv

saddle = tv.objective("saddle")
pushed = saddle.noisy((0, 0.01), distribution="uniform")
on_line, beside = (10, 0), (10, 0.01)

slow = tv.trace(saddle, "GD(lr=0.004)", beside, 900, every=9, label="From (10, 0.01): escapes")

descents = [
    tv.trace(saddle, "GD(lr=0.2)", on_line, 100, label="lr 0.2: stuck"),
    tv.trace(saddle, "GD(lr=1)", on_line, 100, label="lr 1: jumps for ever"),
    tv.trace(saddle, "Momentum(lr=0.01)", on_line, 100, label="Momentum: stuck"),
    slow,
    tv.trace(saddle, "Momentum(lr=0.01)", beside, 100, label="Momentum from there"),
    tv.trace(pushed, "Momentum(lr=0.01)", on_line, 100, label="Random push: escapes"),
]
adaptive = [
    tv.trace(saddle, method, start, 100, label=name)
    for name, method in {"RMSprop": "RMSprop(lr=0.1, alpha=0.2)", "Adagrad": "Adagrad(lr=1)"}.items()
    for start in (on_line, beside)
]
for run in descents + adaptive:
    beyond = run.step_of_row[np.abs(run.path[:, 1]) > 10]
    fate = f"escapes, beyond ±10 by step {beyond[0]}" if len(beyond) else f"stays, at x = {run.path[-1, 0]:.3g}"
    print(f"{run.label:25} {run.optimizer:26} from {run.path[0].tolist()!s:12} {fate}")

at_the_pace_of_the_others = replace(slow, step_of_row=np.arange(len(slow)))
animation = tv.animate(
    [at_the_pace_of_the_others if run is slow else run for run in descents],
    view="surface",
    grid=True,
    elev=44,
    azim=-95,
    readout=False,
    title="Six ways over x² − y²",
)
animation.save(["gallery/b2_saddle.gif", "gallery/b2_saddle.html"])

animation = tv.animate(
    adaptive, view=["contour", "surface"], elev=44, azim=-95, readout=False, title="From (10, 0) and from (10, 0.01)"
)
animation.save(["gallery/b2_saddle_adaptive.gif", "gallery/b2_saddle_adaptive.html"])
