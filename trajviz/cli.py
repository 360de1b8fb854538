"""The command: run what was typed, tell what happened, write the files.

Everything that a user can get wrong is found before anything is computed or written, and told in one sentence with exit
code 2. Imports that draw come after that, so that lists, help and refusals are immediate.
"""

from __future__ import annotations

import argparse
import os
import re
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np

from trajviz import exporters
from trajviz.arguments import Start, parse, parser
from trajviz.errors import TrajvizError
from trajviz.objectives import Objective, as_objective, objectives
from trajviz.optimizers import optimizers, parse_optimizers
from trajviz.version import __version__

if TYPE_CHECKING:
    from trajviz.trajectory import Trajectory


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command.

    Parameters
    ----------
    argv : sequence of str, optional
        The arguments, by default those of the process.

    Returns
    -------
    int
        The exit code: 0, 2 for a user's mistake, 130 after Ctrl-C.
    """
    if argv is None:
        argv = sys.argv[1:]
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # being ended cleans up as Ctrl-C does
    try:
        arguments = parse(argv)
        if arguments.help:
            _say(parser().format_help().rstrip())
        elif arguments.version:
            _say(f"trajviz {__version__}")
        elif arguments.list:
            _say(_listed(arguments.list))
        else:
            _run(arguments)
    except TrajvizError as error:
        _complain(str(error))
        return 2
    except SystemExit:
        _complain(f"{arguments.objective} ended the program; an objective returns a value")
        return 2
    except KeyboardInterrupt:
        _complain("interrupted; no file was left half-written")
        return 130
    return 0


def _run(arguments: argparse.Namespace) -> None:
    objective = as_objective(arguments.objective, domain=arguments.domain)
    outputs = arguments.output or [f"{_file_name(objective)}.gif"]
    _check_outputs(outputs)
    methods = parse_optimizers(arguments.methods)
    starts = _starts(arguments.start, objective, arguments.seed)
    names = ("levels", "log", "field", "arrows")
    options = {name: getattr(arguments, name) for name in names if getattr(arguments, name) is not None}

    from trajviz.compose import animate

    animation = animate(
        objective,
        methods,
        start=starts,
        steps=arguments.steps,
        view=arguments.view,
        theme=arguments.theme,
        title=arguments.title,
        size=arguments.size,
        fps=arguments.fps,
        seconds=arguments.seconds,
        hold=arguments.hold,
        **options,
    )
    exporters.check_pace(animation.timeline.fps, animation.timeline.hold)
    if not arguments.quiet:
        for note in objective.notes:
            _complain(note)
        _say(_table(animation.trajectories))
    for output in outputs:
        animation.save(output, quiet=arguments.quiet)
        if not arguments.quiet:
            _say(f"{output}  {_file_size(output)}")


def _check_outputs(outputs: Sequence[str]) -> None:
    places: dict[str, str] = {}
    for output in outputs:
        exporters.check_target(output)
        place = os.path.realpath(output)
        if place in places:
            raise TrajvizError(f"{places[place]!r} and {output!r} are the same file")
        places[place] = output


def _starts(typed: Sequence[Start] | None, objective: Objective, seed: int) -> list[list[float]] | None:
    """Return the starts, each of shape (d,), with random ones drawn from the domain."""
    if typed is None:
        return None
    random = np.random.default_rng(seed)
    low, high = np.array(objective.domain).T
    starts = [random.uniform(low, high).tolist() if start == "random" else start for start in typed]
    lengths = sorted({len(start) for start in starts})
    if len(lengths) > 1:
        raise TrajvizError(f"the starts have different numbers of coordinates: {', '.join(map(str, lengths))}")
    return starts


def _file_name(objective: Objective) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", objective.name).strip("-")[:40] or "trajectory"


def _file_size(path: str) -> str:
    size = float(Path(path).stat().st_size)
    return f"{size / 1024:.0f} KiB" if size < 1024**2 else f"{size / 1024**2:.1f} MiB"


def _listed(kind: str) -> str:
    if kind == "objectives":
        return _aligned([[name, f"{entry.title}, {entry.reference}"] for name, entry in objectives.items()])
    if kind == "optimizers":
        return _aligned([[name, entry.reference] for name, entry in optimizers.items()])
    return "\n".join(exporters.exporters)


def _table(runs: Sequence[Trajectory]) -> str:
    """Return what happened, a line per run."""
    many_starts = len({tuple(run.path[0]) for run in runs}) > 1
    head = ["method", *["start"] * many_starts, "steps", "evaluations", "final f", "to minimum", "outcome"]
    numeric = {head.index(name) for name in ("steps", "evaluations", "final f", "to minimum")}
    return _aligned([head, *(_row(run, many_starts) for run in runs)], numeric)


def _row(run: Trajectory, with_start: bool) -> list[str]:
    distance = run.distance_to(run.objective.minima) if run.objective is not None else np.nan
    return [
        run.label,
        *[",".join(f"{x:g}" for x in run.path[0])] * with_start,
        str(run.steps),
        str(run.nfev + run.njev + run.nhev),
        f"{run.values[-1]:.6g}",
        "-" if np.isnan(distance) else f"{distance:.1e}",
        f"{run.outcome}: {run.message}",
    ]


def _aligned(rows: Sequence[Sequence[str]], numeric: set[int] = frozenset()) -> str:  # type: ignore[assignment]
    """Return rows of cells as lines, those of `numeric` columns to the right."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = (
        "  ".join(
            cell.rjust(width) if place in numeric else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def _say(text: str) -> None:
    _print(text, sys.stdout)


def _complain(text: str) -> None:
    _print(f"trajviz: {text}", sys.stderr)


def _print(text: str, stream: TextIO | None) -> None:
    """Print a text; that nobody reads it, or that the stream can't spell it, is no error."""
    if stream is None:  # closed from the start
        return
    encoding = stream.encoding or "utf-8"
    try:
        print(text.encode(encoding, "backslashreplace").decode(encoding), file=stream, flush=True)
    except BrokenPipeError:  # as `head` leaves one; what is still in the buffer must go somewhere
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
