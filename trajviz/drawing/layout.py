"""Where everything goes: panels side by side below a header.

Each panel is fitted to its cell with all that is written around it, so that nothing overlaps and no space is left over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import product

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.text import Text
from matplotlib.transforms import Bbox, BboxBase, TransformedBbox
from mpl_toolkits.mplot3d import Axes3D, proj3d

from trajviz.drawing.header import MARGIN
from trajviz.drawing.layers.box import Box
from trajviz.drawing.layers.layer import Array
from trajviz.drawing.layers.sheet import Sheet
from trajviz.drawing.sizes import AnyFigure, page_of, unit_of
from trajviz.drawing.views.caption import CAPTION
from trajviz.errors import TrajvizError

_GAP = 22.0  # between panels, in reference pixels, as everything here
_OVER_THE_EDGE = 9.0  # how far a mark may reach over the edge of its axes
_ROUNDS = 4
_AROUND_CAPTION = 3.0
_SMALLEST_PANEL = (260, 140)
_GAP_IN_GRID = np.array([38.0, 27.0])  # room for the numbers beside and the names above the panels


def arrange(figure: AnyFigure, panels: Sequence[Axes], aspects: Sequence[float], header: float) -> None:
    """Put `panels` side by side under a header of that height, their widths in proportion to their aspects.

    Raises
    ------
    TrajvizError
        If there is no room for them.
    """
    width, height = page_of(figure)
    least_width = round(2 * MARGIN + (_SMALLEST_PANEL[0] + _GAP) * len(panels) - _GAP)
    least_height = round(MARGIN + _SMALLEST_PANEL[1] + header)
    if width < least_width or height < least_height:
        unit = unit_of(figure)
        raise TrajvizError(
            f"size must be at least {least_width * unit:.0f}×{least_height * unit:.0f} pixels for all that is shown,"
            f" not {width * unit:.0f}×{height * unit:.0f}"
        )
    bottom, top = MARGIN, height - header
    free = width - 2 * MARGIN - _GAP * (len(panels) - 1)
    left = MARGIN
    for axes, aspect in zip(panels, aspects, strict=True):
        right = left + free * aspect / sum(aspects)
        _fit(axes, _on(figure, Bbox.from_extents(left, bottom, right, top)))
        left = right + _GAP
    _align([axes for axes in panels if not isinstance(axes, Axes3D)])


def arrange_grid(figure: AnyFigure, panels: Sequence[Axes], columns: int, header: float) -> None:
    """Put `panels` of one kind in rows under a header of that height, all of one size, with labels on the outer ones.

    Raises
    ------
    TrajvizError
        If there is no room for them.
    """
    (width, height), unit = page_of(figure), unit_of(figure)
    rows = -(-len(panels) // columns)
    cell = np.array([(width - 2 * MARGIN) / columns, (height - header - MARGIN) / rows])
    if cell[0] < _SMALLEST_PANEL[0] or cell[1] < _SMALLEST_PANEL[1]:
        raise TrajvizError(f"{len(panels)} panels need a larger size than {width * unit:.0f}×{height * unit:.0f}")
    places = [(place % columns, rows - 1 - place // columns) for place in range(len(panels))]
    for axes, (column, row) in zip(panels, places, strict=True):
        if isinstance(axes, Axes3D):  # each is a drawing of its own, with its own labels
            axes.title.set_y(1)  # where that of plain axes is
            continue
        is_lowest = row == 0 or (column, row - 1) not in places
        axes.tick_params(labelleft=column == 0, labelbottom=is_lowest)
        axes.yaxis.label.set_visible(column == 0)
        axes.xaxis.label.set_visible(is_lowest)
    for text in (text for axes in panels[:-1] for text in axes.texts):
        if text.get_gid() == CAPTION:  # one tells it for all
            text.set_visible(False)
    region = _on(figure, Bbox.from_extents(MARGIN, MARGIN, width - MARGIN, height - header))
    gap = _GAP_IN_GRID * unit
    _place(panels, places, region, cell * unit - gap, gap)  # roughly, to learn how much room the labels take
    low, high = _overhang(panels)
    region = Bbox([region.p0 + low, region.p1 - high])
    size = (np.array(region.size) + gap) / [columns, rows] - gap
    _place(panels, places, region, size, gap)
    for axes in panels:
        if isinstance(axes, Axes3D):
            _fit_below_name(axes)
        else:
            _show_marks_on_the_edge_whole(axes)


def _on(figure: AnyFigure, box: Bbox) -> Bbox:
    """Return a box given in reference pixels of a figure, or of a part of one, in pixels of the whole."""
    return Bbox(figure.bbox.p0 + box.get_points() * unit_of(figure))


def figure_around(axes: Axes) -> AnyFigure:
    """Return the figure that axes were added to, which may be a part of another."""
    figure = axes.get_figure()
    assert figure is not None
    return figure


def _unit_around(axes: Axes) -> float:
    return unit_of(figure_around(axes))


def _in_figure(axes: Axes, box: BboxBase) -> Bbox:
    """Return a box given in pixels as a share of the figure that axes were added to."""
    return Bbox(figure_around(axes).transSubfigure.inverted().transform(box))


def _align(panels: Sequence[Axes]) -> None:
    """Let panels that stand side by side begin and end at the same height."""
    boxes = [axes.get_position() for axes in panels]
    for axes, box in zip(panels, boxes, strict=True):
        bottom, top = max(box.y0 for box in boxes), min(box.y1 for box in boxes)
        axes.set_position((box.x0, bottom, box.width, top - bottom))
        _show_marks_on_the_edge_whole(axes)


def _place(panels: Sequence[Axes], places: Sequence[tuple[int, int]], region: Bbox, size: Array, gap: Array) -> None:
    """Put panels of one size at their columns and rows, counted from the lower left of a region in pixels."""
    for axes, place in zip(panels, places, strict=True):
        lower_left = region.p0 + (size + gap) * place
        box = Bbox([lower_left, lower_left + size])
        axes.set_position(_in_figure(axes, box))


def _overhang(panels: Sequence[Axes]) -> tuple[Array, Array]:
    """Return how far labels reach beyond the lower left and the upper right of the panels, at the most."""
    boxes = [(axes.bbox, _with_labels(axes)) for axes in panels]
    low = np.max([box.p0 - around.p0 for box, around in boxes if around is not None], axis=0)
    high = np.max([around.p1 - box.p1 for box, around in boxes if around is not None], axis=0)
    return low, high


def _with_labels(axes: Axes) -> Bbox | None:
    """Return what panels of a grid take up, in pixels: 3-D axes keep their labels inside, except for their name."""
    if isinstance(axes, Axes3D):
        return Bbox.union([axes.bbox, axes.title.get_window_extent()])
    return axes.get_tightbbox()


def _fit(axes: Axes, cell: Bbox) -> None:
    """Make `axes`, with all that is written around it, fill a cell given in pixels."""
    box, over_the_edge = cell, _OVER_THE_EDGE * _unit_around(axes)
    for _ in range(_ROUNDS):  # each time with the ticks that the new size brought, and texts that stay as large
        axes.set_position(_in_figure(axes, box))
        box = (
            _around_drawing(axes, box, cell.padded(-over_the_edge))
            if isinstance(axes, Axes3D)
            else _within_labels(axes, box, cell)
        )
    axes.set_position(_in_figure(axes, box))
    if isinstance(axes, Axes3D):  # their box is larger than what is drawn in it, and reaches over the header
        axes.patch.set_visible(False)
        fitted = [artist for artist in axes.get_children() if isinstance(artist, Box | Sheet)]
        others = [artist for artist in axes.get_children() if artist not in [*fitted, axes.title]]
        _clip(others, cell.padded(over_the_edge))
        _clip(fitted, cell.padded(1 - over_the_edge))  # so that it is known that they share no pixel with the header
        axes.apply_aspect()  # as drawing will do, which moves what is placed in shares of the axes
        for text in axes.texts:
            if text.get_gid() == CAPTION:
                _put_in_a_corner(text, axes, cell)


def _put_in_a_corner(text: Text, axes: Axes3D, cell: Bbox) -> None:
    """Put a caption of 3-D axes into a corner of their cell where it covers nothing, or else the last one."""
    taken = [extent for artist in axes.get_children() if isinstance(artist, Box) for extent in artist.taken()]
    shown = [artist.pixels() for artist in axes.get_children() if isinstance(artist, Sheet)]
    for across, up in (("right", "bottom"), ("left", "bottom"), ("left", "top"), ("right", "top"), ("right", "bottom")):
        corner = cell.x1 if across == "right" else cell.x0, cell.y1 if up == "top" else cell.y0
        text.set(position=axes.transAxes.inverted().transform(corner), ha=across, va=up)
        room = text.get_window_extent().padded(_AROUND_CAPTION * _unit_around(axes))
        covers = any(((room.p0 < points) & (points < room.p1)).all(axis=1).any() for points in shown)
        if not covers and not any(room.overlaps(other) for other in taken):
            return


def _fit_below_name(axes: Axes3D) -> None:
    """Make 3-D axes fill the box that they have, and leave their name above it."""
    cell = axes.bbox.frozen()
    _fit(axes, cell)
    axes.apply_aspect()  # as drawing will do, which moves what is placed in shares of the axes
    middle, top = axes.transAxes.inverted().transform(((cell.x0 + cell.x1) / 2, cell.y1))
    axes.title.set_position((middle, top))  # `set_title` would put it lower


def _show_marks_on_the_edge_whole(axes: Axes) -> None:
    marks = [line for line in axes.lines if line.get_linestyle() == "None"]
    _clip(marks, axes.bbox.padded(_OVER_THE_EDGE * _unit_around(axes)))


def keep_in_cell(axes: Axes, artists: Iterable[Artist]) -> None:
    """Cut artists off, which came to 3-D axes when these had been fitted into their cell, where the others end."""
    if isinstance(axes, Axes3D):
        for artist in artists:
            artist.set_clip_box(axes.lines[0].get_clip_box())


def _clip(artists: Iterable[Artist], room: BboxBase) -> None:
    """Cut artists off at a box given in pixels."""
    for artist in artists:
        figure = artist.get_figure(root=True)
        assert figure is not None
        box = Bbox(figure.transFigure.inverted().transform(room))
        artist.set_clip_box(TransformedBbox(box, figure.transFigure))


def _within_labels(axes: Axes, box: Bbox, cell: Bbox) -> Bbox:
    """Return the box with which the labels around 2-D axes end where the cell does."""
    extent = axes.get_tightbbox()
    assert extent is not None
    return Bbox([cell.p0 + (box.p0 - extent.p0), cell.p1 - (extent.p1 - box.p1)])


def _around_drawing(axes: Axes3D, box: Bbox, cell: Bbox) -> Bbox:
    """Return the box with which the cube of 3-D axes and its labels fill the cell."""
    axes.apply_aspect()
    extent = _drawing(axes)
    scale = min(cell.width / extent.width, cell.height / extent.height)
    middle, middle_of_cell = (box.p0 + box.p1) / 2, (cell.p0 + cell.p1) / 2
    middle_of_drawing = (extent.p0 + extent.p1) / 2
    center = middle_of_cell - scale * (middle_of_drawing - middle)
    half = scale * np.asarray(box.size) / 2
    return Bbox([center - half, center + half])


def _drawing(axes: Axes3D) -> Bbox:
    """Return what 3-D axes will take up, in pixels: what tells how far it reaches, or else the cube and its labels."""
    told = [artist for artist in axes.get_children() if isinstance(artist, Box | Sheet)]
    now, extents = axes.azim, []
    for axes.azim in [azim for artist in told if isinstance(artist, Box) for azim in artist.azimuths]:
        extents += [artist.get_window_extent() for artist in told]
    axes.azim = now
    if extents:
        return Bbox.union(extents)
    corners = np.array(list(product(axes.get_xlim(), axes.get_ylim(), axes.get_zlim()))).T
    x, y, _ = proj3d.proj_transform(*corners, axes.get_proj())
    cube = axes.transData.transform(np.column_stack([x, y]))
    labels = [axis.get_tightbbox() for axis in (axes.xaxis, axes.yaxis, axes.zaxis)]
    return Bbox.union([Bbox([cube.min(axis=0), cube.max(axis=0)]), *labels])
