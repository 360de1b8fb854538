"""The file in which a sweep keeps what it has, so that one that was interrupted goes on where it was.

A line of JSON says of which sweep it is, and each further line holds one part of the work that is done. A line is
written at once and brought to the disk; one that was cut off, since it has no end, is none.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from os import PathLike, fspath
from pathlib import Path
from typing import Any

from trajviz.errors import TrajvizError
from trajviz.files import check_writable, replacing

_FORMAT, _VERSION = "trajviz sweep", 1


class SweepFile:
    """A file of parts that are done.

    Parameters
    ----------
    path : str or path-like
        Where it is, or shall be.
    sweep : mapping of str to str
        What is swept, in words that differ where anything of it differs.

    Raises
    ------
    TrajvizError
        If the file can't be written, or is none of this sweep.
    """

    def __init__(self, path: str | PathLike[str], sweep: Mapping[str, str]) -> None:
        self._path = Path(path)
        check_writable(path)
        self.parts: dict[int, Any] = {}
        header = {"format": _FORMAT, "version": _VERSION, "sweep": dict(sweep)}
        if self._path.exists():
            self._read(header)
        else:
            with replacing(path) as temporary:
                temporary.write_text(f"{json.dumps(header)}\n", encoding="ascii")

    def add(self, part: int, results: Any) -> None:
        """Keep what a part of the work has given."""
        line = f"{json.dumps({'part': part, 'results': results})}\n"
        try:
            with self._path.open("a", encoding="ascii") as file:
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise TrajvizError(f"cannot write {fspath(self._path)!r}: {error.strerror or error}") from error

    def _read(self, header: Mapping[str, Any]) -> None:
        try:
            first, *lines = self._path.read_bytes().split(b"\n")
            kept = json.loads(first)
            if not isinstance(kept, dict) or kept.get("format") != _FORMAT:
                raise ValueError
        except (OSError, ValueError):
            raise TrajvizError(f"{fspath(self._path)!r} is there, and holds no sweep; choose another file") from None
        if kept != header:
            raise TrajvizError(self._difference(kept, header, len(lines) - 1))
        whole = len(first) + 1
        for line in lines[:-1]:
            try:
                part = json.loads(line)
                self.parts[int(part["part"])] = part["results"]
            except (ValueError, TypeError, KeyError):
                break
            whole += len(line) + 1
        os.truncate(self._path, whole)

    def _difference(self, kept: Mapping[str, Any], header: Mapping[str, Any], parts: int) -> str:
        begun = f"{fspath(self._path)!r} holds {parts} parts of a sweep"
        if kept.get("version") != header["version"] or not isinstance(kept.get("sweep"), dict):
            return f"{begun} of another version of trajviz; delete it to begin anew"
        name = next(
            name
            for name in {**kept["sweep"], **header["sweep"]}
            if kept["sweep"].get(name) != header["sweep"].get(name)
        )
        was, now = (str(each["sweep"].get(name))[:100] for each in (kept, header))
        told = f"{name} {was} and not {now}" if was != now else f"another {name}"
        return f"{begun} with {told}; go on with that one, or delete the file to begin anew"
