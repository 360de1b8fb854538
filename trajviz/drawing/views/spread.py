"""Where contour levels lie: half of them at even heights, half where the map has room, all at round numbers.

Even heights alone leave plains and valleys without a line, and equal areas alone leave the heights so. So levels start
even, and then the band that covers most of the map is halved, again and again, at the roundest number near its middle.
On a logarithmic scale round numbers are 1, 2 and 5 times powers of ten, as long as these will do.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np

from trajviz.drawing.layers.layer import Array

BELOW_START = 6
"""How many levels lie below a start, as far as there is room."""

WIDEST_BAND = 0.3
"""The share of the map that a band may have where the function is not flat."""

_ENOUGH = 0.6  # of the levels asked for: with fewer, less round ones come in
_MOST_MORE = 12  # levels beyond those asked for, to hold the two
_FLAT = 1e-3  # of the range of heights: a band whose middle half has less is a plain
_FINEST = 2e-3  # of the range of heights: what levels by area are multiples of
_DIGITS = (1, 2, 5)


def spread(sample: Array, floor: float, count: int, start: float = np.inf) -> Array:
    """Return levels between the ends of a sample, ascending.

    Parameters
    ----------
    sample : ndarray of shape (n,)
        Heights, ascending, each of which stands for an equal share of the map.
    floor : float
        The smallest height that is told apart on a logarithmic scale; 0 for a linear one.
    count : int
        About how many.
    start : float
        The height of the lowest start: at least `BELOW_START` levels lie below it.

    Examples
    --------
    >>> spread(np.linspace(0, 10, 101) ** 2, 0, 8).tolist()
    [2.0, 5.0, 10.0, 20.0, 30.0, 40.0, 50.0, 80.0]
    """
    bands = _Bands(sample, floor)
    levels = set(bands.even(math.ceil(count / 2)))
    while len(levels) < count and bands.halve_widest(levels):
        pass
    while len(levels) < _ENOUGH * count and bands.halve_widest(levels, least=1e-9):
        pass
    most = len(levels) + _MOST_MORE
    while len(levels) < most and bands.halve_widest(levels, least=WIDEST_BAND):
        pass
    while sum(level < start for level in levels) < BELOW_START and bands.halve_widest(levels, below=start):
        pass
    return np.array(sorted(levels))


def by_roundness(levels: Array) -> list[int]:
    """Return the places of levels, the roundest first, and of equally round ones those that are far from the others.

    Examples
    --------
    >>> by_roundness(np.array([1, 1.5, 2, 5, 10, 20]))
    [0, 4, 2, 3, 5, 1]
    """
    digits = [f"{abs(level):.5e}".split("e")[0].rstrip("0").rstrip(".") for level in levels.tolist()]
    coarseness = np.array([0 if each in ("0", "1") else 1 if each in ("2", "5") else len(each) + 1 for each in digits])
    places, order = np.arange(len(levels)), []
    distances = np.full(len(levels), len(levels))
    for _ in digits:
        place = int(np.lexsort((places, -distances, coarseness))[0])
        order.append(place)
        distances = np.minimum(distances, np.abs(places - place))
        coarseness[place] = np.iinfo(int).max
    return order


@dataclass(frozen=True, eq=False)
class _Bands:
    """The bands between levels, each of which can be halved at a round number.

    Parameters
    ----------
    sample, floor
        As in `spread`.
    """

    sample: Array
    floor: float
    _whole: set[tuple[float, float, bool]] = field(default_factory=set, init=False)  # those that can't be halved

    @property
    def low(self) -> float:
        """The lowest height that is told apart."""
        return max(float(self.sample[0]), self.floor) if self.floor > 0 else float(self.sample[0])

    @property
    def high(self) -> float:
        """The highest height."""
        return float(self.sample[-1])

    @property
    def finest(self) -> float:
        """The step of a linear scale of which levels by area are multiples."""
        return _round_step((self.high - self.low) * _FINEST)

    def even(self, count: int) -> list[float]:
        """Return about `count` round numbers that are evenly spaced; of a logarithmic scale powers of ten, or 1-2-5."""
        if self.floor > 0:
            decades = _decades(self.low, self.high)
            digits = _DIGITS if 3 * len(decades) <= count + 3 else (1,)
            stride = 1 if len(digits) > 1 else -(-len(decades) // (count + 2))
            numbers = [_multiple(digit, 10.0**decade) for decade in decades[::stride] for digit in digits]
        else:
            step = _round_step((self.high - self.low) / count)
            numbers = [_multiple(k, step) for k in range(math.ceil(self.low / step), math.floor(self.high / step) + 1)]
        return [number for number in numbers if self.low < number < self.high]

    def halve_widest(self, levels: set[float], least: float = 0.0, below: float = np.inf) -> bool:
        """Add to `levels` one within the band of the largest area that can be halved; return whether there is one.

        Parameters
        ----------
        levels : set of float
            What bounds the bands.
        least : float
            The share of the map that is not worth halving; where there is one, levels may be less round.
        below : float
            Where the map ends: only what lies lower counts, and plains are halved, too.
        """
        edges = [self.low, *sorted(level for level in levels if level < below), min(self.high, below)]
        counts = np.diff(np.searchsorted(self.sample, edges))
        for place in np.argsort(-counts, kind="stable"):
            if counts[place] < least * len(self.sample):
                return False
            band = (edges[place], edges[place + 1], below < np.inf or least > 0)
            if band in self._whole:
                continue
            level = self._middle_by_area(*band)
            if level is None and below < np.inf:
                level = self._middle(*band[:2])
            if level is not None:
                levels.add(level)
                return True
            self._whole.add(band)
        return False

    def _middle_by_area(self, low: float, high: float, is_needed: bool) -> float | None:
        """Return a round number near the middle of a band's area; None of a plain, or where there is no round one."""
        own = self.sample[(self.sample > low) & (self.sample < high)]
        if not len(own):
            return None
        first, quarter, half, three, last = np.quantile(own, [0.1, 0.25, 0.5, 0.75, 0.9]).tolist()
        if self._share_of_range(quarter, three) < _FLAT:
            return None
        if self.floor == 0:
            level = _roundest(quarter, three, half)
            return _inside(low, high, level) if is_needed or _is_multiple(level, self.finest) else None
        near = min(_of_decades(first, last), key=lambda number: abs(math.log(number / half)), default=None)
        return _inside(low, high, _roundest(quarter, three, half) if near is None and is_needed else near)

    def _middle(self, low: float, high: float) -> float | None:
        """Return a round number near the middle of a band's heights."""
        if not low < high:
            return None
        shares = np.array([0.25, 0.5, 0.75])
        between = low * (high / low) ** shares if self.floor > 0 else low + (high - low) * shares
        quarter, half, three = between.tolist()
        return _inside(low, high, _roundest(quarter, three, half))

    def _share_of_range(self, low: float, high: float) -> float:
        if self.floor > 0:
            return math.log(max(high, self.floor) / max(low, self.floor)) / math.log(self.high / self.low)
        return (high - low) / (self.high - self.low)


