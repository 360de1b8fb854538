"""A minimum that may not be reached: Rosenbrock's function on the unit disk.

The lowest point of the disk lies on its border, at (0.7864, 0.6177), f ≈ 0.0457, where the gradient does not vanish: it
points out of the disk. From here SLSQP leaves the disk on its way and comes back, the trust-region method stays inside
behind a barrier, and BFGS, which takes no constraints, runs free to (1, 1), as the legend says.
"""

import numpy as np

import trajviz as tv

disk = tv.objective("rosenbrock").on_domain([(-1.6, 1.4), (-1.2, 1.6)])
disk = disk.constrained("x**2 + y**2 <= 1", minima=[(0.78641515, 0.61769831)])
runs = [tv.trace(disk, method, start=(-0.3, -0.8), label=method) for method in ("SLSQP", "trust-constr", "BFGS")]

for run in runs:
    x, y = run.path[-1]
    radii = np.linalg.norm(run.path, axis=1)
    print(
        f"{run.label:12} ends at ({x:.4f}, {y:.4f}), f = {run.values[-1]:.4f}, broken by {run.violation:.1e};"
        f" furthest from the middle {radii.max():.2f}"
    )

animation = tv.animate(
    runs,
    view=["contour", "surface"],
    size=(1200, 500),
    title="Rosenbrock's valley, x² + y² ≤ 1",
)
animation.save(["gallery/g1_slsqp_on_a_disk.gif", "gallery/g1_slsqp_on_a_disk.html"])
