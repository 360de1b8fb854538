"""The scale of heights: which contour levels suit a function's range, and where a logarithm tells more.

A logarithm is taken of the height above a base: the known minimum or else, for a function that is positive, zero, or
the lowest value on the grid. So it serves functions whose minimum is not zero. The numbers written on contours are
always values of the function itself.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from trajviz.checks import check_whole
from trajviz.drawing.layers.layer import Array
from trajviz.drawing.views.spread import spread
from trajviz.errors import TrajvizError

_LOG_PAYS = 60.0  # how often the lowest tenth of the range's area fits into its height before a logarithm is taken
_MOST_DECADES = 8.0
_HUGE = 1e240  # Matplotlib takes 1e250 for the end of all contours

_LEVELS, _MOST_LEVELS = 14, 1000
_SAMPLES = 20_000


@dataclass(frozen=True, eq=False)
class HeightScale:
    """How the heights of a landscape are shown.

    Parameters
    ----------
    base : float
        The value from which a logarithm counts.
    floor : float
        The smallest height above the base that a logarithm tells apart; 0 for a linear scale.
    low, high : float
        The range of the values.
    sample : ndarray
        Values, ascending, that have equal shares of the map.
    """

    base: float
    floor: float
    low: float
    high: float
    sample: Array

    @property
    def is_log(self) -> bool:
        """Whether heights are logarithmic."""
        return self.floor > 0

    def height(self, values: Array) -> Array:
        """Return where values lie on the scale: as they are, or the decimal logarithm of the height above the base.

        A value that is not finite has no height.
        """
        values = np.where(np.isfinite(values), values, np.nan)
        if not self.is_log:
            return np.clip(values, -_HUGE, _HUGE)
        with np.errstate(all="ignore"):
            return np.log10(np.clip(values - self.base, self.floor, _HUGE))

    @property
    def caption(self) -> str:
        """What is said of a logarithmic scale: which height the logarithm is of; empty for a linear one."""
        if not self.is_log:
            return ""
        if self.base == 0:
            return "logarithmic in f"
        return f"logarithmic in f {'+' if self.base < 0 else '−'} {short(abs(self.base))}"

    def value(self, height: Array) -> Array:
        """Return the value that lies at a height: the inverse of `height`."""
        return self.base + 10.0 ** np.asarray(height) if self.is_log else height

    def levels(self, count: int | None = None, start: float = np.inf) -> Array:
        """Return about `count` levels, in values, at round numbers; see `trajviz.drawing.views.spread`.

        Parameters
        ----------
        count : int, optional
            By default 14.
        start : float
            The value at the lowest start, below which some are wanted.

        Raises
        ------
        TrajvizError
            If `count` is not positive.
        """
        if count is not None:
            check_whole("levels", count, 1)
        if count is not None and count > _MOST_LEVELS:
            raise TrajvizError(f"levels must be a whole number up to {_MOST_LEVELS}, not {count!r}")
        if self.high <= self.low:
            return np.array([])
        base = self.base if self.is_log else 0.0
        return base + spread(self.sample - base, self.floor, count or _LEVELS, start - base)


def height_scale(values: Array, minimum: float | None = None, log: bool | None = None) -> HeightScale:
    """Choose the scale of heights for values on a grid.

    Parameters
    ----------
    values : ndarray
        Values on a grid; those that are not finite don't count.
    minimum : float, optional
        The known minimum of the function.
    log : bool, optional
        Whether to take the logarithm; by default it is taken where most of the picture would otherwise lie below the
        first level.
    """
    finite = np.clip(values[np.isfinite(values)], -_HUGE, _HUGE)
    low, high = float(finite.min()), float(finite.max())
    base = minimum if minimum is not None and minimum <= low else min(low, 0.0)
    sample = np.sort(finite[:: -(-len(finite) // _SAMPLES)])
    sample[[0, -1]] = low, high
    lowest, tenth = np.quantile(finite - base, [0.002, 0.1])
    if log is None:
        log = high - base > _LOG_PAYS * tenth
    if not log or high <= low:
        return HeightScale(base, 0.0, low, high, sample)
    return HeightScale(base, float(max(lowest, (high - base) * 10**-_MOST_DECADES)), low, high, sample)


def short(value: float) -> str:
    """Return a height as it is written on a contour: four digits at the most, no needless zeros.

    Examples
    --------
    >>> [short(v) for v in (0.5, -1.0316284, 12345.6, 1e-9, 0.0)]
    ['0.5', '−1.032', '1.23e4', '1e-9', '0']
    """
    if value != 0 and not 1e-3 <= abs(value) < 1e4:
        digits, exponent = f"{value:.2e}".split("e")
        digits = digits.rstrip("0").rstrip(".")
        text = f"{digits}e{int(exponent)}"
    else:
        text = f"{value:.4g}"
    return "−" + text[1:] if text.startswith("-") else text
