"""Five learning rates in one bowl: too short, right, and too long.

The largest curvature of x² + y²/2 is 2, so that descent is stable up to a rate of 2/2 = 1. Below a half it creeps, near
a half it goes straight, above it swings from side to side, and beyond 1 every swing is longer than the last.
"""

import trajviz as tv

rates = (0.02, 0.1, 0.5, 0.9, 1.02)
runs = [tv.trace("quadratic", f"GD(lr={rate})", start=(-4, 4), steps=40, label=f"lr = {rate}") for rate in rates]

for run in runs:
    x, y = run.path[-1]
    print(f"{run.label:10} after {run.steps} steps at ({x:9.2e}, {y:9.2e}), f = {run.values[-1]:.2e}")

animation = tv.animate(runs, view=["contour", "convergence"], size=(1200, 500), title="x² + y²/2, five rates")
animation.save(["gallery/g4_five_learning_rates.gif", "gallery/g4_five_learning_rates.html"])
