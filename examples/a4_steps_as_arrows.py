"""Every step as an arrow.

The arrows grow shorter because the gradient does: the steps of gradient descent are in proportion to it.
"""

import numpy as np

import trajviz as tv

run = tv.trace("quadratic", "GD(lr=0.1)", start=(-4, 4), steps=30)
lengths = np.linalg.norm(np.diff(run.path, axis=0), axis=1)
for step in (0, 10, 20, 29):
    print(f"step {step + 1:2} is {lengths[step]:.4f} long")

animation = tv.animate(run, arrows=True)
animation.save(["gallery/a4_steps_as_arrows.gif", "gallery/a4_steps_as_arrows.png", "gallery/a4_steps_as_arrows.html"])
