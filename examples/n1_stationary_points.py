"""The map of a function with all that is flat on it: minima, saddle points and maxima.

Descent ends at a minimum, and which one depends on the saddle points between them: a start on either side of the line
that leads down to one ends in another valley. Six starts around the hill of Himmelblau's function, and the camel.
"""

from collections import Counter

import trajviz as tv
from trajviz.functions.stationary_plane import stationary_points_on_plane

for name, starts in {
    "himmelblau": [(-0.5, -1), (0.2, -0.6), (0, -2.4), (3.6, 0.4), (3.2, -0.2), (0.4, 2.9)],
    "camel": [(-1, -0.5), (1.2, -0.3), (-1.9, 0.9)],
}.items():
    found = stationary_points_on_plane(tv.objectives[name])
    print(name, dict(Counter(point.kind for point in found.points)), "all" if found.complete else "and more")
    anim = tv.animate(name, "GD(lr=0.01)", start=starts, steps=120, stationary=True)
    anim.save([f"gallery/n1_stationary_points_{name}.gif", f"gallery/n1_stationary_points_{name}.html"])
