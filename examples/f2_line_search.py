"""A line search on Rosenbrock's function: every point at which CG asks for a value or a gradient.

A step of such a method is a search along a direction: it tries how far to go until the value has fallen enough and the
slope is small enough. The clock counts what that costs, so a point appears when it is tried; those off the path were
tried and left.
"""

import numpy as np

import trajviz as tv

objective = tv.objective("rosenbrock")
run = tv.trace(objective, "CG", start=(-1.2, 1.0), details="probes")

asked, probes = run.details["asked"], run.details["probes"]
for step in (1, 2, 6, 20):
    tried = probes[step][asked[step] == "value"]
    lengths = np.linalg.norm(tried - run.path[step - 1], axis=1)
    print(f"step {step:2}: {len(tried)} values, at distances {', '.join(f'{length:.3f}' for length in lengths)}")
print(f"{run.steps} steps, {run.nfev} values and {run.njev} gradients: {run.message}")

animation = tv.animate([run], details="probes", clock="evaluations")
animation.save(["gallery/f2_line_search.gif", "gallery/f2_line_search.html"])
