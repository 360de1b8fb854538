"""Convexity in a picture: the chord of a convex function lies above it.

Between −1.5 and 1, halfway along the chord is the mean of the two values, and below it the value of the mean. Jensen's
inequality says that for a convex function the first is never less than the second, and then every minimum is global.
cos(πx) is not convex: there the chord runs through the curve, and where a ball comes to rest depends on its start.
"""

import trajviz as tv

ends = (-1.5, 1)
for name, formula, title in [
    ("parabola", "0.5*x**2", "x²/2 is convex"),
    ("cosine", "cos(pi*x)", "cos(πx) is not convex"),
    ("exponential", "exp(0.5*x)", "exp(x/2) is convex"),
]:
    objective = tv.objective(formula, domain=(-2, 2))
    mean_of_values = objective([ends]).mean()
    value_of_mean = objective([sum(ends) / 2]).item()
    sign = "≥" if mean_of_values >= value_of_mean else "<"
    print(f"{formula:10} mean of f {mean_of_values:7.4f} {sign} f of the mean {value_of_mean:7.4f}")
    animation = tv.animate(objective, "GD(lr=0.05)", start=(1.8,), steps=60, chord=ends, title=title)
    animation.save([f"gallery/d3_convexity_{name}.gif", f"gallery/d3_convexity_{name}.html"])
