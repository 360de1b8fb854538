"""The command: run what was typed, tell what happened, write the files.

Everything that a user can get wrong is found before anything is computed or written, and told in one sentence with exit
code 2. Imports that draw come after that, so that lists, help and refusals are immediate.
"""

from __future__ import annotations

import argparse
import re
import sys
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import trajviz.formats  # noqa: F401 # enters every format
from trajviz import exporters
from trajviz.cli.completion import completion
from trajviz.cli.declared import view_options
from trajviz.cli.inputs import (
    check_explorable,
    check_plane,
    checked_outputs,
    drawn_objectives,
    objective_of,
    rows_apart,
    seeded,
    seeds_of,
    starts_of,
)
from trajviz.cli.interrupts import interruptible
from trajviz.cli.kept import check_options, kept_runs
from trajviz.cli.listing import listed
from trajviz.cli.manual import manual_page
from trajviz.cli.parser import parse, parser, sweep_parser
from trajviz.cli.recipe import recipe_command
from trajviz.cli.streams import complain, fill_closed_streams, say
from trajviz.cli.sweeps import run_sweep
from trajviz.cli.table import table_of
from trajviz.discovery import find_plugins
from trajviz.errors import TrajvizError
from trajviz.methods import parse_optimizers
from trajviz.version import __version__

if TYPE_CHECKING:
    from trajviz.animation import TrajectoryAnimation
    from trajviz.functions import Objective
    from trajviz.methods import Optimizer
    from trajviz.runs.trajectory import Trajectory

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
        fill_closed_streams()
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
        say((sweep_parser() if arguments.sweeps else parser()).format_help().rstrip())
    elif arguments.sweeps:
        run_sweep(arguments, signals)
    elif arguments.recipe is not None:
        say(recipe_command(arguments))
    elif arguments.completion:
        find_plugins()
        say(completion(arguments.completion))
    elif arguments.man:
        find_plugins()
        say(manual_page())
    elif arguments.version:
        say(f"trajviz {__version__}")
    elif arguments.list:
        say(listed(arguments.list))
    elif arguments.files:
        _show_kept(arguments, signals)
    else:
        _run(arguments, signals)


def _interrupted() -> int:
    complain("interrupted; no file was left half-written")
    return 130


def _refused(error: BaseException, argv: Sequence[str]) -> int:
    """Tell of a mistake and return the exit code; raise what is none of the user's."""
    if isinstance(error, TrajvizError):
        complain(str(error))
    elif isinstance(error, MemoryError):
        complain(f"there is not enough memory: {' '.join(str(error).split()) or 'the system gives no more'}")
    elif isinstance(error, SystemExit):
        complain(f"{_shortened(parse(argv).objective)} ended the program; an objective returns a value")
    else:
        raise error
    return 2


@contextmanager
def _told_warnings(*, quiet: bool) -> Iterator[None]:
    """Tell warnings to users as sentences, without the place in the code that they come from."""
    with warnings.catch_warnings():
        warnings.showwarning = lambda message, *_, **__: None if quiet else complain(str(message))
        yield


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_TOLD else f"{text[:_LONGEST_TOLD]}…"


def _run(arguments: argparse.Namespace, signals: Sequence[int]) -> None:
    from trajviz.runs.swarms import MANY

    objective = objective_of(arguments)
    outputs = arguments.output or [f"{_file_name(objective.name)}.gif"]
    targets = checked_outputs(outputs, transparent=arguments.transparent)
    if arguments.explore:
        check_explorable(objective, outputs)
    methods = parse_optimizers(objective.default_methods if arguments.methods is None else arguments.methods)
    starts = starts_of(arguments.start, objective, arguments.seed)
    if arguments.plane is not None:
        check_plane(arguments.plane, objective, objective.start if starts is None else starts[0])
    methods = [seeded(method, arguments.seed) for method in methods]
    if arguments.budget is not None and not arguments.tune:
        raise TrajvizError(
            "--budget is for --tune, which tries rates, and for trajviz sweep; --steps says how long runs are"
        )
    draws = drawn_objectives(objective, arguments)
    count = 1 if starts is None else len(starts)
    paths = len(methods) * count * len(draws)
    animation = _animated(
        arguments,
        draws if arguments.runs > 1 else draws[0],
        methods=methods,
        start=starts,
        bounds=arguments.bounds,
        steps=arguments.steps,
        every=arguments.every or rows_apart(arguments.steps, paths, objective.dimension, are_many=count >= MANY),
        explore=arguments.explore,
        tune=arguments.tune,
        budget=arguments.budget,
    )
    if not arguments.quiet:
        _tell(animation.trajectories, objective.notes, seeds_of(arguments))
        if len(draws) == 1 and not arguments.tune:
            _advise(draws[0].bounded(arguments.bounds) if arguments.bounds else draws[0], methods, animation, arguments)
    _write(arguments, signals, animation, outputs, targets)


