"""A network learns a curve: every step of gradient descent moves its parameters, and with them the curve.

The data are y = 2x² with a little noise, and the network has one input, 50 rectifiers and one output, all drawn from
the standard normal distribution at the start. What it can say is a polyline with up to 50 bends; full-batch descent
puts them where the mean squared error is small.
"""

import trajviz as tv

data = tv.learning.curve(noise=0.2)
fit = tv.learning.network((1, 50, 1), data.inputs, data.targets, activations="relu", initialization="normal")
run = tv.trace(fit, "GD(lr=0.01)", steps=300)

for epoch in (0, 1, 10, 100, 300):
    print(f"epoch {epoch:3}: mean squared error {run.values[epoch]:.4f}")

animation = tv.animate(
    run,
    view=["fit", "loss"],
    log=True,
    steps_per_epoch=1,
    title="A network of 50 rectifiers fitted to y = 2x², lr = 0.01",
)
animation.save(["gallery/b3_curve_fitting.gif", "gallery/b3_curve_fitting.png", "gallery/b3_curve_fitting.html"])
