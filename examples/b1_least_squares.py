"""Least squares by descent: how long a step may be, and how many samples a step needs.

The data are y = w₁x₁ + w₂x₂ + 0.2·noise, 20 samples; the loss ½Σ(residual²) is a bowl whose curvatures are the
eigenvalues of XᵀX. With a rate below 2 over the largest of them descent goes down, oscillating when it comes near;
beyond it every step leads further away. With one sample a step goes roughly downhill and costs a twentieth.
"""

import numpy as np

import trajviz as tv

loss = tv.learning.linear_regression()
start = (-10, 10)


def run(name, method, steps, objective=loss):
    """Trace a method, and print where it got to."""
    done = tv.trace(objective, method, start=start, steps=steps, label=name)
    w1, w2 = done.path[-1]
    print(f"{name:26} {done.steps:4} steps  w = ({w1:9.4g}, {w2:9.4g})  loss {done.values[-1]:9.4g}  {done.outcome}")
    return done


print("curvatures", np.linalg.eigvalsh(loss.hessian(start)).round(1), "least loss", round(loss.minimum, 4))

whole = [
    run("Full batch, lr 1e-4", "GD(lr=1e-4)", 500),
    run("Momentum, lr 1e-4", "Momentum(lr=1e-4)", 500),
    run("Adagrad, lr 1", "Adagrad(lr=1)", 500),
]
animation = tv.animate(whole, view=["contour", "surface"], frames=90, title="Least squares, all samples in each step")
animation.save("gallery/b1_least_squares.gif")

rates = [run("lr 0.01 oscillates", "GD(lr=0.01)", 100), run("lr 1 blows up", "GD(lr=1)", 100)]
animation = tv.animate(rates, view=["contour", "convergence"], title="Full batch, steps that are too long")
animation.save("gallery/b1_least_squares_rates.gif")

parts = [
    run("One sample, lr 1e-4", "GD(lr=1e-4)", 1000, loss.minibatch(1)),
    run("Minibatches of 5, lr 1e-4", "GD(lr=1e-4)", 1000, loss.minibatch(5)),
    run("One sample, lr 0.01", "GD(lr=0.01)", 1000, loss.minibatch(1)),
]
animation = tv.animate(parts, view=["contour", "convergence"], frames=90, title="Least squares, a few samples at a time")
animation.save("gallery/b1_least_squares_batches.gif")
