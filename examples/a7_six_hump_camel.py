"""Where one starts decides where one ends.

The six-hump camel has six local minima, two of them global (f ≈ −1.0316). From three starts the same five methods end
in different ones; a method that takes long first steps may leave the basin in which it began. The iterates are bound to
[−2, 2] × [−1, 1], which L-BFGS-B respects; the others can't be bound and run free, as the legend says.
"""

import trajviz as tv

methods = "CG,BFGS,Newton-CG,L-BFGS-B,GD(lr=0.02)"
starts = [(-1, -0.5), (1.5, 0.75), (-0.8, 0.25)]

for number, start in enumerate(starts, start=1):
    animation = tv.animate(
        "camel", methods, start=start, bounds="domain", view=["contour", "surface"], levels=50, size=(1200, 500)
    )
    for run in animation.trajectories:
        x, y = run.path[-1]
        print(f"from {start}: {run.label:10} ends at ({x:7.4f}, {y:7.4f}), f = {run.values[-1]:8.5f}")
    animation.save([f"gallery/a7_six_hump_camel_{number}.gif", f"gallery/a7_six_hump_camel_{number}.html"])

tv.animate("camel", methods, start=starts, bounds="domain", levels=50).save(
    ["gallery/a7_six_hump_camel.png", "gallery/a7_six_hump_camel.html"]
)
