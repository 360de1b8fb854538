"""Pictures in the colours of video: brightness for each pixel, and colour for four together, after ITU-R BT.709.

From one frame to the next few pixels change, and only these are converted, in whole numbers: a pixel comes out the same
whatever is converted with it.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from trajviz.exporters.changes import PixelIndices
from trajviz.exporters.exporter import Pixels

_BITS = 16
_RED, _GREEN, _BLUE = 0.2126, 0.7152, 0.0722  # shares of the brightness
_BRIGHTEST, _RANGE, _COLOUR_RANGE = 255, 219, 224
_BLACK, _GREY = 16, 128

Weights = tuple[int, int, int]


def _weights(red: float, green: float, blue: float) -> Weights:
    """Return weights in whole numbers; the last is such that their sum is as it should be."""
    whole = [round(2**_BITS * each) for each in (red, green)]
    return whole[0], whole[1], round(2**_BITS * (red + green + blue)) - sum(whole)


def _difference(of: int) -> Weights:
    """Return the weights of a colour less the brightness, scaled to the range of colour; 0 is red, 2 is blue."""
    shares = [_RED, _GREEN, _BLUE]
    scale = _COLOUR_RANGE / _BRIGHTEST / (2 * (1 - shares[of]))
    red, green, blue = (scale * ((channel == of) - share) for channel, share in enumerate(shares))
    return _weights(red, green, blue)


_Y = _weights(*(_RANGE / _BRIGHTEST * share for share in (_RED, _GREEN, _BLUE)))
_U, _V = _difference(2), _difference(0)


class Yuv:
    """A picture in the colours of video, of even size: an odd one has its last row or column twice.

    Parameters
    ----------
    height, width : int
        Of the picture in RGB.
    """

    def __init__(self, height: int, width: int) -> None:
        self._height, self._width = height, width
        even_height, even_width = height + height % 2, width + width % 2
        self._blocks = even_width // 2  # in a row
        self.planes = np.empty((even_height * 3 // 2, even_width), np.uint8)
        """The three planes below each other, as yuv420p is laid out."""
        self._y = self.planes[:even_height]
        colours = self.planes[even_height:].reshape(2, -1)
        self._u, self._v = colours[0], colours[1]
        self._touched = np.zeros(self._u.size, bool)

    def change(self, frame: Pixels, pixels: PixelIndices) -> None:
        """Take over these pixels of `frame`, numbers into the flattened picture."""
        if not pixels.size:
            return
        flat = frame.reshape(-1, 3)
        rows, columns = np.divmod(pixels, self._width)
        self._y[rows, columns] = _weighted(flat[pixels].astype(np.int32), _Y, _BLACK, _BITS)
        self._y[self._height :] = self._y[self._height - 1]
        self._y[:, self._width :] = self._y[:, self._width - 1 : self._width]
        self._touched[rows // 2 * self._blocks + columns // 2] = True
        blocks = np.flatnonzero(self._touched)
        self._touched[blocks] = False
        tops, lefts = np.divmod(blocks, self._blocks)
        tops, lefts = 2 * tops, 2 * lefts
        bottoms, rights = np.minimum(tops + 1, self._height - 1), np.minimum(lefts + 1, self._width - 1)
        corners = ((tops, lefts), (tops, rights), (bottoms, lefts), (bottoms, rights))
        four = sum(flat[row * self._width + column].astype(np.int32) for row, column in corners)
        self._u[blocks] = _weighted(four, _U, _GREY, _BITS + 2)
        self._v[blocks] = _weighted(four, _V, _GREY, _BITS + 2)


def _weighted(rgb: npt.NDArray[np.int32], weights: Weights, zero: int, bits: int) -> npt.NDArray[np.int32]:
    """Return the weighted sums of colours of shape (n, 3), whose unit is 2 to the power of `bits`, above `zero`."""
    red, green, blue = weights
    total = red * rgb[:, 0] + green * rgb[:, 1] + blue * rgb[:, 2]
    return (total + (1 << bits - 1) >> bits) + zero
