"""Two hyperparameters at once: where heavy-ball momentum helps on Rosenbrock, and where it throws the method out.

Every cell is the median of ten starts with 300 evaluations each. The more momentum, the smaller the largest rate that
holds; the best settings lie next to that border. The summary says how much was tuned, and what the defaults do.
"""

import trajviz as tv

found = tv.sweep(
    "rosenbrock",
    "Momentum(lr=1e-5..1e-2:16,momentum=[0,0.2,0.4,0.6,0.8,0.9,0.95,0.98])",
    starts=10,
    budget=300,
)

for each in found.summary:
    print(f"{each.method}: best {each.told_best} with f = {each.best_value:.3g}, of {each.told_tuning};")
    print(f"its default has {each.default_value:.3g}, {each.diverged} of {each.runs} runs diverged")

found.save(["gallery/j1_a_sweep.png", "gallery/j1_a_sweep.html"])
