"""A caption: one quiet line below a map or a surface that says what is plotted where that is not plain to see."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.axes import Axes
from mpl_toolkits.mplot3d import Axes3D

from trajviz.drawing.layers.layer import figure_of
from trajviz.drawing.text import text_width
from trajviz.drawing.theme import Theme

CAPTION = "caption"
"""The `gid` of a caption, by which the layout finds those that it has to place."""

_BESIDE_NAME, _BELOW_NAME = 24.0, 38.0  # points below the axes
_OF_THE_FIGURE = 0.4  # about how much of its width lies to the right of the name of a single panel's axis


def write_caption(axes: Axes, parts: Sequence[str], theme: Theme) -> None:
    """Write what `parts` say, if anything, at the lower right of axes, whose names are set.

    A short caption stands beside a short name of the horizontal axis, any other below it, a line for each part.
    """
    if not parts:
        return
    size = theme.fonts["tick"]
    if isinstance(axes, Axes3D):
        axes.text2D(
            1, 0, "\n".join(parts), transform=axes.transAxes, va="bottom", ha="right", fontsize=size, color=theme.muted,
            gid=CAPTION,
        )  # fmt: skip
        return
    figure = figure_of(axes)
    room = figure.get_size_inches()[0] * 72 * _OF_THE_FIGURE / len(figure.axes)
    beside = len(axes.get_xlabel()) <= 1 and text_width("; ".join(parts), size) < room
    caption = axes.annotate(
        ("; " if beside else "\n").join(parts),
        (1, 0),
        xycoords="axes fraction",
        xytext=(0, -_BESIDE_NAME if beside else -_BELOW_NAME),
        textcoords="offset points",
        va="top",
        ha="right",
        fontsize=size,
        color=theme.muted,
        gid=CAPTION,
        annotation_clip=False,
    )
    caption.set_in_layout(not beside)  # the name's own line has room for it
