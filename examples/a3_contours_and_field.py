"""Contours with their heights, and the field of steepest descent.

The arrows show −∇f. They stand at right angles to the contours, which is why on a long bowl they do not
point at the minimum.
"""

import trajviz as tv

animation = tv.animate(
    "quadratic",
    methods="GD(lr=0.1)",
    start=(-4, 4),
    steps=30,
    contours="lines",
    level_format="%.2f",
    field=True,
)
animation.save(["gallery/a3_contours_and_field.png", "gallery/a3_contours_and_field.html"])
