"""A decision boundary that moves: a network learns to tell two interleaved half circles apart.

Its layers are 2→25→50→25→2, sigmoids everywhere, and it minimises the mean squared error of its two outputs. On the
line they tie; where the tint is deeper, one leads by half or more. For a long while a nearly straight line is the best
that it knows, and then the line bends.

Adam on batches of 32 gets there in a hundred epochs and a few seconds. Gradient descent one sample at a time, for a
thousand epochs, takes 1.4 million steps and some minutes to get as far:

    python examples/e1_two_moons.py slow
"""

import sys

import trajviz as tv

if "slow" in sys.argv[1:]:
    batch, method, epochs = 1, "GD(lr=0.01)", 1000
else:
    batch, method, epochs = 32, "Adam(lr=0.003)", 100

classifier = tv.learning.moon_classifier(tv.learning.moons())
steps_per_epoch = -(-classifier.samples // batch)
steps = epochs * steps_per_epoch
run = tv.trace(classifier.minibatch(batch), method, steps=steps, every=steps // 100)

print(f"{run.label}: mean squared error {run.values[-1]:.4f}")
print(f"accuracy on held-out data {100 * classifier.accuracy(run.path[-1]):.2f} %")

animation = tv.animate(
    run,
    view=["boundary", "loss"],
    steps_per_epoch=steps_per_epoch,
    readout=False,
    size=(1000, 440),
    title="Two moons",
)
animation.save(["gallery/e1_two_moons.gif", "gallery/e1_two_moons.png", "gallery/e1_two_moons.html"])
