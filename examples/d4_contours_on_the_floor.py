"""A surface with its shadow: a wireframe over its own contours, which lie on the floor at z = −1.

x² + 0.5·cos(2πy) is convex along x and waves along y, so it has two valleys, at y = ±1/2, and between them a ridge on
which y-gradients vanish: descent from there ends at the saddle point in its middle.
"""

import trajviz as tv

objective = tv.objective("x**2 + 0.5*cos(2*pi*y)", domain=(-1, 1))
starts = [(0.9, 0), (-0.9, 0.05), (-0.9, -0.3)]

animation = tv.animate(
    objective,
    "GD(lr=0.03)",
    start=starts,
    steps=80,
    view="surface",
    style="wireframe",
    resolution=101,
    base=-1,
    elev=30,
    azim=-30,
    title="x² + 0.5·cos(2πy)",
)
for run in animation.trajectories:
    (x0, y0), (x, y) = run.path[0], run.path[-1]
    print(f"from ({x0}, {y0}) to ({x:.4f}, {y:.4f}), f = {run.values[-1]:.4f}")
animation.save(
    [
        "gallery/d4_contours_on_the_floor.gif",
        "gallery/d4_contours_on_the_floor.png",
        "gallery/d4_contours_on_the_floor.html",
    ]
)
