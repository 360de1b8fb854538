"""The bowl as a landscape.

The path lies on the surface, bold where it is seen and faint where a hill hides it; the star is the minimum.
"""

import trajviz as tv

animation = tv.animate(
    "quadratic",
    methods="GD(lr=0.1)",
    start=(-4, 4),
    steps=30,
    view="surface",
    elev=50,
    azim=-50,
    resolution=50,
)
animation.save(["gallery/a2_surface.gif", "gallery/a2_surface.png", "gallery/a2_surface.html"])
