"""What is minimised is not what is meant.

The expected risk is what a model would cost on all data; the empirical risk, on the data at hand, follows it with
wiggles of its own. Descent can only follow the empirical risk: it may stop in a dip that the expected risk does not
have, and even the empirical minimum lies beside the one that is meant.
"""

from autograd import numpy as np

import trajviz as tv
from trajviz.functions.stationary import stationary_points

expected = tv.Objective(lambda x: x[0] * np.cos(np.pi * x[0]), "expected risk", domain=[(0.5, 1.5)])
empirical = tv.Objective(
    lambda x: expected.function(x) + 0.2 * np.cos(5 * np.pi * x[0]), "empirical risk", domain=[(0.5, 1.5)]
)

for risk in (expected, empirical):
    for point in stationary_points(risk):
        print(f"{risk.name}: {point.kind} at x = {point.x:.4f}, value {point.value:.4f}")

animation = tv.animate(
    empirical,
    methods="GD(lr=0.005)",
    start=[(0.55,), (1.2,)],
    steps=60,
    compare=expected,
    title="Descent on the empirical risk",
)
animation.save(["gallery/d1_empirical_risk.gif", "gallery/d1_empirical_risk.html"])
