"""Least squares by descent: how long a step may be, and how many samples a step needs.

The data are y = w₁x₁ + w₂x₂ + 0.2·noise, 20 samples; the loss ½Σ(residual²) is a bowl whose curvatures are the
eigenvalues of XᵀX. With a rate below 2 over the largest of them descent goes down, oscillating when it comes near;
beyond it every step leads further away. With one sample a step goes roughly downhill and costs a twentieth.
"""

import numpy as np

import trajviz as tv

loss = tv.learning.linear_regression()
start = (-10, 10)
print("curvatures", np.linalg.eigvalsh(loss.hessian(start)).round(1), "least loss", loss.minimum)

whole = [
    tv.trace(loss, "GD(lr=1e-4)", start, 500, label="Full batch, lr 1e-4"),
    tv.trace(loss, "Momentum(lr=1e-4)", start, 500, label="Momentum, lr 1e-4"),
    tv.trace(loss, "Adagrad(lr=1)", start, 500, label="Adagrad, lr 1"),
]
wider = loss.on_domain([(-20, 20), (-20, 20)])
rates = [
    tv.trace(wider, "GD(lr=0.01)", start, 100, label="lr 0.01 oscillates"),
    tv.trace(wider, "GD(lr=1)", start, 100, label="lr 1 blows up"),
]
parts = [
    tv.trace(loss.minibatch(1), "GD(lr=1e-4)", start, 1000, label="One sample, lr 1e-4"),
    tv.trace(loss.minibatch(5), "GD(lr=1e-4)", start, 1000, label="Minibatches of 5, lr 1e-4"),
    tv.trace(loss.minibatch(1), "GD(lr=0.01)", start, 1000, label="One sample, lr 0.01"),
]
for run in whole + rates + parts:
    w1, w2 = run.path[-1]
    print(f"{run.label:25} {run.steps:4} steps, w = ({w1:7.4g}, {w2:7.4g}), loss {run.values[-1]:.4g}, {run.outcome}")

animation = tv.animate(whole, view=["contour", "surface"], title="Least squares, all samples in each step")
animation.save(["gallery/b1_least_squares.gif", "gallery/b1_least_squares.html"])

animation = tv.animate(rates, view=["contour", "convergence"], title="Full batch, steps that are too long")
animation.save(["gallery/b1_least_squares_rates.gif", "gallery/b1_least_squares_rates.html"])

animation = tv.animate(parts, view=["contour", "convergence"], title="A few samples in each step")
animation.save(["gallery/b1_least_squares_batches.gif", "gallery/b1_least_squares_batches.html"])
