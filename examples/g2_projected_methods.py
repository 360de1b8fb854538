"""Two ways to stay inside without solving a problem at every corner: project, or never leave.

The minimum of the bowl lies beyond an edge of the triangle. Projected descent steps out and is put back to the nearest
point, so that it slides along the edge; Frank and Wolfe's method goes part of the way to a corner, and then to the
other, ever less: it zigzags, and nothing has to be projected. In a box, mirror descent steps in coordinates in which
the walls are infinitely far away: it leaves a wall slowly, and comes to one slowly.
"""

import trajviz as tv

bowl = tv.objective("(x - 1.3)**2 + 3*(y - 1.1)**2", domain=[(-0.4, 2.4), (-0.4, 2.1)])
triangle = bowl.constrained("x >= 0", "y >= 0", "x + y <= 1.6", minima=[(0.7, 0.9)])
runs = [
    tv.trace(triangle, method, start=(0.1, 0.1), steps=40, label=name)
    for name, method in {
        "projected": "ProjectedGD(lr=0.05)",
        "Frank–Wolfe": "Frank-Wolfe",
        "descent": "GD(lr=0.05)",
    }.items()
]
box = bowl.bounded([(0, 1), (0, 1.4)])
in_box = [
    tv.trace(box, method, start=(0.5, 0.01), steps=80, label=name)
    for name, method in {"projected": "ProjectedGD(lr=0.02)", "mirror": "MirrorDescent(lr=0.2)"}.items()
]

for run in [*runs, *in_box]:
    x, y = run.path[-1]
    told = "free" if run.free else "inside"
    print(f"{run.label:16} {told}, ends at ({x:.3f}, {y:.3f}), f = {run.values[-1]:.4f}")

tv.animate(runs, title="A triangle and a minimum beyond it").save(
    ["gallery/g2_projected_methods.gif", "gallery/g2_projected_methods.html"]
)
tv.animate(in_box, title="Walls of a box").save(
    ["gallery/g2_projected_methods_box.gif", "gallery/g2_projected_methods_box.html"]
)
