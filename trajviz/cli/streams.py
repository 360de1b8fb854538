"""What the command says: to the standard streams, which may be closed, full, or unable to spell it."""

from __future__ import annotations

import os
import sys
from contextlib import suppress
from typing import TextIO


def fill_closed_streams() -> None:
    """Open a stream that was closed from the start on nothing, lest the next file that is opened takes its place."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def say(text: str) -> None:
    """Print what was asked for."""
    _print(text, sys.stdout)


def complain(text: str) -> None:
    """Print what a user should know of besides."""
    _print(f"trajviz: {text}", sys.stderr)


def _print(text: str, stream: TextIO | None) -> None:
    """Print a text; that nobody reads it, or that the stream can't spell or hold it, is no error."""
    if stream is None:  # closed from the start
        return
    encoding = stream.encoding or "utf-8"
    try:
        print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream, flush=True)
    except (OSError, ValueError):  # as `head` leaves a pipe, or a disk that is full
        _discard(stream)


def _discard(stream: TextIO) -> None:
    """Send what is still in a stream's buffer, and what is yet to come, to nowhere."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
