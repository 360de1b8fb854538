"""The frames of any of Matplotlib's animations, as its own `save` would draw them, after the same calls."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import matplotlib as mpl
from matplotlib.animation import Animation
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from trajviz.frames.followed import Followed, Pixels
from trajviz.frames.lending import over_white

Tell = Callable[[int, int | None], object]


class Played:
    """What an animation shows, frame by frame, in order and once.

    Parameters
    ----------
    animation : Animation
        What is played.
    dpi : float
        Pixels per inch.
    savefig_kwargs : mapping
        What each drawing is told beside that, as `Animation.save` takes it.
    others : sequence of Animation
        Others of the same figure that are played with it.
    see_through : bool
        Whether grounds of the figure that are see-through stay so; otherwise they are laid on white.
    tell : callable, optional
        Called with the number of the frame and how many there are, or None, once it is set and before it is drawn.
    """

    def __init__(
        self,
        animation: Animation,
        dpi: float,
        savefig_kwargs: Mapping[str, object],
        others: Sequence[Animation] = (),
        *,
        see_through: bool = False,
        tell: Tell | None = None,
    ) -> None:
        self.figure: Figure = animation._fig  # type: ignore[attr-defined]  # it has no public name
        self.dpi = dpi
        self._animations: list[Any] = [animation, *others]  # whose ways of playing have no public names
        how = {name: value for name, value in savefig_kwargs.items() if name != "bbox_inches"}
        if not see_through:
            face: Any = how.get("facecolor", mpl.rcParams["savefig.facecolor"])
            how["facecolor"] = over_white(self.figure.get_facecolor() if face == "auto" else to_rgba(face))
            how["transparent"] = False
        self._tell = tell
        self.followed = Followed(self.figure, dpi, how)

    @property
    def total(self) -> int | None:
        """How many frames there are at the most, or None where nobody knows."""
        counts = [getattr(each, "_save_count", None) for each in self._animations]
        known = [count for count in counts if count is not None]
        return min(known) if known else None

    def __iter__(self) -> Generator[Pixels, None, None]:
        """Yield each frame, shape (height, width, 4), in memory that the next overwrites."""
        animations = self._animations
        for each in animations:
            each._draw_was_started = True
        number = 0
        with _saving(self.figure), not_drawn_again(animations):
            for each in animations:
                each._init_draw()
            counts: list[Any] = [getattr(each, "_save_count", None) for each in animations]
            total = None if None in counts else sum(counts)
            for data in zip(*[each.new_saved_frame_seq() for each in animations], strict=False):
                for each, datum in zip(animations, data, strict=True):
                    each._draw_next_frame(datum, blit=False)
                    if self._tell is not None:
                        self._tell(number, total)
                        number += 1
                yield self.followed.draw()


@contextmanager
def _saving(figure: Figure) -> Iterator[None]:
    """Have the canvas of `figure` know that it is saved, as `Animation.save` has."""
    canvas: Any = figure.canvas
    before = {name: vars(canvas)[name] for name in ("_is_saving", "manager") if name in vars(canvas)}
    canvas._is_saving, canvas.manager = True, None
    try:
        with mpl.rc_context({"savefig.bbox": None}):
            yield
    finally:
        for name in ("_is_saving", "manager"):
            delattr(canvas, name)
        vars(canvas).update(before)


@contextmanager
def not_drawn_again(animations: Sequence[Any]) -> Iterator[None]:
    """Keep animations from having the canvas drawn, for nobody to see, after each frame."""
    own = Animation._post_draw  # type: ignore[attr-defined]  # it has no public name
    muted = [each for each in animations if type(each)._post_draw is own]
    for each in muted:
        each._post_draw = _nothing
    try:
        yield
    finally:
        for each in muted:
            del each._post_draw


def _nothing(framedata: object, blit: bool) -> None:
    """Stand for what has a canvas drawn."""
