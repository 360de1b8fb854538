"""The command: run what was typed, tell what happened, write the files.

Everything that a user can get wrong is found before anything is computed or written, and told in one sentence with exit
code 2. Imports that draw come after that, so that lists, help and refusals are immediate.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import warnings
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

import numpy as np

import trajviz.formats  # noqa: F401 # enters every format
from trajviz import exporters
from trajviz.arrays import Array
from trajviz.cli.declared import view_options
from trajviz.cli.interrupts import interruptible
from trajviz.cli.parser import Start, parse, parser
from trajviz.discovery import find_plugins
from trajviz.errors import TrajvizError
from trajviz.functions import Objective, as_objective, objectives
from trajviz.functions.registration import data_objectives
from trajviz.functions.resolve import is_users_own
from trajviz.methods import Optimizer, optimizers, parse_optimizers
from trajviz.version import __version__

if TYPE_CHECKING:
    from trajviz.runs.trajectory import Trajectory

_MANY_SAMPLES, _BATCH_OF_MANY = 10_000, 500  # so many samples are learnt from in batches, unless told otherwise
_EXPLORABLE = (".html", ".htm")
_MOST_NUMBERS = 30_000_000  # that all paths together keep
_NUMBERS_BESIDE_A_POINT = 40  # what a row takes besides its coordinates
_MOST_COORDINATES = 6  # of a start, in the table
_LONGEST_TOLD = 100  # letters of what was typed


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
        _fill_closed_streams()
        with interruptible() as signals:
            return _exit_code(argv, signals)
    return _exit_code(argv, [])


def _exit_code(argv: Sequence[str], signals: list[int]) -> int:
    """Run the command; `signals` are those that came to end it."""
    try:
        with _told_warnings(quiet="--quiet" in argv):
            _answer(parse(argv), signals)
    except KeyboardInterrupt:
        return _interrupted()
    except (Exception, SystemExit) as error:
        # An interruption that passes through compiled code may come out as any error.
        return _interrupted() if signals else _refused(error, argv)
    return _interrupted() if signals else 0


def _answer(arguments: argparse.Namespace, signals: Sequence[int]) -> None:
    if arguments.help:
        find_plugins()
        _say(parser().format_help().rstrip())
    elif arguments.version:
        _say(f"trajviz {__version__}")
    elif arguments.list:
        _say(_listed(arguments.list))
    else:
        _run(arguments, signals)


def _fill_closed_streams() -> None:
    """Open a stream that was closed from the start on nothing, lest the next file that is opened takes its place."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _interrupted() -> int:
    _complain("interrupted; no file was left half-written")
    return 130


def _refused(error: BaseException, argv: Sequence[str]) -> int:
    """Tell of a mistake and return the exit code; raise what is none of the user's."""
    if isinstance(error, TrajvizError):
        _complain(str(error))
    elif isinstance(error, MemoryError):
        _complain(f"there is not enough memory: {' '.join(str(error).split()) or 'the system gives no more'}")
    elif isinstance(error, SystemExit):
        _complain(f"{_shortened(parse(argv).objective)} ended the program; an objective returns a value")
    else:
        raise error
    return 2


