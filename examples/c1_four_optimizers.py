"""Four optimizers in a long valley, each in a panel of its own, in step.

The gradient of x²/20 + y² points at the minimum almost nowhere: across the valley it is large, along the valley small.
So plain descent zigzags; momentum rolls in a curve and overshoots; AdaGrad and Adam scale each coordinate.
"""

import trajviz as tv

methods = {"SGD": "SGD(lr=0.95)", "Momentum": "Momentum(lr=0.1)", "AdaGrad": "Adagrad(lr=1.5)", "Adam": "Adam(lr=0.3)"}
runs = [tv.trace("elongated", method, start=(-7, 2), steps=30, label=name) for name, method in methods.items()]

for run in runs:
    x, y = run.path[-1]
    print(f"{run.label:8} from f = {run.values[0]:.2f} to ({x:7.4f}, {y:7.4f}), f = {run.values[-1]:.5f}")

animation = tv.animate(runs, grid=True, title="x²/20 + y², 30 steps")
animation.save(["gallery/c1_four_optimizers.gif", "gallery/c1_four_optimizers.html"])

surface = tv.animate(runs, view="surface", title="The valley as a surface")
surface.save(["gallery/c1_four_optimizers_surface.png", "gallery/c1_four_optimizers_surface.html"])

field = tv.animate(runs, field=True, contours="lines", title="Steepest descent, which mostly misses the minimum")
field.save(["gallery/c1_four_optimizers_field.png", "gallery/c1_four_optimizers_field.html"])
