"""Signals that end the command, remembered: what they raise may be swallowed, or come out of C as another error."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_NAMES = ("SIGINT", "SIGTERM", "SIGHUP")  # Ctrl-C, a polite `kill`, a terminal that is closed
_MAY_BE_IGNORED = ("SIGINT", "SIGHUP")  # by `nohup`, and by shells for what runs in the background


@contextmanager
def interruptible() -> Iterator[list[int]]:
    """Raise KeyboardInterrupt when a signal comes to end the process, and lend the list of those that came.

    While an earlier one is being cleaned up after, another raises nothing. What the parent process had the system
    ignore stays ignored, except for SIGTERM.
    """
    came: list[int] = []

    def end(number: int, _frame: FrameType | None) -> None:
        is_cleaning_up = bool(came) and sys.exc_info()[0] is not None
        came.append(number)
        if not is_cleaning_up:
            raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in _NAMES if hasattr(signal, name)]
    ignorable = [getattr(signal, name) for name in _MAY_BE_IGNORED if hasattr(signal, name)]
    before = {number: signal.getsignal(number) for number in numbers}
    try:
        for number, handler in before.items():
            if handler != signal.SIG_IGN or number not in ignorable:
                signal.signal(number, end)
        yield came
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