@contextmanager
def _told_warnings(*, quiet: bool) -> Iterator[None]:
    """Tell warnings to users as sentences, without the place in the code that they come from."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: None if quiet else _complain(str(message))
        yield


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}…"


def _run(arguments: argparse.Namespace, signals: Sequence[int]) -> None:
    objective = _objective(arguments)
    outputs = arguments.output or [f"{_file_name(objective)}.gif"]
    targets = _checked_outputs(outputs, transparent=arguments.transparent)
    if arguments.explore:
        _check_explorable(objective, outputs)
    methods = parse_optimizers(objective.default_methods if arguments.methods is None else arguments.methods)
    starts = _starts(arguments.start, objective, arguments.seed)
    if arguments.plane is not None:
        _check_plane(arguments.plane, objective, starts[0] if starts else objective.start)
    draws = _draws(objective, arguments)
    paths = len(methods) * len(starts or [()]) * len(draws)
    typed = {name: getattr(arguments, name, None) for name in view_options()}
    options = {name: value for name, value in typed.items() if value is not None}

    from trajviz.compose import animate

    animation = animate(
        draws if arguments.runs > 1 else draws[0],
        methods,
        start=starts,
        bounds=arguments.bounds,
        steps=arguments.steps,
        every=arguments.every or _rows_apart(arguments.steps, paths, objective.dimension),
        progress=(lambda _: None) if arguments.quiet else None,
        view="plane" if arguments.view is None and arguments.plane is not None else arguments.view,
        grid=arguments.grid,
        plane=arguments.plane or "principal",
        theme=arguments.theme,
        title=arguments.title,
        colors=arguments.colors,
        clean=arguments.clean,
        size=arguments.size,
        dpi=arguments.dpi,
        scale=arguments.scale,
        fps=arguments.fps,
        seconds=arguments.seconds,
        hold=arguments.hold,
        clock=arguments.clock,
        pace=arguments.pace,
        explore=arguments.explore,
        **options,
    )
    exporters.check_pace(animation.timeline.fps, animation.timeline.hold)
    if not arguments.quiet:
        for note in objective.notes:
            _complain(note)
        _say(_table(animation.trajectories, _seeds(arguments)))
        if all(run.outcome == "diverged" for run in animation.trajectories):
            _suggest_rates(methods, animation.trajectories, arguments.steps)
    for output, target in zip(outputs, targets, strict=True):
        if signals:  # something swallowed what they raised
            raise KeyboardInterrupt
        animation.save(target, loop=arguments.loop, transparent=arguments.transparent, quiet=arguments.quiet)
        if not arguments.quiet:
            _say(_told_file(output, target, len(animation.timeline)))


def _suggest_rates(methods: Sequence[Optimizer], runs: Sequence[Trajectory], steps: int) -> None:
    """Say which learning rates would not have diverged, where some are found."""
    from trajviz.runs.rates import rates_that_hold

    assert runs[0].objective is not None
    starts = list({run.path[0].tobytes(): run.path[0] for run in runs}.values())
    tame = rates_that_hold(runs[0].objective, methods, starts, steps)
    if tame:
        _complain(f"every run diverged; {' and '.join(map(str, tame))} would not")


def _objective(arguments: argparse.Namespace) -> Objective:
    """Return what is minimised, with its exact gradient."""
    name = arguments.objective
    if arguments.data is None:
        typed = [start for start in arguments.start or [] if start != "random"]
        start = typed[0] if typed and is_users_own(name) else None
        objective = as_objective(name, domain=arguments.domain, start=start)
    else:
        objective = _objective_of_file(name, arguments.data)
    if not objective.spatial and arguments.domain is not None:
        raise TrajvizError(f"--domain is for functions; {objective.name} has {objective.dimension} parameters to train")
    return objective


def _objective_of_file(name: str, path: str) -> Objective:
    """Return the objective of a name that the data of a file make."""
    entry = data_objectives.get(name.strip())
    if entry is None or entry.from_file is None:
        having = [each for each, other in data_objectives.items() if other.from_file is not None]
        example = f"trajviz {having[0]} --data FILE"
        raise TrajvizError(f"--data is for {' and '.join(having)}, as in: {example}; {name} takes none")
    return entry.from_file(path)


def _check_plane(plane: str | tuple[int, int], objective: Objective, start: Sequence[float]) -> None:
    if len(start) < 3:
        raise TrajvizError(f"--plane is for more than two variables; {objective.name} has {len(start)}")
    if isinstance(plane, tuple):
        from trajviz.planes import coordinate_plane

        coordinate_plane(start, *plane)


def _draws(objective: Objective, arguments: argparse.Namespace) -> list[Objective]:
    """Return the objective as it is run: once, or with stochastic gradients from each of the seeds."""
    size, scale = arguments.batch_size, arguments.noise
    if size is None and objective.samples >= _MANY_SAMPLES:
        size = _BATCH_OF_MANY
    if size is None and scale is None and arguments.runs > 1:
        raise TrajvizError("--runs repeats what is random, and nothing is: add --noise or --batch-size")
    return [_drawn(objective, size, scale, seed) for seed in _seeds(arguments)]


def _drawn(objective: Objective, size: int | None, scale: float | None, seed: int) -> Objective:
    """Return the objective with gradients of batches, with noise, with both or with neither."""
    if size is not None:
        objective = objective.minibatch(size, seed)
    return objective if scale is None else objective.noisy(scale, seed)


def _seeds(arguments: argparse.Namespace) -> range:
    return range(arguments.seed, arguments.seed + arguments.runs)


def _rows_apart(steps: int, paths: int, dimension: int) -> int:
    """Return one step in how many is kept, so that all paths together fit into memory."""
    return -(-steps * paths * (dimension + _NUMBERS_BESIDE_A_POINT) // _MOST_NUMBERS)


def _checked_outputs(outputs: Sequence[str], *, transparent: bool) -> list[exporters.Target]:
    """Return where files can be written, each a place of its own."""
    targets = []
    places: dict[str, str] = {}
    for output in outputs:
        targets.append(exporters.check_target(output, transparent=transparent))
        place = os.path.realpath(output)
        if place in places:
            raise TrajvizError(f"{places[place]!r} and {output!r} are the same file")
        places[place] = output
    return targets


def _check_explorable(objective: Objective, outputs: Sequence[str]) -> None:
    if not any(Path(output).suffix.lower() in _EXPLORABLE for output in outputs):
        raise TrajvizError(f"--explore is for HTML, which {outputs[0]} is not; add a file such as -o explore.html")
    if objective.dimension != 2:
        raise TrajvizError(f"--explore is for functions of two variables; {objective.name} has {objective.dimension}")


def _starts(typed: Sequence[Start] | None, objective: Objective, seed: int) -> list[list[float]] | None:
    """Return the starts, each of shape (d,), with random ones drawn from the domain."""
    if typed is None:
        return None
    if not objective.spatial and "random" in typed:
        raise TrajvizError(f"{objective.name} has a start of its own, drawn at random; --start random is for functions")
    random = np.random.default_rng(seed)
    low, high = np.array(objective.domain).T
    starts = [random.uniform(low, high).tolist() if start == "random" else start for start in typed]
    lengths = sorted({len(start) for start in starts})
    if len(lengths) > 1:
        raise TrajvizError(f"the starts have different numbers of coordinates: {', '.join(map(str, lengths))}")
    return starts


def _file_name(objective: Objective) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", objective.name).strip("-")[:40] or "trajectory"


def _told_file(output: str, target: exporters.Target, frames: int) -> str:
    """Return what is said of a file, or of those of each frame, that was written."""
    if not target.is_apart:
        return f"{output}  {_file_size([output])}"
    return f"{output}  {frames} files, {_file_size([target.of_frame(frame) for frame in range(frames)])}"


def _file_size(paths: Sequence[str]) -> str:
    size = float(sum(Path(path).stat().st_size for path in paths))
    return f"{size / 1024:.0f} KiB" if size < 1024**2 else f"{size / 1024**2:.1f} MiB"


def _listed(kind: str) -> str:
    if kind == "objectives":
        functions: dict[str, object] = {name: entry.function for name, entry in objectives.items()}
        functions |= {name: entry.make for name, entry in data_objectives.items()}
        return _aligned([[name, (function.__doc__ or "").partition("\n")[0]] for name, function in functions.items()])
    if kind == "optimizers":
        return _aligned([[name, f"{entry.summary}."] for name, entry in optimizers.items()])
    if kind == "views":
        from trajviz.drawing.views import views

        return _aligned([[name, _first_line(view_class)] for name, view_class in views.items()])
    if kind == "layers":
        from trajviz.drawing.layers.registration import layers

        return _aligned([[name, _first_line(make)] for name, make in layers.items()])
    if kind == "planes":
        from trajviz.planes.registration import planes

        return _aligned([[name, _first_line(choose)] for name, choose in planes.items()])
    if kind == "themes":
        from trajviz.drawing.theme import themes

        return _aligned([[name, f"{theme.foreground} on {theme.background}"] for name, theme in themes.items()])
    return "\n".join(exporters.exporters)


def _first_line(thing: object) -> str:
    """Return what the docstring says first."""
    return (thing.__doc__ or "").partition("\n")[0].rstrip(".")


def _table(runs: Sequence[Trajectory], seeds: Sequence[int]) -> str:
    """Return what happened, a line per run; the runs from one seed come before those from the next."""
    columns = {"method": [run.label for run in runs]}
    if len({run.path[0].tobytes() for run in runs}) > 1:
        columns["start"] = [_spelled(run.path[0]) for run in runs]
    if len(seeds) > 1:
        columns["seed"] = [str(seed) for seed in seeds for _ in range(len(runs) // len(seeds))]
    if any(run.bounds is not None for run in runs):
        columns["bounds"] = ["free" if run.free else "bound" for run in runs]
    columns["steps"] = [str(run.steps) for run in runs]
    columns["evaluations"] = [str(run.nfev + run.njev + run.nhev) for run in runs]
    columns["final f"] = [f"{run.values[-1]:.6g}" for run in runs]
    assert runs[0].objective is not None
    columns[runs[0].objective.score_name] = [_score(run) for run in runs]
    columns["outcome"] = [f"{run.outcome}: {run.message}" for run in runs]
    numeric = {place for place, name in enumerate(columns) if name not in ("method", "start", "bounds", "outcome")}
    return _aligned([list(columns), *zip(*columns.values(), strict=True)], numeric)


def _spelled(point: Array) -> str:
    shown = ",".join(f"{x:g}" for x in point[:_MOST_COORDINATES])
    return shown if len(point) <= _MOST_COORDINATES else f"{shown},..."


def _score(run: Trajectory) -> str:
    assert run.objective is not None
    score = run.objective.score(run.path[-1])
    return "-" if np.isnan(score) else format(score, run.objective.score_format)


def _aligned(rows: Sequence[Sequence[str]], numeric: Collection[int] = frozenset()) -> str:
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
