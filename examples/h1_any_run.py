"""Runs from anywhere on one map: SciPy, a training loop of PyTorch's, and a loop of one's own.

A recorder is a callback. SciPy takes it as it is; around a loop of PyTorch's it listens to the optimizer, and the loop
stays as it was; any other loop calls it. Evaluations are counted where the function is watched.
"""

from typing import Any

import numpy as np
import torch
from scipy.optimize import minimize

import trajviz as tv


def rosenbrock(x: Any) -> Any:
    """Return the value at a point, which may be an array or a tensor."""
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


start = (-1.2, 1.6)

scipys = tv.Recorder("rosenbrock", label="SciPy's L-BFGS-B")
result = minimize(scipys.watch(rosenbrock), start, method="L-BFGS-B", callback=scipys)

x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
optimizer = torch.optim.Adam([x], lr=0.1)
torchs = tv.Recorder("rosenbrock", label="PyTorch's Adam")
with torchs.following(optimizer):
    for _ in range(300):
        optimizer.zero_grad()
        loss = rosenbrock(x)
        loss.backward()
        optimizer.step()

own = tv.Recorder("rosenbrock", label="A loop of one's own", start=start)
point, rng = np.array(start), np.random.default_rng(3)
for _ in range(300):  # a random walk that keeps what is better
    trial = point + 0.1 * rng.standard_normal(2)
    point = min(point, trial, key=rosenbrock)
    own(point, value=rosenbrock(point))

runs = [recorder.trajectory for recorder in (scipys, torchs, own)]
for run in runs:
    print(f"{run.label:20} {run.steps:3} steps to f = {run.values[-1]:.1e}")
print(f"SciPy counts {result.nfev} evaluations, the recorder {scipys.nfev}")

animation = tv.animate(runs, view=["contour", "convergence"], size=(1200, 500), title="Three runs from elsewhere")
animation.save(["gallery/h1_any_run.gif", "gallery/h1_any_run.html"])
