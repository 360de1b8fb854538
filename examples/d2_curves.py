"""Where descent stops: at any minimum, at a saddle point, and on a plateau.

On each of these curves a ball rolls against the slope of its tangent. It rests where the tangent is level, whether
that is the lowest point or not; and where the curve is nearly level for long, as tanh is, it hardly moves.
"""

import trajviz as tv
from trajviz.stationary import stationary_points

scenes = [
    ("waves", "x*cos(pi*x)", (-1, 2), "GD(lr=0.02)", [(-0.6,), (0.4,)], {}),
    ("cubic", "x**3", (-2, 2), "GD(lr=0.05)", (1.8,), {}),
    ("tanh", "tanh(x)", (-2, 5), "GD(lr=0.5)", (4,), {"annotate": {"vanishing gradient": 4}}),
]
for name, formula, domain, method, start, options in scenes:
    objective = tv.objective(formula, domain=domain)
    animation = tv.animate(objective, method, start=start, steps=60, **options)
    print(formula, [f"{point.kind} at {point.x:.4f}" for point in stationary_points(objective)])
    for run in animation.trajectories:
        print(f"  from {run.path[0, 0]:4} to {run.path[-1, 0]:.4f}, slope {objective.gradient(run.path[-1]).item():.1e}")
    animation.save(f"gallery/d2_curves_{name}.gif")

saddle = tv.objective("x**2 - y**2", domain=(-1, 1))
animation = tv.animate(saddle, "GD(lr=0.05)", start=(0.9, 0.001), steps=80, view="surface", style="wireframe")
animation.save("gallery/d2_curves_saddle.gif")
