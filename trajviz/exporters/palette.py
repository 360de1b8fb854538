"""One palette of at most 255 colours for a whole animation, and the nearest colour of it for any pixel.

One palette, because colours that are the same in two frames must stay the same, or the background flickers;
without dithering, because dots that move with every change cannot be stored as a difference.

The colours that mean something (the bodies of lines, marks, text, background) and the most frequent others are taken as
they are. What remains are the many shades on the edges of antialiased lines: they share the rest of the palette by
median cut and k-means, each weighted with the root of its frequency so that common shades do not take everything.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

from trajviz.exporters.changes import changes
from trajviz.exporters.exporter import Frames, Pixels

MOST_COLOURS = 255
SAME = 2  # how far a colour seen through lies, at the most, from what is reckoned
# The alpha from which a pixel is drawn where there are but two kinds: at half, thin strokes of letters vanish.
SOLID = 72
SAMPLED_FRAMES = 8
SETTLED = 200  # pixels that change group when k-means stops; going on to 2 took twice the time and gained 0.01 of 255

Packed = npt.NDArray[np.uint32]
Counts = npt.NDArray[np.intp]


def packed(rgb: Pixels) -> Packed:
    """Return colours of shape (..., 3) as numbers 0xRRGGBB of shape (...)."""
    red, green, blue = (rgb[..., channel].astype(np.uint32) for channel in range(3))
    return (red << np.uint32(16)) | (green << np.uint32(8)) | blue


def unpacked(colours: Packed) -> Pixels:
    """Return numbers 0xRRGGBB of shape (...) as colours of shape (..., 3)."""
    return np.stack([colours >> 16, colours >> 8 & 0xFF, colours & 0xFF], axis=-1).astype(np.uint8)


class Palette:
    """A palette, and for each of the 2²⁴ colours the nearest entry, found when the colour is first met.

    Parameters
    ----------
    colours : array of shape (n, 3), uint8
        The entries, at most 255: the last of 256 is left for transparency.
    met : array of shape (m,)
        Colours that are met already.
    """

    def __init__(self, colours: Pixels, met: Packed) -> None:
        self.colours = colours
        # One more than the entry; 0 is a colour not yet met. Only pages that are touched cost memory.
        self._entries = np.zeros(1 << 24, np.uint16)
        self._meet(met)

    def entries(self, rgb: Pixels) -> npt.NDArray[np.uint8]:
        """Return the nearest entry for each of the colours of shape (..., 3), as an array of shape (...)."""
        colours = packed(rgb)
        found = self._entries[colours]
        if not found.all():
            self._meet(np.unique(colours[found == 0]))
            found = self._entries[colours]
        return (found - 1).astype(np.uint8)

    def _meet(self, colours: Packed) -> None:
        self._entries[colours] = 1 + nearest(unpacked(colours), self.colours)


def nearest(rgb: Pixels, palette: Pixels) -> npt.NDArray[np.intp]:
    """Return for each colour of shape (n, 3) its nearest entry of `palette`, the first of equals."""
    entries = palette.astype(np.float32)  # holds these sums of squares exactly
    norms = (entries**2).sum(axis=1)
    pieces = np.array_split(rgb.astype(np.float32), 1 + len(rgb) // 4096)
    return np.concatenate([(norms - 2 * piece @ entries.T).argmin(axis=1) for piece in pieces])


def find_palette(frames: Frames, most: int = MOST_COLOURS) -> Palette:
    """Return a palette of at most so many of the frames' own colours.

    The colours of evenly spaced frames, first and last among them, decide. If these fit into a palette,
    every frame is looked at, because then the palette can be exact.
    """
    backwards = -max(1, len(frames) // SAMPLED_FRAMES)
    sample = [*frames[::backwards], frames[0]]
    colours, counts = count_colours(sample)
    pinned = _pinned(packed(frames.colours), colours)
    if len(colours) <= most and len(sample) < len(frames):
        colours, counts = count_colours(frames)
    if len(colours) <= most:
        return Palette(unpacked(colours), colours)
    return Palette(_reduced(colours, counts, pinned, most), colours)


def is_solid(pixels: Pixels) -> npt.NDArray[np.bool_]:
    """Return which of the pixels of shape (n, 3) or (n, 4) are drawn where there is no half transparency."""
    return np.ones(len(pixels), bool) if pixels.shape[1] == 3 else pixels[:, 3] >= SOLID


def count_colours(frames: Iterable[Pixels]) -> tuple[Packed, Counts]:
    """Return the colours of the first frame and of what changes later, and how many pixels have each."""
    changed = (frame.reshape(-1, frame.shape[2])[pixels] for frame, pixels in changes(frames))
    found = [_counted(packed(each[is_solid(each)][:, :3])) for each in changed]
    colours, positions = np.unique(np.concatenate([colours for colours, _ in found]), return_inverse=True)
    counts = np.bincount(positions, weights=np.concatenate([counts for _, counts in found]))
    return colours, counts.astype(np.intp)


def _counted(pixels: Packed) -> tuple[Packed, Counts]:
    """Return the different colours of pixels, and how many have each; of neighbours that are alike one is sorted."""
    first = np.flatnonzero(np.diff(pixels, prepend=~pixels[:1]))
    colours, positions = np.unique(pixels[first], return_inverse=True)
    lengths = np.diff(first, append=len(pixels))
    return colours, np.bincount(positions, weights=lengths, minlength=len(colours)).astype(np.intp)


def _pinned(wanted: Packed, seen: Packed) -> Packed:
    """Return which colours have to be in the palette, as they are seen, first those that are seen."""
    if not len(wanted):
        return wanted
    rgb = unpacked(seen)
    closest = nearest(unpacked(wanted), rgb)
    distance = np.abs(rgb[closest].astype(int) - unpacked(wanted)).max(axis=1)
    found = np.where(distance <= SAME, seen[closest], wanted)
    order = np.argsort(distance > SAME, kind="stable")
    return np.array(list(dict.fromkeys(found[order].tolist())), np.uint32)


def _reduced(colours: Packed, counts: Counts, pinned: Packed, most: int) -> Pixels:
    """Return a palette in which `pinned` and frequent colours are as they are, and others have a share.

    At most half of it is pinned, and a quarter is what is frequent.
    """
    from PIL import Image

    pinned = pinned[: (most + 1) // 2]
    others = np.flatnonzero(~np.isin(colours, pinned))
    order = others[np.argsort(-counts[others], kind="stable")]
    frequent, rest = order[: (most + 1) // 4], order[(most + 1) // 4 :]
    kept = np.concatenate([pinned, colours[frequent]])
    if not len(rest):
        return unpacked(kept)
    weights = np.sqrt(counts[rest]).round().astype(int)
    strip = Image.fromarray(unpacked(np.repeat(colours[rest], weights))[np.newaxis])
    shades = strip.quantize(most - len(kept), method=Image.Quantize.MEDIANCUT, kmeans=SETTLED, dither=Image.Dither.NONE)
    return np.concatenate([unpacked(kept), np.array(shades.getpalette(), np.uint8).reshape(-1, 3)])
