"""A rate that falls: with noisy gradients a fixed one never arrives.

Where each gradient has noise, descent with a fixed rate ends in a cloud about the minimum, the wider the larger the
rate. A rate that is small enough for a small cloud is slow. A schedule is as fast as the large rate in the beginning
and settles in the end; it is an expression in the step t, here half a cosine that falls to 0 in 150 steps.
"""

import numpy as np

import trajviz as tv

bowl = tv.objective("quadratic").noisy(2.5, seed=2)
rates = ["0.3", "0.01", "0.3*cosine(150)"]
runs = [tv.trace(bowl, f"GD(lr={rate})", start=(-4, 4), steps=150, label=f"lr = {rate}") for rate in rates]

for run in runs:
    print(f"{run.label:20} f about {np.median(run.values[-20:]):.5f} in the last twenty steps")

animation = tv.animate(runs, view=["contour", "convergence"], size=(1200, 500), title="Noisy gradients, three rates")
animation.save(["gallery/h2_a_schedule.gif", "gallery/h2_a_schedule.html"])
