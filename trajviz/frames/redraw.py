"""Which artists have to be drawn again when some of them move, and in which order.

These are the moving ones and, from the bottom up, every artist that may share a pixel with one of them that lies
below it. Where Matplotlib does not tell how far an artist reaches, it is taken to reach everywhere.
"""

from __future__ import annotations

from collections.abc import Collection as Many
from collections.abc import Iterable, Iterator

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.backends.backend_agg import RendererAgg
from matplotlib.collections import Collection
from matplotlib.figure import Figure, SubFigure
from matplotlib.image import AxesImage, BboxImage
from matplotlib.legend import Legend
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.spines import Spine
from matplotlib.table import Cell
from matplotlib.text import Annotation, Text
from matplotlib.transforms import Bbox, BboxBase
from mpl_toolkits.mplot3d import Axes3D
from mpl_toolkits.mplot3d.art3d import Text3D
from mpl_toolkits.mplot3d.axis3d import Axis as Axis3D

_MARGIN = 4.0  # pixels by which antialiasing and snapping reach beyond an artist's nominal extent


def drawn_apart(figure: Figure, moving: Iterable[Artist]) -> list[Artist]:
    """Return, from bottom to top, the artists that are left out of the background because they move.

    Of those that are said to be `moving`, these are the ones that axes or figures paint by themselves, no parts of
    others. Legends that look for the best place move with them. What is flagged as animated is taken to move; on a
    figure, unlike on axes, Matplotlib never draws it.
    """
    moving = set(moving) - background_patches(figure)
    return [
        artist
        for artist in bottom_to_top(figure)
        if artist in moving or wanders(artist) or (artist.get_animated() and artist.axes is not None)
    ]


def wanders(artist: Artist) -> bool:
    """Whether `artist` is a legend that looks for the best place at each drawing."""
    if not isinstance(artist, Legend):
        return False
    place: int = artist._get_loc()  # type: ignore[attr-defined]  # it has no public name
    return place == Legend.codes["best"]


def turns(axes: Axes3D, apart: Many[Artist]) -> bool:
    """Whether a camera that turns changes more of its axes than what is drawn `apart`; flat texts it does not see."""
    flat = {axes.patch, *axes.spines.values(), *(axes._axis_map.values() if not axes._axis3don else ())}
    return any(
        child.get_visible() and child not in flat and child not in apart and not _is_flat(child)
        for child in axes.get_children()
    )


def _is_flat(artist: Artist) -> bool:
    return isinstance(artist, Text | Legend) and not isinstance(artist, Text3D)


def moves_others(artist: Artist) -> bool:
    """Whether a moving `artist` may move others, in depth or through the layout of the figure."""
    is_sorted_by_depth = isinstance(artist, Collection | Patch) and getattr(artist.axes, "computed_zorder", False)
    takes_room = (
        _figure(artist).get_layout_engine() is not None and artist.get_in_layout() and clip_box_of(artist) is None
    )
    return is_sorted_by_depth or takes_room


def hot_artists(figure: Figure, apart: Iterable[Artist], renderer: RendererAgg) -> list[Artist] | None:
    """Return, from bottom to top, the artists that must be drawn for every frame.

    These are those that are drawn `apart` and every artist that may share a pixel with one of these below it. None,
    if one is the axis of 3-D axes: the walls that belong to it are no artists and can't be drawn by themselves.
    """
    apart = set(apart)
    hot: list[Artist] = []
    reaches: list[BboxBase] = []
    for artist in bottom_to_top(figure):
        moves = artist in apart
        if not moves and (not reaches or not _leaves_a_trace(artist)):
            continue  # below all that moves, or nowhere
        reach = reach_of(artist, renderer, moves=moves)
        if moves or any(reach.overlaps(other) for other in reaches):
            hot.append(artist)
            reaches.append(reach)
    return None if any(isinstance(artist, Axis3D) for artist in hot) else hot


def _leaves_a_trace(artist: Artist) -> bool:
    is_empty = isinstance(artist, Text) and not artist.get_text()
    return artist.get_visible() and not artist.get_animated() and not is_empty


# ---- the order in which Matplotlib draws


def bottom_to_top(container: Figure | SubFigure | Axes) -> Iterator[Artist]:
    """Yield the artists in `container` in the order in which Matplotlib draws them."""
    for child in sorted(_drawn_children(container), key=Artist.get_zorder):
        if isinstance(child, Axes | SubFigure):
            if child.get_visible():
                yield from _behind(child)
                yield from bottom_to_top(child)
        else:
            yield child


def _drawn_children(container: Figure | SubFigure | Axes) -> list[Artist]:
    """Return the children that are drawn in the order of their zorder, which the patch and hidden axes are not."""
    children = [child for child in container.get_children() if child is not container.patch]
    if isinstance(container, Axes) and not container.axison:  # 3-D axes too: they paint their axes before all else
        children = [child for child in children if not isinstance(child, Axis | Spine)]
    elif isinstance(container, Axes) and not container.get_frame_on():
        children = [child for child in children if not isinstance(child, Spine)]
    return children


def _behind(container: SubFigure | Axes) -> list[Artist]:
    """Return what is drawn before the children of `container`, whatever their zorder."""
    if isinstance(container, Axes3D):
        return [container.patch, container.xaxis, container.yaxis, container.zaxis]
    hidden = isinstance(container, Axes) and not (container.axison and container.get_frame_on())
    return [] if hidden else [container.patch]


