"""Four optimizers train one classifier: which gets how far in 2,000 steps.

The network has four hidden layers of 100 rectifiers that start with He's weights; a step takes 128 of scikit-learn's
digits. The curves are averaged by a Kaiser window over 11 rows, of which one is kept every ten steps; as they were,
they lie faint behind.
"""

import trajviz as tv

STEPS, BATCH, EVERY = 2000, 128, 10

classifier = tv.learning.digit_classifier(tv.learning.digits(), hidden=(100, 100, 100, 100), initialization="he")
methods = {
    "SGD": "SGD(lr=0.01)",
    "Momentum": "Momentum(lr=0.01)",
    "AdaGrad": "Adagrad(lr=0.01)",
    "Adam": "Adam(lr=0.001)",
}
runs = [
    tv.trace(classifier.minibatch(BATCH), method, steps=STEPS, every=EVERY, label=name)
    for name, method in methods.items()
]

for run in runs:
    below = run.step_of_row[run.values < 0.1]
    when = f"below 0.1 from step {below[0]}" if len(below) else "never below 0.1"
    print(f"{run.label:8} loss {run.values[-1]:.5f}, {when}, accuracy {classifier.accuracy(run.path[-1]):.4f}")

animation = tv.animate(
    runs, view="loss", smooth=11, ylim=(0, 1), readout=False, title="Loss of a digit classifier, batches of 128"
)
animation.save(
    [
        "gallery/c2_digits_four_optimizers.gif",
        "gallery/c2_digits_four_optimizers.png",
        "gallery/c2_digits_four_optimizers.html",
    ]
)
