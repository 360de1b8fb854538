"""Two thousand starts on Himmelblau's function: a swarm that flows into four minima.

All starts are one batch, so that this takes about as long as one of them would. A colour says which minimum a start
leads to: the borders between the colours are seen at the start, where nobody has moved yet, and how many follow each.
"""

import numpy as np

import trajviz as tv

objective = tv.objective("himmelblau")
swarm = tv.trace(objective, "Momentum(lr=0.0005, momentum=0.95)", start="random:2000", steps=150)

print(f"{swarm.path.shape[2]} starts, {swarm.njev} gradients in {swarm.steps} batches: {swarm.message}")
minima = np.array(objective.minima)
nearest = np.linalg.norm(swarm.path[-1].T[:, None] - minima, axis=2).argmin(axis=1)
for minimum, count in zip(minima, np.bincount(nearest), strict=True):
    print(f"{count:4} of them end near ({minimum[0]:.2f}, {minimum[1]:.2f})")

animation = tv.animate(swarm, title="2000 starts on Himmelblau's function", fps=20, frames=100, size=(520, 350))
animation.save(["gallery/i1_swarm.gif", "gallery/i1_swarm.html"])
