"""Gradient descent on a bowl, step by step.

Each step goes against the gradient: x ← x − lr ∇f(x). On f(x, y) = x² + y²/2 with lr = 0.1 one coordinate shrinks by
the factor 0.8 per step and the other by 0.9, so the path bends towards the y-axis before it reaches the minimum.
"""

import trajviz as tv

run = tv.trace("quadratic", "GD(lr=0.1)", start=(-4, 4), steps=30)

for step in (0, 1, 2, 3, run.steps):
    x, y = run.path[step]
    print(f"step {step:2}: ({x:.8f}, {y:.8f})   f = {run.values[step]:.6f}")
print(f"{run.outcome}: {run.message}")

animation = tv.animate(run, view=["contour", "convergence"], title="Gradient descent, lr = 0.1")
animation.save(["gallery/a1_gradient_descent.gif", "gallery/a1_gradient_descent.html"])
