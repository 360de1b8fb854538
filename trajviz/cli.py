"""The command: read what was typed, run, tell what happened, write the files.

Everything that a user can get wrong is found before anything is computed or written, and told in one sentence with exit
code 2. Imports that draw come after that, so that lists, help and refusals are immediate.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from trajviz import exporters
from trajviz.errors import TrajvizError
from trajviz.objectives import Objective, as_objective, objectives
from trajviz.optimizers import optimizers
from trajviz.registry import did_you_mean
from trajviz.version import __version__

if TYPE_CHECKING:
    from trajviz.trajectory import Trajectory

_EXAMPLES = """\
examples:
  trajviz camel --methods BFGS,GD
  trajviz rosenbrock --methods "Adam(lr=0.05),Momentum(lr=0.001)" --steps 300 -o race.gif race.mp4
  trajviz "x**2 + 3*sin(y)**2" --methods BFGS --start 2,-1 --view contour,surface
  trajviz beale --methods GD,Newton --start -1,-0.5 --start 2,2 --log --theme dark
  trajviz mine.py:loss --methods BFGS,L-BFGS-B --view contour,convergence
  trajviz --list objectives
"""

_LISTS = ("objectives", "optimizers", "formats")


class _Parser(argparse.ArgumentParser):
    """A parser that answers a mistake with one sentence."""

    def error(self, message: str) -> NoReturn:
        unknown = re.fullmatch(r"unrecognized arguments: (--\S+?)(=.*)?(\s.*)?", message)
        if unknown:
            options = [option for action in self._actions for option in action.option_strings]
            message = f"unknown option {unknown[1]!r}; {did_you_mean(unknown[1], options)}"
        raise TrajvizError(message)


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
    try:
        arguments = _parser().parse_args(_joined(sys.argv[1:] if argv is None else argv))
        if arguments.list:
            _say(_listed(arguments.list))
        else:
            _run(arguments)
    except TrajvizError as error:
        print(f"trajviz: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("trajviz: interrupted, nothing was written", file=sys.stderr)
        return 130
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="trajviz",
        description="Show how optimizers move: run them on a function and animate their paths.",
        epilog=_EXAMPLES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument(
        "objective", nargs="?", help="a name, an expression in x and y, file.py:function or module:function"
    )
    run = parser.add_argument_group("what is run")
    run.add_argument("--methods", metavar="A,B,...", default="BFGS,GD", help='such as BFGS,GD,"Adam(lr=0.1)" (%(default)s)')
    run.add_argument("--start", metavar="X,Y", action="append", help='a start, or "random"; may be given several times')
    run.add_argument("--domain", metavar="X0,X1,Y0,Y1", help="the bounds that are shown; X0,X1 serves every coordinate")
    run.add_argument("--steps", metavar="N", type=_whole, default=200, help="the most steps that are taken (%(default)s)")
    run.add_argument("--seed", metavar="N", type=_whole, default=0, help="for random starts (%(default)s)")
    picture = parser.add_argument_group("what is shown")
    picture.add_argument("--view", metavar="V,...", default="contour", help="contour, surface, convergence, side by side")
    picture.add_argument("--levels", metavar="N", type=_whole, help="how many contour levels")
    picture.add_argument("--log", action="store_true", default=None, help="logarithmic heights")
    picture.add_argument("--field", action="store_true", default=None, help="arrows along the negative gradient")
    picture.add_argument("--arrows", action="store_true", default=None, help="an arrow per step instead of a line")
    picture.add_argument("--theme", metavar="NAME", default="light", help="light or dark (%(default)s)")
    picture.add_argument("--title", metavar="T", help="by default the name of the function")
    picture.add_argument("--size", metavar="WxH", help="in pixels (800x500 for one view)")
    pace = parser.add_argument_group("at what pace")
    pace.add_argument("--fps", metavar="N", type=_number, help="frames per second")
    pace.add_argument("--seconds", metavar="S", type=_number, help="how long the steps take")
    pace.add_argument("--hold", metavar="S", type=_number, default=1.5, help="how long the last frame stays (%(default)s)")
    output = parser.add_argument_group("what is written")
    output.add_argument(
        "-o", "--output", metavar="FILE", nargs="+", action="extend",
        help=f"one or several files: {' '.join(exporters.exporters)} (by default NAME.gif)",
    )  # fmt: skip
    output.add_argument("--quiet", action="store_true", help="print nothing but errors")
    output.add_argument("--list", metavar="KIND", choices=_LISTS, help=f"list {', '.join(_LISTS)}, and stop")
    output.add_argument("--version", action="version", version=f"trajviz {__version__}")
    return parser


def _joined(arguments: Sequence[str]) -> Iterator[str]:
    """Yield arguments with `--start -1,2` as `--start=-1,2`, which argparse would take for an option."""
    rest = iter(arguments)
    for argument in rest:
        if argument in ("--start", "--domain") and (value := next(rest, None)) is not None:
            yield f"{argument}={value}" if re.match(r"-[\d.]", value) else argument
            if not re.match(r"-[\d.]", value):
                yield value
        else:
            yield argument


def _run(arguments: argparse.Namespace) -> None:
    if arguments.objective is None:
        raise TrajvizError("name a function, such as: trajviz camel --methods BFGS,GD (--help shows more)")
    domain = _domain(arguments.domain) if arguments.domain is not None else None
    objective = as_objective(arguments.objective, domain=domain)
    outputs = arguments.output or [f"{_file_name(objective)}.gif"]
    for output in outputs:
        exporters.check_target(output)
    options = {
        name: value
        for name in ("levels", "log", "field", "arrows")
        if (value := getattr(arguments, name)) is not None
    }
    starts = _starts(arguments.start, objective, arguments.seed)
    size = _size(arguments.size) if arguments.size is not None else None

    from trajviz.compose import animate

    animation = animate(
        objective,
        arguments.methods,
        start=starts,
        steps=arguments.steps,
        view=arguments.view,
        theme=arguments.theme,
        title=arguments.title,
        size=size,
        fps=arguments.fps,
        seconds=arguments.seconds,
        hold=arguments.hold,
        **options,
    )
    if not arguments.quiet:
        for note in objective.notes:
            print(f"trajviz: {note}", file=sys.stderr)
        _say(_table(animation.trajectories))
    for output in outputs:
        animation.save(output, quiet=arguments.quiet)
        if not arguments.quiet:
            _say(f"{output}  {_file_size(output)}")


def _listed(kind: str) -> str:
    if kind == "objectives":
        width = max(map(len, objectives))
        return "\n".join(f"{name:{width}}  {entry.title}, {entry.reference}" for name, entry in objectives.items())
    if kind == "optimizers":
        return "\n".join(f"{name:13} {entry.reference}" for name, entry in optimizers.items())
    return "\n".join(exporters.exporters)


def _table(runs: Sequence[Trajectory]) -> str:
    """Return what happened, a line per run."""
    many_starts = len({tuple(run.path[0]) for run in runs}) > 1
    head = ["method", *["start"] * many_starts, "steps", "evaluations", "final f", "to minimum", "outcome"]
    rows = [head]
    for run in runs:
        distance = run.distance_to(run.objective.minima) if run.objective is not None else float("nan")
        rows.append(
            [
                run.label,
                *[",".join(f"{x:g}" for x in run.path[0])] * many_starts,
                str(run.steps),
                str(run.nfev + run.njev + run.nhev),
                f"{run.values[-1]:.6g}",
                f"{distance:.1e}" if distance == distance else "-",
                f"{run.outcome}: {run.message}",
            ]
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(head))]
    numeric = {head.index(name) for name in ("steps", "evaluations", "final f", "to minimum")}
    return "\n".join(
        "  ".join(
            cell.rjust(width) if column in numeric else cell.ljust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )


def _say(text: str) -> None:
    """Print `text`; a reader who has left early, as `head` does, is no error."""
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _file_name(objective: Objective) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", objective.name).strip("-")[:40] or "trajectory"


def _file_size(path: str) -> str:
    size = float(Path(path).stat().st_size)
    return f"{size / 1024:.0f} KiB" if size < 1024**2 else f"{size / 1024**2:.1f} MiB"


def _starts(texts: Sequence[str] | None, objective: Objective, seed: int) -> list[Any] | None:
    """Return the starts that were typed, each of shape (d,)."""
    if texts is None:
        return None
    import numpy as np

    random = np.random.default_rng(seed)
    low, high = np.array(objective.domain).T
    starts = [
        random.uniform(low, high).tolist() if text.strip().lower() == "random" else _numbers(text, "start")
        for text in texts
    ]
    if len({len(start) for start in starts}) > 1:
        raise TrajvizError(f"starts must all have as many coordinates as each other, not {' and '.join(texts)}")
    return starts


def _domain(text: str) -> list[tuple[float, float]]:
    numbers = _numbers(text, "domain")
    if len(numbers) % 2:
        raise TrajvizError(f"domain must be pairs of bounds, such as -2,2 or -2,2,-1,1, not {text!r}")
    pairs = list(zip(numbers[::2], numbers[1::2], strict=True))
    return pairs[0] if len(pairs) == 1 else pairs  # type: ignore[return-value]


def _size(text: str) -> tuple[int, int]:
    match = re.fullmatch(r"(\d{1,6})\s*[xX×]\s*(\d{1,6})", text.strip())
    if not match:
        raise TrajvizError(f"size must be width x height in pixels, such as 800x500, not {text!r}")
    return int(match[1]), int(match[2])


def _numbers(text: str, what: str) -> list[float]:
    try:
        return [float(number) for number in text.split(",")]
    except ValueError:
        raise TrajvizError(f"{what} must be numbers separated by commas, such as -1,0.5, not {text!r}") from None


def _whole(text: str) -> int:
    try:
        return int(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number") from None


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None
