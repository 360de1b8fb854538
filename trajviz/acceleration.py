"""`accelerate`: Matplotlib's own `Animation.save`, with exact frames drawn fast, for a session."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from pathlib import Path
from types import TracebackType
from typing import Any

import matplotlib as mpl
from matplotlib.animation import Animation
from matplotlib.image import imsave

from trajviz.exporters import exporters
from trajviz.frames.followed import Followed
from trajviz.frames.played import not_drawn_again
from trajviz.saving import dots_per_inch, save, say_what_was_kept

_Save = Callable[..., None]
_ENCODERS = ("pillow", "ffmpeg", "ffmpeg_file", "imagemagick", "imagemagick_file")
_AS_SHIPPED = ("animation.codec", "animation.bitrate", "animation.ffmpeg_args", "animation.convert_args")
_PIXELS = ("rgba", "raw", "png")
_OF_FILES = ("metadata", "pil_kwargs")

_before: list[_Save] = []  # Matplotlib's own, while any acceleration lasts
_lasting: set[Acceleration] = set()


class Acceleration:
    """An acceleration that lasts until it is undone, or to the end of a `with` block."""

    def undo(self) -> None:
        """Give Matplotlib's own `Animation.save` back, if no other acceleration lasts; a second time does nothing."""
        _lasting.discard(self)
        if not _lasting and _before:
            Animation.save = _before.pop()  # type: ignore[method-assign]  # that is what this is for

    def __enter__(self) -> Acceleration:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.undo()


def accelerate() -> Acceleration:
    """Make `animation.save` fast for every animation of Matplotlib's, until the end of the session.

    What is passed to it means what it means, and every frame that it draws is the same in every pixel. A `.gif`,
    `.mp4` or another animation or video that trajviz writes is encoded by trajviz if only a path, `fps`, `dpi`,
    `savefig_kwargs`, `extra_anim`, `progress_callback` or the name of one of Matplotlib's encoders is given. With a
    writer of your own, a codec, a bitrate, metadata or more arguments, that writer writes the file, as ever, and is
    handed frames that were drawn fast.

    Returns
    -------
    Acceleration
        Its `undo()` gives Matplotlib's `save` back, as does the end of a `with` block.

    Examples
    --------
    >>> from matplotlib.animation import Animation
    >>> own = Animation.save
    >>> with accelerate():
    ...     Animation.save is own
    False
    >>> Animation.save is own
    True
    """
    acceleration = Acceleration()
    _lasting.add(acceleration)
    if not _before:
        _before.append(Animation.save)
        Animation.save = _accelerated(Animation.save)  # type: ignore[method-assign]  # that is what this is for
    return acceleration


def _accelerated(own: _Save) -> _Save:
    @wraps(own)
    def save_fast(
        self: Animation,
        filename: Any,
        writer: Any = None,
        fps: float | None = None,
        dpi: float | None = None,
        codec: str | None = None,
        bitrate: int | None = None,
        extra_args: list[str] | None = None,
        metadata: dict[str, str] | None = None,
        extra_anim: list[Animation] | None = None,
        savefig_kwargs: dict[str, Any] | None = None,
        *,
        progress_callback: Callable[[int, int | None], object] | None = None,
    ) -> None:
        beside = extra_anim or []
        how: dict[str, Any] = {"savefig_kwargs": savefig_kwargs, "progress_callback": progress_callback}
        for_encoder = (codec, bitrate, extra_args, metadata)
        if _is_ours(filename, writer) and all(each is None for each in for_encoder):
            save(
                self,
                filename,
                fps=fps,
                dpi=dpi,
                loop=0,
                hold=0.0,
                quiet=progress_callback is not None,
                extra_anim=beside,
                **how,
            )
            return
        with _drawn_fast(self, dots_per_inch(self, dpi), beside, str(filename)):
            own(self, filename, writer, fps, dpi, *for_encoder, beside, **how)

    return save_fast


def _is_ours(filename: Any, writer: Any) -> bool:
    """Whether trajviz encodes a file of this name with what is set, if one of Matplotlib's encoders would."""
    if writer is not None and writer not in _ENCODERS:
        return False
    settings: Any = mpl.rcParams
    shipped: Any = mpl.rcParamsDefault
    if any(settings[name] != shipped[name] for name in _AS_SHIPPED):
        return False
    try:
        found = dict(exporters).get(Path(filename).suffix.lower())
    except TypeError:
        return False
    return found is not None and found.takes == "frames" and not found.still


@contextmanager
def _drawn_fast(animation: Animation, dpi: float, others: list[Animation], label: str) -> Iterator[None]:
    """Hand a writer that asks a figure for pixels the frames that are drawn fast."""
    figure: Any = animation._fig  # type: ignore[attr-defined]  # it has no public name
    if "savefig" in vars(figure):
        yield
        return
    own = figure.savefig
    followed: list[Followed] = []

    def savefig(file: Any, **how: Any) -> None:
        is_fast = how.get("format") in _PIXELS and how.get("dpi") == dpi and not set(_OF_FILES).intersection(how)
        if not is_fast or not hasattr(file, "write"):
            figure.canvas.draw_idle()
            own(file, **how)
            return
        if not followed:
            more = {name: value for name, value in how.items() if name not in ("format", "dpi")}
            followed.append(Followed(figure, dpi, more, draw=own))
        pixels = followed[0].draw()
        if how["format"] == "png":
            imsave(file, pixels, format="png", origin="upper", dpi=dpi)
        else:
            file.write(pixels.tobytes())

    beside = [other for other in others if other._fig is figure]  # type: ignore[attr-defined]  # no public name
    figure.savefig = savefig
    try:
        with not_drawn_again([animation, *beside]):
            yield
    finally:
        del figure.savefig
    if followed:
        say_what_was_kept(followed[0], label)
