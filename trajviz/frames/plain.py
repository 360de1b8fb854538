"""Which artists are told by what can be watched, and which read more when they are drawn."""

from __future__ import annotations

from matplotlib.artist import Artist
from matplotlib.axis import Axis
from matplotlib.collections import Collection
from matplotlib.image import AxesImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import ConnectionPatch, Patch
from matplotlib.quiver import Barbs, Quiver
from matplotlib.text import Annotation, Text
from matplotlib.ticker import FuncFormatter
from matplotlib.transforms import TransformedPatchPath

from trajviz.frames.redraw import inside, wanders

_OWN = ("matplotlib.", "mpl_toolkits.")
_KINDS = (Text, Line2D, Patch, Collection, AxesImage, Axis, Legend)


def reads_more(artist: Artist) -> bool:
    """Whether what `artist` shows may change although nothing of it does."""
    return any(_reads_more(part) for part in (artist, *inside(artist))) or wanders(artist) or not _is_known(artist)


def draws_alike_twice(artist: Artist) -> bool:
    """Whether a second drawing of `artist` shows surely the same as the first."""
    return _is_known(artist) and not isinstance(artist, Quiver | Barbs)


def _is_known(artist: Artist) -> bool:
    return isinstance(artist, _KINDS) and type(artist).__module__.startswith(_OWN) and "draw" not in vars(artist)


def _reads_more(part: Artist) -> bool:
    if not type(part).__module__.startswith(_OWN) or part.get_agg_filter() is not None:
        return True
    if any(not type(effect).__module__.startswith(_OWN) for effect in part.get_path_effects() or ()):
        return True
    if isinstance(part, ConnectionPatch) or _is_cut_by_a_patch(part):
        return True
    if isinstance(part, Annotation):
        return not all(_is_named(each) for each in (part.xycoords, part.anncoords))
    return isinstance(part, Axis) and _is_told_by_a_user(part)


def _is_named(coordinates: object) -> bool:
    """Whether `coordinates` are of the annotation's own axes or figure."""
    return isinstance(coordinates, str) or (isinstance(coordinates, tuple) and all(map(_is_named, coordinates)))


def _is_cut_by_a_patch(part: Artist) -> bool:
    path = part.get_clip_path()
    if not isinstance(path, TransformedPatchPath):
        return False
    patch = path._patch  # type: ignore[attr-defined]  # it has no public name
    return part.axes is None or patch is not part.axes.patch


def _is_told_by_a_user(axis: Axis) -> bool:
    tickers = [
        axis.get_major_formatter(),
        axis.get_minor_formatter(),
        axis.get_major_locator(),
        axis.get_minor_locator(),
    ]
    scale = axis._scale  # type: ignore[attr-defined]  # it has no public name
    return any(
        isinstance(each, FuncFormatter) or not type(each).__module__.startswith(_OWN) for each in (*tickers, scale)
    )
