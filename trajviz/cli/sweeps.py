"""`trajviz sweep`: many settings compared at one budget; a table, a page and pictures are written.

What is done is kept in a file beside the first that is written, until all is: the same command goes on there.
"""

from __future__ import annotations

import argparse
import os
import re
from collections.abc import Sequence
from pathlib import Path

from trajviz.cli.inputs import drawn_objectives, objective_of, starts_of
from trajviz.cli.streams import complain, say
from trajviz.cli.table import aligned
from trajviz.errors import TrajvizError
from trajviz.methods import parse_optimizers
from trajviz.runs.swept import Swept, settings_of

_WRITTEN = (".csv", ".png", ".html")


def run_sweep(arguments: argparse.Namespace, signals: Sequence[int]) -> None:
    """Run a sweep as it was typed, and write what was asked for.

    Raises
    ------
    TrajvizError
        If something that was typed is wrong, or the file beside it keeps a part of another sweep.
    """
    if arguments.methods is None:
        raise TrajvizError('--methods are missing; name some with values to try, as in --methods "GD(lr=1e-4..1:20)"')
    if arguments.start is not None and arguments.starts is not None:
        raise TrajvizError("--start gives starts and --starts draws some; give one of them")
    objective = objective_of(arguments)
    methods = parse_optimizers(arguments.methods)
    arguments.runs = 1  # of an animation; here it is the seeds that repeat
    (objective,) = drawn_objectives(objective, arguments)
    name = re.sub(r"[^0-9A-Za-z]+", "-", objective.name).strip("-")[:40] or "objective"
    outputs = arguments.output or [f"{name}-sweep{suffix}" for suffix in _WRITTEN]
    starts = arguments.starts or starts_of(arguments.start, objective, arguments.seed)

    from trajviz.drawing.sweeps.figure import kind_of
    from trajviz.sweeping import check_sweep_target, sweep

    kind_of(settings_of(methods), arguments.view)
    places = [os.path.realpath(output) for output in outputs]
    for output in outputs:
        check_sweep_target(output)
    if len(set(places)) < len(places):
        raise TrajvizError("two of the files that are to be written are the same")
    kept = Path(f"{outputs[0]}.part")
    if kept.exists() and not arguments.quiet:
        complain(f"goes on with what {os.fspath(kept)!r} keeps")
    try:
        found = sweep(
            objective,
            methods,
            starts=starts,
            seeds=range(arguments.seed, arguments.seed + arguments.seeds),
            budget=arguments.budget,
            bounds=arguments.bounds,
            seed=arguments.seed,
            file=kept,
            progress=(lambda _: None) if arguments.quiet else None,
        )
    except KeyboardInterrupt:
        if kept.exists():
            complain(f"what is done is kept in {os.fspath(kept)!r}; the same command goes on there")
        raise
    if not arguments.quiet:
        say(_told(found))
    for output in outputs:
        if signals:
            raise KeyboardInterrupt
        found.save(
            output, arguments.view, theme=arguments.theme, title=arguments.title,
            size=arguments.size, dpi=arguments.dpi, scale=arguments.scale,
        )  # fmt: skip
        if not arguments.quiet:
            say(f"{output}  {Path(output).stat().st_size / 1024:.0f} KiB")
    kept.unlink(missing_ok=True)


def _told(found: Swept) -> str:
    """Return what a sweep says, a line per method."""
    columns = {
        "method": [each.method for each in found.summary],
        "tried": [each.told_tuning for each in found.summary],
        "best": [each.told_best for each in found.summary],
        "median f": [f"{each.best_value:.6g}" for each in found.summary],
        "default f": [f"{each.default_value:.6g}" if each.default else "-" for each in found.summary],
        "diverged": [f"{each.diverged} of {each.runs}" for each in found.summary],
    }
    return aligned([list(columns), *zip(*columns.values(), strict=True)], {3, 4, 5})
