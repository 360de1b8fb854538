"""Sharp and wide minima: sharpness-aware minimization beside gradient descent.

Every point of the curve xy = 1 is a minimum of (xy − 1)²/2, and the ground across the curve is the steeper the further
it is from (1, 1). Gradient descent stops at the first point of the curve that it meets. SAM steps along the gradient
at the highest point within 0.3, which is never zero: it swings across the curve, and drifts along it to where the
largest curvature is smallest.
"""

import numpy as np

import trajviz as tv

valley = tv.objective("(x*y - 1)**2/2", domain=[(0, 4), (0, 2.4)])
methods = {"SGD": "SGD(lr=0.05)", "SAM": "SAM(lr=0.05, rho=0.3)"}
runs = [tv.trace(valley, method, start=(3.4, 1.2), steps=250, label=name) for name, method in methods.items()]

for run in runs:
    x, y = run.path[-1]
    curvature = np.linalg.eigvalsh(valley.hessian(run.path[-1])).max()
    print(f"{run.label}: ends at ({x:.2f}, {y:.2f}), xy = {x * y:.3f}, largest curvature {curvature:.1f}")

animation = tv.animate(runs, log=False, levels=40, title="(xy − 1)²/2: SAM leaves sharp minima")
animation.save(["gallery/g3_sam_beside_sgd.gif", "gallery/g3_sam_beside_sgd.html"])