def _show_kept(arguments: argparse.Namespace, signals: Sequence[int]) -> None:
    """Show runs of files, and beside them those of methods if there are any."""
    check_options(arguments)
    runs = kept_runs(arguments.files, arguments.of, arguments.domain, arguments.constraint or ())
    outputs = arguments.output or [f"{_file_name(runs[0].label)}.gif"]
    targets = checked_outputs(outputs, transparent=arguments.transparent)
    objective = runs[0].objective
    if arguments.methods is not None:
        if objective is None:
            raise TrajvizError("--methods beside runs that were kept need what is minimised; name it with --objective")
        from trajviz.runs.several import trace_all

        starts = starts_of(arguments.start, objective, arguments.seed)
        runs += trace_all(
            objective,
            arguments.methods,
            start=runs[0].path[0] if starts is None else starts,
            bounds=arguments.bounds,
            steps=arguments.steps,
            every=arguments.every or 1,
            progress=(lambda _: None) if arguments.quiet else None,
        )
    animation = _animated(arguments, runs)
    if not arguments.quiet:
        _tell(runs, () if objective is None else objective.notes, seeds_of(arguments))
    _write(arguments, signals, animation, outputs, targets)


def _animated(arguments: argparse.Namespace, shown: object, **run: Any) -> TrajectoryAnimation:
    """Return what is shown as it was typed that it be shown; `run` says how it is run, if it is."""
    typed = {name: getattr(arguments, name, None) for name in view_options()}
    options = {name: value for name, value in typed.items() if value is not None}

    from trajviz.compose import animate

    animation = animate(
        shown,
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
        **run,
        **options,
    )
    exporters.check_pace(animation.timeline.fps, animation.timeline.hold)
    return animation


def _tell(runs: Sequence[Trajectory], notes: Sequence[str], seeds: Sequence[int]) -> None:
    for note in notes:
        complain(note)
    say(table_of(runs, seeds))


def _write(
    arguments: argparse.Namespace,
    signals: Sequence[int],
    animation: TrajectoryAnimation,
    outputs: Sequence[str],
    targets: Sequence[exporters.Target],
) -> None:
    for output, target in zip(outputs, targets, strict=True):
        if signals:  # something swallowed what they raised
            raise KeyboardInterrupt
        animation.save(target, loop=arguments.loop, transparent=arguments.transparent, quiet=arguments.quiet)
        if not arguments.quiet:
            say(_told_file(output, target, len(animation.timeline)))


def _advise(
    objective: Objective, methods: Sequence[Optimizer], animation: TrajectoryAnimation, arguments: argparse.Namespace
) -> None:
    """Say which rates do better where methods hardly moved or diverged."""
    from trajviz.runs.advice import advice_on

    for sentence in advice_on(objective, methods, animation.trajectories, arguments.steps):
        complain(sentence)


def _file_name(name: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", name).strip("-")[:40] or "trajectory"


def _told_file(output: str, target: exporters.Target, frames: int) -> str:
    """Return what is said of a file, or of those of each frame, that was written."""
    if not target.is_apart:
        return f"{output}  {_file_size([output])}"
    return f"{output}  {frames} files, {_file_size([target.of_frame(frame) for frame in range(frames)])}"


def _file_size(paths: Sequence[str]) -> str:
    size = float(sum(Path(path).stat().st_size for path in paths))
    return f"{size / 1024:.0f} KiB" if size < 1024**2 else f"{size / 1024**2:.1f} MiB"
