"""Five methods on one bowl.

The four methods of `scipy.optimize.minimize` use what they learn of the curvature and need a few steps;
gradient descent needs many. What a step costs differs, which the table shows as evaluations. The iterates are bound to
[−5, 5]², which L-BFGS-B respects; the others can't be bound and run free, as the legend says.
"""

import trajviz as tv

methods = ["CG", "BFGS", "Newton-CG", "L-BFGS-B", "GD(lr=0.1)"]
animation = tv.animate(
    "quadratic", methods=methods, start=(-4, 4), bounds="domain", steps=30, title="Five methods on x² + y²/2"
)

for run in animation.trajectories:
    name = f"{run.label} (free)" if run.free else run.label
    print(f"{name:16} {run.steps:3} steps  {run.evaluations[-1]:3} evaluations  f = {run.values[-1]:.2e}")

animation.save(["gallery/a6_scipy_methods.gif", "gallery/a6_scipy_methods.mp4", "gallery/a6_scipy_methods.html"])
