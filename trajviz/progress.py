"""A line on the terminal that tells how far something is, and that it lives even where a single step takes minutes.

A thread draws it, for what takes long is busy; nothing is shown where stderr is no terminal. A line that can't be
written any more, as when the terminal has gone, is no error.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import monotonic
from typing import TextIO

Tell = Callable[[int], object]

_BETWEEN = 0.25  # seconds
_BETWEEN_LINES = 15.0  # on a terminal that can only add lines
_COLUMNS = 80  # of a terminal that does not tell
_FEWEST_COLUMNS = 10


@contextmanager
def progress(total: int | None, label: str, unit: str, *, after: float = 0.0) -> Iterator[Tell]:
    """Lend a function that is told how many of `total` are done, while a line on the terminal shows it.

    Parameters
    ----------
    total : int
        How many there are, or None where nobody knows.
    label, unit : str
        What is under way, and what is counted.
    after : float
        Seconds that pass before the line appears; what takes less is not shown.
    """
    stream = sys.stderr
    if not is_terminal(stream):
        yield lambda _: None
        return
    done = [0]
    finished = Event()
    line = Line(stream, total, label, unit)
    if not after:
        line.draw(0, 0.0)
    thread = Thread(target=_keep_drawing, args=(line, done, finished.wait, monotonic, after), daemon=True)
    thread.start()

    def tell(count: int) -> None:
        done[0] = count

    try:
        yield tell
    finally:
        finished.set()
        thread.join()
        line.erase()


def is_terminal(stream: TextIO | None) -> bool:
    """Whether a stream is a terminal; one that is closed is none."""
    try:
        return stream is not None and stream.isatty()
    except (OSError, ValueError):
        return False


def _keep_drawing(
    line: Line, done: list[int], wait: Callable[[float], bool], clock: Callable[[], float], after: float
) -> None:
    """Draw a line again and again until `wait`, which takes seconds, returns that all is finished."""
    began = clock()
    while not wait(after or line.pause):
        after = 0
        line.draw(done[0], clock() - began)


class Line:
    """A line on a terminal that is written over by the next; a terminal that can't gets a new line now and then."""

    def __init__(self, stream: TextIO, total: int | None, label: str, unit: str) -> None:
        from tqdm import tqdm

        self._meter: Callable[..., str] = tqdm.format_meter  # whose types know no unknown total
        self._stream, self._total, self._label, self._unit = stream, total, label, unit
        self._is_dumb = os.environ.get("TERM", "") in ("", "dumb", "unknown")
        self._drawn = 0  # letters
        self.pause = _BETWEEN_LINES if self._is_dumb else _BETWEEN

    def draw(self, done: int, seconds: float) -> None:
        """Show that so many are done after so many seconds."""
        columns = self._columns() - 1  # a full line would wrap
        text = self._meter(done, self._total, seconds, ncols=columns, prefix=self._label, unit=self._unit)[:columns]
        if self._is_dumb:
            self._write(f"{text}\n")
            return
        self._write(f"\r{text}{' ' * max(self._drawn - len(text), 0)}")
        self._drawn = len(text)

    def erase(self) -> None:
        """Leave nothing of the line."""
        if self._drawn:
            self._write(f"\r{' ' * self._drawn}\r")
            self._drawn = 0

    def _columns(self) -> int:
        try:
            columns = os.get_terminal_size(self._stream.fileno()).columns
        except (OSError, ValueError):
            columns = 0
        return max(columns or _COLUMNS, _FEWEST_COLUMNS)

    def _write(self, text: str) -> None:
        encoding = self._stream.encoding or "utf-8"
        try:
            self._stream.write(text.encode(encoding, "replace").decode(encoding))
            self._stream.flush()
        except (OSError, ValueError):  # the terminal has gone
            self._drawn = 0
