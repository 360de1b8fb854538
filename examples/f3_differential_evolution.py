"""Differential evolution on Rastrigin's function: a population that learns where to look from its own differences.

Each individual tries to be the best, or another, plus a difference of two others, and stays what it was if that is no
better. While they are far apart the differences are long and lead from basin to basin; as they gather, they shorten.
"""

import numpy as np

import trajviz as tv

objective = tv.objective("rastrigin")
run = tv.trace(objective, "Differential evolution(popsize=12, seed=2)", start=(-3.6, 2.6))

population = run.details["population"]
for generation in (0, 5, 10, 20, 30):
    values = objective(population[generation].T)
    spread = np.linalg.norm(population[generation] - population[generation].mean(axis=0), axis=1).mean()
    print(f"generation {generation:2}: best {values.min():7.4f}, mean {values.mean():7.4f}, spread {spread:.3f}")
print(f"after {run.nfev} values: {run.outcome}, f = {run.values[-1]:.1e} at {run.path[-1].round(6).tolist()}")

animation = tv.animate([run], view=["contour", "convergence"])
animation.save(["gallery/f3_differential_evolution.gif", "gallery/f3_differential_evolution.html"])
