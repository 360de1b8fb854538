"""Functions of the black-box benchmark BBOB, shifted and turned from a seed, as COCO's instances of that number are.

On a turned ellipsoid of condition number a million BFGS learns the axes, and gradient descent does not; on Schaffer's
rings and in Gallagher's peaks both end wherever they come first.
"""

import trajviz as tv

for name, seed in (("bbob_9", 3), ("bbob_17", 2), ("bbob_21", 1)):
    f = tv.objective(f"{name}(seed={seed})")
    anim = tv.animate(f, "BFGS,Adam(lr=0.05)", start=(-3.5, 3), steps=150)
    # How far above the minimum each ends: on the ellipsoid BFGS is there, in the other two a hollow holds them.
    print(f.title, [(run.label, run.outcome, f"{run.values[-1] - f.minimum:.2g}") for run in anim.trajectories])
    anim.save([f"gallery/n2_black_box_benchmark_{name}.gif", f"gallery/n2_black_box_benchmark_{name}.html"])
