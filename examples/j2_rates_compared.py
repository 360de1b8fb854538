"""A fair race: four methods, each at sixteen rates, all with the same budget of evaluations, from the same ten starts.

Lines run through the medians, between the quartiles; a star is the best rate of a method and a ring its default. The
page has the picture, the summary and all runs.
"""

import trajviz as tv

found = tv.sweep(
    "himmelblau",
    "GD(lr=1e-4..1:16),Nesterov(lr=1e-4..1:16),RMSprop(lr=1e-4..1:16),Adam(lr=1e-4..1:16)",
    starts=10,
    budget=200,
)

for each in found.summary:
    print(f"{each.method:9} best {each.told_best}: f = {each.best_value:.2g}; tried {each.told_tuning}")

found.save(["gallery/j2_rates_compared.png", "gallery/j2_rates_compared.html"])
