"""A saddle: x² − y² falls without end along y, but on the line y = 0 no gradient says so.

From (10, 0) descent ends at the saddle point, with momentum as without, and with lr = 1 it jumps between ±10 for
ever. A start beside the line, or a push of 0.01·U(0, 1) on the y-gradient, is enough to escape: the distance from the
line grows by a constant factor per step. Methods that scale each coordinate escape sooner, but also not from the line.
"""

import numpy as np

import trajviz as tv

saddle = tv.objective("saddle")
pushed = saddle.noisy((0, 0.01), distribution="uniform")
camera = {"view": "surface", "elev": 44, "azim": -95}


def run(name, method, start, steps, objective=saddle, every=1):
    """Trace a method, and print whether it left [-10, 10]² along y."""
    done = tv.trace(objective, method, start=start, steps=steps, every=every, label=name)
    beyond = done.step_of_row[np.abs(done.path[:, 1]) > 10]
    x, y = done.path[-1]
    fate = f"escapes, beyond ±10 at step {beyond[0]}" if len(beyond) else f"stays, at ({x:.3g}, {y:.3g})"
    print(f"{name:28} {method:26} from {start!s:10} {fate}")
    return done


cases = [
    run("lr 0.2: stuck", "GD(lr=0.2)", (10, 0), 100),
    run("lr 1: jumps for ever", "GD(lr=1)", (10, 0), 100),
    run("Momentum: stuck", "Momentum(lr=0.01)", (10, 0), 100),
    run("From (10, 0.01): escapes", "GD(lr=0.004)", (10, 0.01), 900, every=9),
    run("Momentum from there", "Momentum(lr=0.01)", (10, 0.01), 100),
    run("Random push: escapes", "Momentum(lr=0.01)", (10, 0), 100, pushed),
]
animation = tv.animate(cases, grid=True, readout=False, size=(1200, 800), title="Six ways over x² − y²", **camera)
animation.save("gallery/b2_saddle.gif")

adaptive = [
    run(name, method, start, 100)
    for name, method in {"RMSprop": "RMSprop(lr=0.1, alpha=0.2)", "Adagrad": "Adagrad(lr=1)"}.items()
    for start in [(10, 0), (10, 0.01)]
]
animation = tv.animate(adaptive, title="From (10, 0) and (10, 0.01)", **camera)
animation.save("gallery/b2_saddle_adaptive.gif")
