"""What the methods are for: five of them train the same classifier of handwritten digits.

The network has three hidden layers, of 100, 100 and 50 rectifiers, and ten outputs that softmax turns into
probabilities; what is minimised is their cross-entropy over 22,160 parameters. Each method sees the same batches in
the same order. Without a file, the digits are scikit-learn's, of 8×8 pixels; with one, MNIST's, of 28×28:

    python examples/a8_digit_classifier.py mnist.npz
"""

import sys

import trajviz as tv

if len(sys.argv) > 1:
    data, batch = tv.learning.mnist(sys.argv[1]), 500
else:
    data, batch = tv.learning.digits(), 50

classifier = tv.learning.digit_classifier(data)
epochs, steps_per_epoch = 10, -(-classifier.samples // batch)
methods = {
    "SGD": "SGD(lr=0.1)",
    "RMSprop": "RMSprop(lr=0.001)",
    "Adam": "Adam(lr=0.002)",
    "Adagrad": "Adagrad(lr=0.02)",
    "Nadam": "Nadam(lr=0.001)",
}
steps, every = epochs * steps_per_epoch, max(1, steps_per_epoch // 9)
runs = [
    tv.trace(classifier.minibatch(batch), method, steps=steps, every=every, label=name)
    for name, method in methods.items()
]

print(f"{classifier!r}, batches of {batch}, {epochs} epochs")
for run in runs:
    print(f"{run.label:8} loss {run.values[-1]:.4f}, accuracy on held-out data {classifier.accuracy(run.path[-1]):.4f}")

animation = tv.animate(
    runs,
    view=["loss", "accuracy"],
    steps_per_epoch=steps_per_epoch,
    readout=False,
    title="Five methods learn to read digits",
)
animation.save(
    ["gallery/a8_digit_classifier.gif", "gallery/a8_digit_classifier.png", "gallery/a8_digit_classifier.html"]
)