def background_patches(container: Figure | SubFigure | Axes) -> set[Patch]:
    """Return the patches behind `container` and in it, which Matplotlib draws even if they are flagged as animated."""
    inner = (background_patches(child) for child in container.get_children() if isinstance(child, Axes | SubFigure))
    return {container.patch}.union(*inner)


# ---- where artists leave a trace

_SOLID = (Text, Line2D, Patch, AxesImage, BboxImage)
"""Artists whose window extent can be relied on, if room for their strokes is added."""


def reach_of(artist: Artist, renderer: RendererAgg, *, moves: bool) -> BboxBase:
    """Return a box, in pixels, outside which `artist` surely leaves no trace."""
    extent = None if moves else extent_of(artist, renderer)
    reach = _figure(artist).bbox if extent is None else extent
    clip_box = clip_box_of(artist)
    return reach if clip_box is None else Bbox.intersection(reach, clip_box) or clip_box


_ROOM = 24.0  # pixels that what moves freely may go further before it has to be seen what it covers
_NOWHERE = Bbox.from_extents(-1e6, -1e6, -1e6, -1e6)


def room_of(artist: Artist, renderer: RendererAgg, *, margin: float = _ROOM) -> BboxBase:
    """Return a box, in pixels, outside which `artist`, which moves, leaves no trace before it moves by `margin`."""
    clip_box = clip_box_of(artist)
    if not artist.get_visible() or (isinstance(artist, Text) and not artist.get_text()):
        return _NOWHERE
    if clip_box is not None:
        return clip_box
    extent = extent_of(artist, renderer) if isinstance(artist, (*_SOLID, Axis)) else None
    return _figure(artist).bbox.padded(margin) if extent is None else extent.padded(margin)


def _figure(artist: Artist) -> Figure:
    figure = artist.get_figure(root=True)
    assert figure is not None
    return figure


def clip_box_of(artist: Artist) -> BboxBase | None:
    """Return the box, in pixels, that `artist` is cut off at, or None if it may reach beyond one."""
    is_cut_off = isinstance(artist, (*_SOLID, Collection)) and not isinstance(artist, Annotation)
    clip_box = artist.get_clip_box()
    if clip_box is None or not artist.get_clip_on() or not is_cut_off or artist.get_agg_filter():
        return None
    return clip_box.padded(1)


def extent_of(artist: Artist, renderer: RendererAgg) -> BboxBase | None:
    """Return a box, in pixels, around `artist` wherever it is clipped, or None where that can't be told."""
    if isinstance(artist, Axis):
        return _axis_extent(artist, renderer)
    boxes = []
    for part in [artist, *inside(artist)]:
        if not part.get_visible():
            continue
        if _is_elaborate(part):
            return None
        if isinstance(part, _SOLID):
            boxes.append(_solid_extent(part, renderer))
        elif not part.get_children():
            return None
    extent = Bbox.union(boxes) if boxes else None
    return extent if extent is not None and np.isfinite(extent.extents).all() else None


def _is_elaborate(artist: Artist) -> bool:
    effects = artist.get_path_effects(), artist.get_agg_filter(), artist.get_sketch_params()
    return any(effects) or getattr(artist, "shadow", False)


def _axis_extent(axis: Axis, renderer: RendererAgg) -> Bbox:
    """Return a box, in pixels, around the grid lines, the ticks that are in view and the labels of `axis`."""
    boxes = [axis.pane.get_window_extent(renderer) if isinstance(axis, Axis3D) else axis.axes.bbox]
    if (labels := axis.get_tightbbox(renderer)) is not None:
        boxes.append(labels)
    low, high = sorted(axis.get_view_interval())
    for tick in [*axis.get_major_ticks(), *axis.get_minor_ticks()]:
        if low <= tick.get_loc() <= high:
            boxes += [_solid_extent(line, renderer) for line in (tick.tick1line, tick.tick2line) if line.get_visible()]
    return Bbox.union(boxes).padded(_MARGIN)


def _solid_extent(artist: Artist, renderer: RendererAgg) -> Bbox:
    """Return a box, in pixels, around one of the `_SOLID` artists and its strokes."""
    return artist.get_window_extent(renderer).padded(_MARGIN + _stroke(artist) * renderer.dpi / 72)


def _stroke(artist: Artist) -> float:
    """Return how far, in points, strokes, their mitred corners and italics reach beyond the extent of `artist`."""
    if isinstance(artist, Text):
        return 0.3 * float(artist.get_fontsize())
    if isinstance(artist, Line2D):
        return 2 * max(artist.get_linewidth(), artist.get_markeredgewidth()) + artist.get_markersize()
    return 2 * artist.get_linewidth() if isinstance(artist, Patch) else 0


def inside(artist: Artist) -> Iterator[Artist]:
    """Yield all that `artist` is made of, itself left out."""
    parts: list[Artist | None] = list(artist.get_children())
    if isinstance(artist, Text):
        parts += [artist.get_bbox_patch(), getattr(artist, "arrow_patch", None)]
    elif isinstance(artist, Cell):
        parts.append(artist.get_text())
    elif isinstance(artist, Axis3D):
        parts += [artist.pane, artist.line]
    for part in parts:
        if part is not None:
            yield part
            yield from inside(part)
