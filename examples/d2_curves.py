"""Where descent stops: at any minimum, at a saddle point, and on a plateau.

On each of these curves a ball rolls against the slope of its tangent. It rests where the tangent is level, whether
that is the lowest point or not; and where the curve is nearly level for long, as tanh is, it hardly moves.
"""

import trajviz as tv

waves = tv.animate(
    tv.objective("x*cos(pi*x)", domain=(-1, 2)),
    "GD(lr=0.02)",
    start=[(-0.6,), (0.4,)],
    steps=60,
    title="x·cos(πx): which minimum depends on the start",
)
waves.save(["gallery/d2_curves_waves.gif", "gallery/d2_curves_waves.html"])

cubic = tv.animate(
    tv.objective("x**3", domain=(-2, 2)), "GD(lr=0.05)", start=(1.8,), steps=60, title="x³: towards a saddle point"
)
cubic.save(["gallery/d2_curves_cubic.gif", "gallery/d2_curves_cubic.html"])

tanh = tv.animate(
    tv.objective("tanh(x)", domain=(-2, 5)),
    "GD(lr=0.1)",
    start=[(4,), (1,)],
    steps=60,
    annotate={"vanishing gradient": 4},
    title="tanh x: steep enough at 1, not at 4",
)
tanh.save(["gallery/d2_curves_tanh.gif", "gallery/d2_curves_tanh.html"])

saddle = tv.animate(
    tv.objective("x**2 - y**2", domain=(-1, 1)),
    "GD(lr=0.05)",
    start=[(0.9, 0), (-0.9, -0.001)],
    steps=75,
    view="surface",
    style="wireframe",
    title="x² − y²: one ball ends at the saddle point, one passes it",
)
saddle.save(["gallery/d2_curves_saddle.gif", "gallery/d2_curves_saddle.html"])

for run in waves.trajectories + cubic.trajectories + tanh.trajectories + saddle.trajectories:
    assert run.objective is not None
    slope = run.objective.gradient(run.path[-1]).round(4).tolist()
    print(f"{run.objective.name:11} from {run.path[0].tolist()} to {run.path[-1].round(4).tolist()}, slope {slope}")
