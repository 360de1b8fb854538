"""Objectives from arithmetic that a user types."""

from __future__ import annotations

from trajviz.functions.domain import dimension_of, per_coordinate
from trajviz.functions.expression import read_formula
from trajviz.functions.objective import Objective

DEFAULT_DOMAIN = (-5.0, 5.0)


def parse_expression(text: str, *, domain: object = None, dimension: int | None = None) -> Objective:
    r"""Return the objective that an arithmetic expression describes.

    Parameters
    ----------
    text : str
        Numbers, `+ - * / **`, parentheses, the constants `pi` and `e`, functions such as `sin`, and
        variables in one of three notations: `x, y, z`, or `x1, x2, ...`, or `x[0], x[1], ...`.
    domain : (low, high) or sequence of (low, high), optional
        The bounds that are shown; by default -5 to 5 in every coordinate.
    dimension : int, optional
        The number of coordinates; by default as many as the expression uses, and two for a constant.

    Raises
    ------
    TrajvizError
        If the text is anything but arithmetic, is too large, or uses more coordinates than there are.

    Examples
    --------
    >>> bowl = parse_expression("x**2 + y**2/2")
    >>> bowl([-4.0, 4.0]).item(), bowl.gradient([-4.0, 4.0]).tolist(), bowl.latex
    (24.0, [-8.0, 4.0], 'x^{2} + \\frac{y^{2}}{2}')
    >>> parse_expression("sine(y)")
    Traceback (most recent call last):
    trajviz.errors.UnknownNameError: expression 'sine(y)' has an unknown function 'sine'; did you mean 'sin'?
    """
    formula = read_formula(text)
    if dimension is None:
        dimension = dimension_of(domain) or formula.dimension or 2
    formula.check_fits(dimension)
    return Objective(
        formula.function,
        formula.text,
        domain=per_coordinate(DEFAULT_DOMAIN if domain is None else domain, dimension),
        latex=formula.latex,
    )
