"""Every step as an arrow.

The arrows grow shorter because the gradient does: the steps of gradient descent are in proportion to it.
"""

import trajviz as tv

animation = tv.animate("quadratic", methods="GD(lr=0.1)", start=(-4, 4), steps=30, arrows=True)
animation.save(["gallery/a4_steps_as_arrows.gif", "gallery/a4_steps_as_arrows.png"])
