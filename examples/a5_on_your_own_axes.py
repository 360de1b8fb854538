"""A path on axes of one's own: a growing line with a point at its head.

`TrajectoryAnimation` takes any axes and any arrays of shape (rows, 2). It is a `FuncAnimation`, with a
frame per step unless a pace is asked for.
"""

import matplotlib.pyplot as plt
import numpy as np

import trajviz as tv

path = [np.array([-4.0, 4.0])]
for _ in range(30):  # an optimizer written by hand
    x, y = path[-1]
    path.append(path[-1] - 0.1 * np.array([2 * x, y]))

x, y = np.meshgrid(np.linspace(-5, 5, 101), np.linspace(-5, 5, 101))
figure, axes = plt.subplots(figsize=(8, 5), layout="constrained")
contours = axes.contour(x, y, x**2 + 0.5 * y**2, levels=12, cmap="cividis")
axes.clabel(contours, fmt="%.1f", fontsize=8)
axes.plot(0, 0, "*", markersize=16, color="black")

animation = tv.TrajectoryAnimation([path], labels=["by hand"], ax=axes, interval=40, pace="story")
axes.legend()
animation.save(["gallery/a5_on_your_own_axes.gif", "gallery/a5_on_your_own_axes.html"])
