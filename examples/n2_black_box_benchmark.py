"""Functions of the black-box benchmark BBOB, shifted and turned from a seed, as COCO's instances of that number are.

In Rosenbrock's valley, turned, BFGS comes to the minimum and Adam at this rate does not; on Schaffer's rings and in
Gallagher's peaks both end wherever they come first.
"""

import trajviz as tv

methods = "BFGS,Adam(lr=0.05)"
for name, seed in (("bbob_9", 3), ("bbob_17", 2), ("bbob_21", 1)):
    f = tv.objective(f"{name}(seed={seed})")
    anim = tv.animate(f, methods, start=(-3.5, 3), steps=150)
    for run in anim.trajectories:
        print(f"{f.title}: {run.label} ends {run.values[-1] - f.minimum:.2g} above the minimum")
    anim.save([f"gallery/n2_black_box_benchmark_{name}.gif", f"gallery/n2_black_box_benchmark_{name}.html"])
