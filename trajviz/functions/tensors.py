"""Numbers of any library's as NumPy's: what a user's function returns, and what a user's path is made of."""

from __future__ import annotations

import numpy as np

from trajviz.arrays import Numbers


def as_array(numbers: object) -> Numbers:
    """Return numbers as an array; tensors are taken off their graph and their device first.

    Parameters
    ----------
    numbers : array-like, tensor, or list or tuple of such

    Returns
    -------
    ndarray
        What is masked of a masked array is nan.

    Examples
    --------
    >>> as_array([1, np.float32(2)]).tolist()
    [1.0, 2.0]
    >>> as_array(np.ma.masked_equal([3, -999], -999)).tolist()
    [3.0, nan]
    """
    if isinstance(numbers, list | tuple) and any(_is_special(each) for each in numbers):
        return np.asarray([as_array(each) for each in numbers])
    if isinstance(numbers, np.ma.MaskedArray):
        # What is masked may be of a kind that has no nan.
        return np.ma.filled(numbers.astype(np.result_type(numbers.dtype, float)), np.nan)
    for taken_off in ("detach", "cpu"):
        if hasattr(numbers, taken_off):
            numbers = getattr(numbers, taken_off)()
    return np.asarray(numbers)


def _is_special(thing: object) -> bool:
    """Whether NumPy can't be left alone with it: a tensor or a masked array, perhaps inside of a list."""
    if isinstance(thing, list | tuple):
        return any(_is_special(each) for each in thing)
    return isinstance(thing, np.ma.MaskedArray) or hasattr(thing, "detach")
