"""An objective: the function to be minimised, with what is known about it.

Coordinates come first, as in `scipy.optimize`: an objective takes an array of shape `(d, ...)` and returns `(...)`, so
one call serves a point, a mesh grid and a million starts. Nothing here is ever evaluated point by point unless a user's
function can do no better (see `trajviz.functions.user`).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajviz.arrays import Array, Function, Traced
from trajviz.checks import as_real_array, checked, checked_fields, shown
from trajviz.errors import TrajvizError
from trajviz.functions.bounds import checked_bounds
from trajviz.functions.constraints import as_constraints, is_feasible, largest_violation
from trajviz.functions.cost import Cost
from trajviz.functions.derivatives import autograd_gradient, autograd_hessian, real_or_nan
from trajviz.functions.differences import mended
from trajviz.functions.domain import per_coordinate
from trajviz.functions.stochastic import batch_gradients, noisy_gradients
from trajviz.memory import check_memory

_BYTES_A_COORDINATE = 500  # of the domain, the start and the minima


@checked_fields
@dataclass(frozen=True, eq=False)
class Objective:
    """A function to be minimised.

    Parameters
    ----------
    function : callable
        Takes an array of shape (d, ...) and returns an array of shape (...), one value per point.
    name : str
        A short name, as it is typed.
    domain : sequence of (low, high)
        What is shown, one pair per coordinate; their number is the dimension d. It constrains nothing.
    start : sequence of float, optional
        Where an optimizer starts unless told otherwise, shape (d,); by default a point off the centre of the domain.
    minima : sequence of points, optional
        Every known global minimizer inside the domain, shape (n, d).
    minimum : float, optional
        The value there, f*.
    title : str, optional
        The name as a heading shows it; by default `name`.
    latex : str, optional
        The formula, without dollar signs.
    reference : str, optional
        Where the function and its minima are published.
    gradient_function, hessian_function : callable, optional
        Take shape (d, ...) and return (d, ...) and (d, d, ...); by default both come from autograd.
    smooth : bool
        Whether the gradient exists at the minima; it vanishes at those inside the domain.
    scaled : callable, optional
        Returns this objective in another number of dimensions; None where it has only one.
    notes : sequence of str, optional
        What a user of the objective should be told about it, such as that it has to be evaluated point by point. May
        grow while the objective is evaluated.
    samples : int
        How many samples of data the objective is made of; 0 if it is not made of data.
    sample_gradient : callable, optional
        Takes a point of shape (d,) and an array of sample numbers, and returns the gradient, of shape (d,), of the
        objective that these samples alone would make.
    stochastic_gradient : callable, optional
        Takes the number of a stream and makes a function that takes shape (d, ...) and returns a gradient drawn at
        random, the same sequence of draws from every function that it makes for that stream. Then `gradient` is drawn;
        value and Hessian stay exact.
    stream : int
        The number of the stream that gradients are drawn from: each of several starts has its own.
    bounds : sequence of (low, high), optional
        What the methods that can be bound have to respect, one pair per coordinate, infinite where there is no bound;
        anything that `bounded` takes. By default there are none.
    residual_function : callable, optional
        Takes shape (d, ...) and returns residuals of shape (m, ...): the objective is the sum of their squares, up to a
        factor. Methods for least squares need it.
    constraints : sequence of Constraint, optional
        What the methods that honour constraints have to respect besides; anything that `constrained` takes. By default
        there are none.

    Raises
    ------
    TrajvizError
        If the domain, the start, the minima or anything else is not such, or does not fit the rest.

    Examples
    --------
    >>> bowl = Objective(lambda x: x[0] ** 2 + 0.5 * x[1] ** 2, "bowl", domain=[(-5, 5), (-5, 5)])
    >>> bowl([-4.0, 4.0]).item(), bowl.gradient([-4.0, 4.0]).tolist()
    (24.0, [-8.0, 4.0])
    >>> bowl(np.zeros((2, 30, 40))).shape
    (30, 40)
    """

    function: Function
    name: str
    domain: Sequence[tuple[float, float]]
    start: Sequence[float] = ()
    minima: Sequence[Sequence[float]] = ()
    minimum: float | None = None
    title: str = ""
    latex: str = ""
    reference: str = ""
    gradient_function: Function | None = None
    hessian_function: Function | None = None
    smooth: bool = True
    scaled: Callable[[int], Objective] | None = field(default=None, repr=False)
    notes: Sequence[str] = ()
    samples: int = 0
    sample_gradient: Callable[[Array, NDArray[np.int_]], Array] | None = field(default=None, repr=False)
    stochastic_gradient: Callable[[int], Function] | None = field(default=None, repr=False)
    stream: int = 0
    bounds: Any = None  # what `checked_bounds` takes when it is made, pairs or None from then on
    residual_function: Function | None = field(default=None, repr=False)
    constraints: Any = ()  # what `as_constraints` takes when it is made, a tuple of Constraint from then on
    _drawn_gradient: Function | None = field(default=None, init=False, repr=False)

    default_methods: ClassVar[str] = "BFGS,GD"
    """What the command runs unless told otherwise."""

    spatial: ClassVar[bool] = True
    """Whether its variables span a space to look at, with a domain to choose and to start anywhere in."""

    score_name: ClassVar[str] = "to minimum"
    """What `score` tells, in the command's table."""

    score_format: ClassVar[str] = ".1e"
    """How it is written."""

    def __post_init__(self) -> None:
        try:
            domain = tuple((float(low), float(high)) for low, high in self.domain)
            start = tuple(float(x) for x in self.start)
        except (TypeError, ValueError, OverflowError):
            raise TrajvizError(
                f"domain must be (low, high) pairs and start numbers, not {self.domain!r} and {self.start!r}"
            ) from None
        low, high = np.reshape(domain, (-1, 2)).T
        if not domain or not all(x < y and np.isfinite(y - x) for x, y in domain):
            raise TrajvizError(f"domain {self.domain!r} is not a sequence of finite (low, high) pairs with low < high")
        start = start or tuple((low + 0.2 * (high - low)).tolist())
        if len(start) != len(domain):
            raise TrajvizError(f"start {self.start!r} has {len(start)} coordinates, the domain has {len(domain)}")
        object.__setattr__(self, "domain", domain)
        object.__setattr__(self, "start", start)
        try:
            minima = tuple(tuple(float(x) for x in point) for point in self.minima)
        except (TypeError, ValueError, OverflowError):
            raise TrajvizError(f"minima must be points, not {shown(self.minima)}") from None
        object.__setattr__(self, "minima", minima)
        object.__setattr__(self, "title", self.title or self.name)
        if self.bounds is not None:
            object.__setattr__(self, "bounds", checked_bounds(self.bounds, domain))
        given = self.constraints if isinstance(self.constraints, list | tuple) else [self.constraints]
        object.__setattr__(self, "constraints", as_constraints(given, domain, start))
        if self.stochastic_gradient is not None:
            try:
                drawn = self.stochastic_gradient(self.stream)
            except Exception as error:
                raise TrajvizError(
                    f"stochastic_gradient makes no gradient of the number of a stream: {error}"
                ) from error
            object.__setattr__(self, "_drawn_gradient", drawn)

    @classmethod
    @checked
    def from_xy(
        cls,
        function: Callable[[Traced, Traced], Traced],
        name: str,
        **known: Any,  # a field each, with the type of that
    ) -> Objective:
        """Make an objective of a function that takes x and y as two arguments.

        Parameters
        ----------
        function : callable
            Takes x and y, arrays of the same shape, and returns one value per point.
        name : str
            A short name, as it is typed.
        **known : object
            The other parameters of `Objective`, such as `domain`.

        Returns
        -------
        Objective
            Of two variables.

        Raises
        ------
        TrajvizError
            If the function is none, or what is known of it is not such.

        Examples
        --------
        >>> Objective.from_xy(lambda x, y: x**2 + y, "slope", domain=[(-1, 1), (-1, 1)])([2.0, 3.0]).item()
        7.0
        """
        return cls(lambda x: function(x[0], x[1]), name, **known)

    @classmethod
    @checked
    def from_residuals(
        cls,
        residuals: Callable[[Traced], Traced],
        name: str,
        **known: Any,  # a field each, with the type of that
    ) -> Objective:
        """Make an objective of residuals, half the sum of their squares.

        Parameters
        ----------
        residuals : callable
            Takes shape (d, ...) and returns shape (m, ...), an array or a sequence of arrays, in `autograd.numpy`.
        name : str
            A short name, as it is typed.
        **known : object
            The other parameters of `Objective`, such as `domain`.

        Returns
        -------
        Objective
            It has `residuals` and `jacobian`, which methods for least squares use.

        Raises
        ------
        TrajvizError
            If the function is none, or what is known of it is not such.

        Examples
        --------
        >>> line = Objective.from_residuals(lambda x: [x[0] - 1, x[0] + x[1] - 3], "line", domain=[(-5, 5), (-5, 5)])
        >>> line([1.0, 4.0]).item(), line.residuals([1.0, 4.0]).tolist(), line.jacobian([1.0, 4.0]).tolist()
        (2.0, [0.0, 2.0], [[1.0, 0.0], [1.0, 1.0]])
        """
        return cls(lambda x: sum(each**2 for each in residuals(x)) / 2, name, residual_function=residuals, **known)

    @property
    def dimension(self) -> int:
        """The number of coordinates, d."""
        return len(self.domain)

    @property
    def default_view(self) -> str:
        """The view that shows it unless told otherwise."""
        return "curve" if self.dimension == 1 else "contour"

    @property
    def matrices(self) -> Sequence[tuple[slice, tuple[int, int]]]:
        """Where matrices stand among the coordinates, row by row, and their shapes; a vector is one of a column."""
        return [(slice(0, self.dimension), (self.dimension, 1))]

    def score(self, x: ArrayLike) -> float:
        """Return how far a point is from the nearest minimum.

        Parameters
        ----------
        x : array-like of shape (d,)
            The point.

        Returns
        -------
        float
            The Euclidean distance; nan if no minimum is known.

        Raises
        ------
        TrajvizError
            If the point is not made of real numbers.

        Examples
        --------
        >>> slope = Objective(lambda x: (x[0] - 1) ** 2, "slope", domain=[(-5, 5)], minima=[(1,)])
        >>> slope.score([4.0])
        3.0
        """
        if not self.minima:
            return math.nan
        with np.errstate(over="ignore"):
            return float(np.linalg.norm(np.subtract(self.minima, as_real_array("x", x)), axis=1).min())

    @checked
    def in_dimensions(self, dimension: int) -> Objective:
        """Return the same function of another number of variables.

        Parameters
        ----------
        dimension : int
            How many variables it is to have.

        Returns
        -------
        Objective
            This one, if it has as many already.

        Raises
        ------
        TrajvizError
            If the function is not defined in that many dimensions.

        Examples
        --------
        >>> from trajviz.functions import objectives
        >>> objectives["sphere"].in_dimensions(5).dimension
        5
        """
        if dimension == self.dimension:
            return self
        if self.scaled is None:
            raise TrajvizError(f"{self.name} is defined in {self.dimension} dimensions, not in {dimension}")
        check_memory(dimension * _BYTES_A_COORDINATE, f"{self.name} in {dimension} dimensions")
        return self.scaled(dimension)

    @checked
    def on_domain(self, domain: Sequence[tuple[float, float]]) -> Self:
        """Return the same function shown on another domain; a start that lies outside it is replaced.

        Parameters
        ----------
        domain : sequence of (low, high)
            What is shown, one pair per coordinate, or one pair for all.

        Returns
        -------
        Objective
            With that domain; it constrains nothing.

        Raises
        ------
        TrajvizError
            If it is no such pairs, or they leave no room between low and high.

        Examples
        --------
        >>> bowl = Objective(lambda x: x[0] ** 2 + 0.5 * x[1] ** 2, "bowl", domain=[(-5, 5), (-5, 5)])
        >>> bowl.on_domain((-1, 2)).domain
        ((-1.0, 2.0), (-1.0, 2.0))
        """
        domain = per_coordinate(domain, self.dimension)
        inside = all(low <= x <= high for x, (low, high) in zip(self.start, domain, strict=True))
        return replace(self, domain=domain, start=self.start if inside else ())

    def bounded(self, bounds: object) -> Objective:
        """Return this objective with bounds, which the methods that can be bound respect; others run free of them.

        Parameters
        ----------
        bounds : array-like of shape (d, 2) or (2,), scipy.optimize.Bounds, "domain" or None
            A (low, high) pair for each coordinate, or one for all; infinite, or None, where there is no bound. Or what
            is shown, or no bounds at all.

        Returns
        -------
        Objective
            With these bounds in place of those that it had.

        Raises
        ------
        TrajvizError
            If they are none of these, hold nan, or leave no room between low and high.

        Examples
        --------
        >>> bowl = Objective(lambda x: x[0] ** 2 + x[1] ** 2, "bowl", domain=[(-5, 5), (-5, 5)])
        >>> bowl.bounded((1, None)).bounds
        ((1.0, inf), (1.0, inf))
        """
        bounds_or_none = None if bounds is None else checked_bounds(bounds, self.domain)
        return replace(self, bounds=bounds_or_none, scaled=self._scaled_and(lambda other: other.bounded(bounds)))

    @checked
    def constrained(
        self, *constraints: object, minima: Sequence[Sequence[float]] | None = None, minimum: float | None = None
    ) -> Objective:
        """Return this objective with more constraints, which the methods that honour them respect; others run free.

        Parameters
        ----------
        *constraints : str, LinearConstraint, NonlinearConstraint or dict
            Arithmetic that compares, as `"x + y <= 1"`, `"x**2 + y**2 == 2"` or `"0 <= x*y <= 1"`, or what
            `scipy.optimize.minimize` takes.
        minima : sequence of points, optional
            Every known global minimizer among the points that meet the constraints, shape (n, d); by default those
            that are known without them and meet them.
        minimum : float, optional
            The value there.

        Returns
        -------
        Objective
            With these constraints besides those that it had.

        Raises
        ------
        TrajvizError
            If a constraint is none of these, is not arithmetic, or does not fit the coordinates.

        Examples
        --------
        >>> bowl = Objective(lambda x: x[0] ** 2 + x[1] ** 2, "bowl", domain=[(-5, 5), (-5, 5)])
        >>> above = bowl.constrained("x + y >= 2", minima=[(1, 1)], minimum=2)
        >>> above.violation([0.0, 0.5]).item(), above.minima
        (1.5, ((1.0, 1.0),))
        """
        more = as_constraints(constraints, self.domain, self.start)
        if minima is None:
            points = np.reshape(self.minima, (-1, self.dimension))
            minima = points[is_feasible(more, points.T)].tolist()
            minimum = self.minimum if len(minima) else minimum
        made = replace(
            self,
            constraints=(*self.constraints, *more),
            minima=minima,
            minimum=minimum,
            scaled=self._scaled_and(lambda other: other.constrained(*constraints)),
        )
        if not made.minima or minimum is not None:
            return made
        return replace(made, minimum=min(made(point).item() for point in made.minima))

    def violation(self, x: ArrayLike) -> Array:
        """Return by how much the constraints are broken at points.

        Parameters
        ----------
        x : array-like of shape (d, ...)
            The points, coordinates first.

        Returns
        -------
        ndarray of shape (...)
            The most that any of them is broken by; 0 where all are met.

        Raises
        ------
        TrajvizError
            If a point has another number of coordinates, or is not made of real numbers.

        Examples
        --------
        >>> disk = Objective(lambda x: x[0], "slope", domain=[(-1, 1)]).constrained("x**2 <= 1")
        >>> disk.violation([[0.5, 2.0]]).tolist()
        [0.0, 3.0]
        """
        return largest_violation(self.constraints, self._points(x))

    @checked
    def minibatch(self, size: int, seed: int = 0) -> Objective:
        """Return this objective with the gradient of `size` of its samples, drawn anew at each call.

        The samples are shuffled at the beginning of each epoch and then taken in turn, so that an epoch uses each of
        them once; its last batch is smaller where `size` does not divide their number. Each of a batch of starts has
        an order of its own. Values and Hessians stay exact.

        Parameters
        ----------
        size : int
            The number of samples in a batch, from 1 to all of them.
        seed : int
            Runs with the same seed draw the same batches.

        Returns
        -------
        Objective
            The same with a stochastic gradient.

        Raises
        ------
        TrajvizError
            If the objective is not made of samples, or has fewer than `size`.

        Examples
        --------
        >>> from trajviz.learning import least_squares
        >>> fit = least_squares([[1.0], [2.0], [3.0]], [1.0, 2.0, 4.0])
        >>> batched = fit.minibatch(2)
        >>> fit.gradient([0.0]).tolist(), (batched.gradient([0.0]) + batched.gradient([0.0])).tolist()
        ([-17.0], [-17.0])
        """
        return replace(self, stochastic_gradient=batch_gradients(self, size, seed))

    @checked
    def noisy(self, scale: float | Sequence[float], seed: int = 0, distribution: str = "normal") -> Objective:
        """Return this objective with noise added to its gradient, drawn anew at each call.

        Parameters
        ----------
        scale : float or sequence of d floats
            What the noise is multiplied with, for all coordinates or for each.
        seed : int
            Runs with the same seed draw the same noise.
        distribution : {"normal", "uniform"}
            Whether the noise is standard normal or uniform between 0 and 1.

        Returns
        -------
        Objective
            The same with a stochastic gradient.

        Raises
        ------
        TrajvizError
            If the scale is not finite or of another length, or the distribution is not known.

        Examples
        --------
        >>> saddle = Objective(lambda x: x[0] ** 2 - x[1] ** 2, "saddle", domain=[(-10, 10), (-10, 10)])
        >>> pushed = saddle.noisy((0, 0.01), distribution="uniform")
        >>> pushed([10.0, 0.0]).item(), pushed.gradient([10.0, 0.0]).round(4).tolist()
        (100.0, [20.0, 0.0027])
        """
        return replace(
            self,
            stochastic_gradient=noisy_gradients(self, scale, seed, distribution),
            # Batches would be drawn from the data without the noise: the noise comes last.
            samples=0,
            sample_gradient=None,
            scaled=self._scaled_and(lambda other: other.noisy(scale, seed, distribution)),
        )

    @property
    def stochastic(self) -> bool:
        """Whether the gradient is drawn at random."""
        return self.stochastic_gradient is not None

    @checked
    def restarted(self, stream: int = 0) -> Objective:
        """Return this objective with its random draws begun anew.

        Parameters
        ----------
        stream : int
            How many streams of random numbers further than they are; each of several starts has its own.

        Returns
        -------
        Objective
            This one, if its gradient is exact.

        Raises
        ------
        TrajvizError
            If the number is not a whole one.

        Examples
        --------
        >>> bowl = Objective(lambda x: x[0] ** 2 + 0.5 * x[1] ** 2, "bowl", domain=[(-5, 5), (-5, 5)])
        >>> noisy = bowl.noisy(1.0)
        >>> first = noisy.gradient([0.0, 0.0]).tolist()
        >>> noisy.restarted().gradient([0.0, 0.0]).tolist() == first
        True
        """
        return replace(self, stream=self.stream + stream) if self.stochastic else self

    def exact(self) -> Objective:
        """Return this objective with its exact gradient.

        Returns
        -------
        Objective
            This one, if its gradient is exact already.

        Examples
        --------
        >>> bowl = Objective(lambda x: x[0] ** 2 + 0.5 * x[1] ** 2, "bowl", domain=[(-5, 5), (-5, 5)])
        >>> bowl.noisy(1.0).exact().gradient([1.0, 2.0]).tolist()
        [2.0, 2.0]
        """
        return replace(self, stochastic_gradient=None) if self.stochastic else self

    def __call__(self, x: ArrayLike) -> Array:
        """Evaluate at points.

        Parameters
        ----------
        x : array-like of shape (d, ...)
            The points, coordinates first.

        Returns
        -------
        ndarray of shape (...)
            A value that is not a real number is nan; overflow gives inf.

        Raises
        ------
        TrajvizError
            If a point has another number of coordinates, or is not made of real numbers.

        Examples
        --------
        >>> bowl = Objective(lambda x: x[0] ** 2 + 0.5 * x[1] ** 2, "bowl", domain=[(-5, 5), (-5, 5)])
        >>> bowl([[0.0, 1.0], [2.0, 2.0]]).tolist()
        [2.0, 3.0]
        """
        x = self._points(x)
        with np.errstate(all="ignore"):
            values = real_or_nan(self.function(x))
        return np.broadcast_to(values, x.shape[1:]).copy()

    def gradient(self, x: ArrayLike) -> Array:
        """Return the partial derivatives at points.

        Parameters
        ----------
        x : array-like of shape (d, ...)
            The points, coordinates first.

        Returns
        -------
        ndarray of shape (d, ...)
            Where it is not a number but the value is finite, as at the tip of a norm, differences stand in for it.

        Raises
        ------
        TrajvizError
            If a point has another number of coordinates, or is not made of real numbers.

        References
        ----------
        Autograd: Maclaurin, Duvenaud and Adams, Autograd: effortless gradients in NumPy, 2015.

        Examples
        --------
        >>> bowl = Objective(lambda x: x[0] ** 2 + 0.5 * x[1] ** 2, "bowl", domain=[(-5, 5), (-5, 5)])
        >>> bowl.gradient([[1.0, 0.0], [2.0, 1.0]]).tolist()
        [[2.0, 0.0], [2.0, 1.0]]
        """
        return self.gradient_and_calls(x)[0]

    def gradient_and_calls(self, x: ArrayLike) -> tuple[Array, NDArray[np.int_]]:
        """Return the gradient, and how many values stood in for it besides its `gradient_cost`.

        Parameters
        ----------
        x : array-like of shape (d, ...)
            The points, coordinates first.

        Returns
        -------
        gradient : ndarray of shape (d, ...)
            As `gradient` returns it.
        calls : ndarray of int, shape (...)
            The values by which differences stood in for it, at each point.

        Raises
        ------
        TrajvizError
            If a point has another number of coordinates, or is not made of real numbers.

        Examples
        --------
        >>> cone = Objective(lambda x: (x[0] ** 2 + x[1] ** 2) ** 0.5, "cone", domain=[(-5, 5), (-5, 5)])
        >>> gradient, calls = cone.gradient_and_calls([[3.0, 0.0], [4.0, 0.0]])
        >>> gradient.round(6).tolist(), bool(calls[0]), bool(calls[1])
        ([[0.6, 0.0], [0.8, 0.0]], False, True)
        """
        x = self._points(x)
        gradient_function = self._drawn_gradient or self.gradient_function or autograd_gradient(self.function)
        with np.errstate(all="ignore"):
            gradient = np.broadcast_to(real_or_nan(gradient_function(x)), x.shape).copy()
            if self._drawn_gradient is None and np.isnan(gradient).any():
                return mended(gradient, self, x, np.ptp(self.domain, axis=1) / 2)
        return gradient, np.zeros(x.shape[1:], dtype=int)

    @property
    def gradient_cost(self) -> Cost:
        """What a gradient costs: one, or the values that differences take."""
        return getattr(self.gradient_function, "cost", Cost(gradients=1))

    @property
    def hessian_cost(self) -> Cost:
        """What a Hessian costs: one, or the values or gradients that differences take."""
        return getattr(self.hessian_function, "cost", Cost(hessians=1))

    def hessian(self, x: ArrayLike) -> Array:
        """Return the matrix of second derivatives at points.

        Parameters
        ----------
        x : array-like of shape (d, ...)
            The points, coordinates first.

        Returns
        -------
        ndarray of shape (d, d, ...)
            The derivative by coordinate i and coordinate j at [i, j].

        Raises
        ------
        TrajvizError
            If a point has another number of coordinates, or is not made of real numbers.

        Examples
        --------
        >>> bowl = Objective(lambda x: x[0] ** 2 + 0.5 * x[1] ** 2, "bowl", domain=[(-5, 5), (-5, 5)])
        >>> bowl.hessian([1.0, 2.0]).tolist()
        [[2.0, 0.0], [0.0, 1.0]]
        """
        x = self._points(x)
        hessian = self.hessian_function or autograd_hessian(self.gradient_function or autograd_gradient(self.function))
        with np.errstate(all="ignore"):
            return np.broadcast_to(real_or_nan(hessian(x)), (self.dimension, *x.shape)).copy()

    def residuals(self, x: ArrayLike) -> Array:
        """Return what the objective is the sum of squares of, up to a factor.

        Parameters
        ----------
        x : array-like of shape (d, ...)
            The points, coordinates first.

        Returns
        -------
        ndarray of shape (m, ...)
            The residuals.

        Raises
        ------
        TrajvizError
            If it is not made of residuals.

        Examples
        --------
        >>> line = Objective.from_residuals(lambda x: [x[0] - 1, x[0] + x[1] - 3], "line", domain=[(-5, 5), (-5, 5)])
        >>> line.residuals([1.0, 4.0]).tolist()
        [0.0, 2.0]
        """
        x = self._points(x)
        residual_function = self._residual_function()
        with np.errstate(all="ignore"):
            rows = [np.broadcast_to(real_or_nan(row), x.shape[1:]) for row in residual_function(x)]
        return np.stack(rows)

    def jacobian(self, x: ArrayLike) -> Array:
        """Return the derivatives of the residuals, by autograd.

        Parameters
        ----------
        x : array-like of shape (d, ...)
            The points, coordinates first.

        Returns
        -------
        ndarray of shape (m, d, ...)
            The derivative of residual i by coordinate j at [i, j].

        Raises
        ------
        TrajvizError
            If it is not made of residuals.

        Examples
        --------
        >>> line = Objective.from_residuals(lambda x: [x[0] - 1, x[0] + x[1] - 3], "line", domain=[(-5, 5), (-5, 5)])
        >>> line.jacobian([1.0, 4.0]).tolist()
        [[1.0, 0.0], [1.0, 1.0]]
        """
        x = self._points(x)
        residual_function = self._residual_function()

        def row(place: int) -> Array:
            slope = autograd_gradient(lambda x: residual_function(x)[place])(x)
            return np.broadcast_to(real_or_nan(slope), x.shape)

        with np.errstate(all="ignore"):
            return np.stack([row(place) for place in range(len(residual_function(x)))])

    def _scaled_and(self, change: Callable[[Objective], Objective]) -> Callable[[int], Objective] | None:
        """Return what makes this in another number of dimensions, and changes it as this was changed."""
        scaled = self.scaled
        return None if scaled is None else lambda dimension: change(scaled(dimension))

    def _residual_function(self) -> Function:
        if self.residual_function is None:
            raise TrajvizError(f"{self.name} is not made of residuals")
        return self.residual_function

    def _points(self, x: ArrayLike) -> Array:
        points = as_real_array("a point", x)
        if points.ndim == 0 or points.shape[0] != self.dimension:
            raise TrajvizError(
                f"{self.name} takes arrays of shape ({self.dimension}, ...), not {points.shape}: coordinates come first"
            )
        return points
