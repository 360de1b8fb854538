"""A run in more than two variables, one coordinate at a time.

On the plane of a run one sees the way; which variables move, and which are held up, is seen in the views `parameters`
and `slices`: each coordinate against the time, and the function along each through the point where the run is.
"""

import trajviz as tv

start = (-1.2, 1, -1.2, 1, -1.2, 1)
both = tv.animate("rosenbrock", "BFGS,Adam(lr=0.05)", start=start, steps=200, view="contour,parameters")
both.save(["gallery/n4_coordinates.gif", "gallery/n4_coordinates.html"])

slices = tv.animate("hartmann_6", "L-BFGS-B", view="contour,slices")
slices.save(["gallery/n4_coordinates_slices.gif", "gallery/n4_coordinates_slices.html"])
for run in (*both.trajectories, *slices.trajectories):
    print(f"{run.label}: {run.outcome}, f = {run.values[-1]:.4g}")
