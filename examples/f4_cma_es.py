"""CMA-ES in Rosenbrock's valley: a distribution that is moved and shaped after the better half of what it draws.

The ellipse is two standard deviations of what the next points are drawn from. It turns and stretches along the valley,
which lets it take long steps where that is safe and short ones across; no derivative tells it the way. This needs the
package cma (`pip install "optrajviz[cma]"`).
"""

import numpy as np

import trajviz as tv

objective = tv.objective("rosenbrock")
run = tv.trace(objective, "CMA-ES(sigma=0.4, popsize=14, seed=1)", start=(-1.2, 1.0), steps=120)

for generation in (0, 10, 20, 40, 60):
    lengths = np.sqrt(np.linalg.eigvalsh(run.details["ellipse"][generation]))
    mean = run.path[generation]
    print(
        f"generation {generation:2}: mean ({mean[0]:6.3f}, {mean[1]:6.3f}), f = {run.values[generation]:9.2e}, "
        f"deviations {lengths[1]:.3f} and {lengths[0]:.4f}"
    )
print(f"{run.steps} generations, {run.nfev} values: {run.message}")

animation = tv.animate([run], details="population,ellipse")
animation.save(["gallery/f4_cma_es.gif", "gallery/f4_cma_es.html"])
