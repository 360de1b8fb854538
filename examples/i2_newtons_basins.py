"""Newton's fractals: to which minimum each of a million starts leads, and after how many steps.

Newton's method goes to the stationary point of the local quadratic model, wherever that is. Far from all minima the
next point depends on the last digits of the one before, and the borders of the basins are fractals; what ends at a
saddle point or at the maximum is grey. Its guarded form takes curvatures by their size and only ever descends.
"""

import trajviz as tv

methods = ["Newton", "Newton(modified=True)"]
animation = tv.animate(
    "himmelblau",
    methods,
    view="basins",
    start=(-0.5, 1.65),
    resolution=(1000, 1000),
    labels=["as it is", "guarded"],
    title="Newton's basins on Himmelblau's function",
)
for run in animation.trajectories:
    print(f"{run.label}: {run.outcome} after {run.steps} steps, {run.message}")
animation.save(["gallery/i2_newtons_basins.gif", "gallery/i2_newtons_basins.html"])