def _inside(low: float, high: float, level: float | None) -> float | None:
    return level if level is not None and low < level < high else None


def _decades(low: float, high: float) -> range:
    return range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)


def _of_decades(low: float, high: float) -> list[float]:
    """Return 1, 2 and 5 times powers of ten from `low` to `high`."""
    numbers = [_multiple(digit, 10.0**decade) for decade in _decades(low, high) for digit in _DIGITS] if low > 0 else []
    return [number for number in numbers if low <= number <= high]


def _round_step(least: float) -> float:
    """Return the smallest of 1, 2 and 5 times a power of ten that is not less."""
    power = 10.0 ** math.floor(math.log10(least))
    return next((digit * power for digit in _DIGITS if digit * power >= least * (1 - 1e-9)), 10 * power)


def _roundest(low: float, high: float, wish: float) -> float:
    """Return the roundest number from `low` to `high`, of equally round ones the nearest to `wish`."""
    if low <= 0 <= high:
        return 0.0
    step = _round_step(max(abs(low), abs(high)))
    while math.ceil(low / step) > math.floor(high / step):
        step = _round_step(step * 0.4)  # the next finer
    nearest = min(max(round(wish / step), math.ceil(low / step)), math.floor(high / step))
    return _multiple(nearest, step)


def _is_multiple(number: float, step: float) -> bool:
    return abs(number / step - round(number / step)) < 1e-6


def _multiple(times: int, step: float) -> float:
    return float(f"{times * step:.12g}")
