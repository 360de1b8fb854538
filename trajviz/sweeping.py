"""`sweep`: many settings of some methods compared at one budget, as a table, a picture and a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from os import PathLike
from pathlib import Path

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

import trajviz.formats  # noqa: F401 # enters every format
from trajviz import exporters
from trajviz.checks import as_real_array, check_whole, checked, is_whole, shown
from trajviz.docstrings import with_inherited_parameters
from trajviz.drawing.sizes import Sizing, sizing
from trajviz.drawing.sweeps.figure import kind_of, sweep_figure
from trajviz.drawing.theme import Theme, as_theme
from trajviz.errors import TrajvizError
from trajviz.files import check_writable, replacing
from trajviz.frames.frames import Frames
from trajviz.frames.lending import agg_canvas
from trajviz.frames.settings import drawn_under
from trajviz.functions import Objective
from trajviz.runs.recording import Progress
from trajviz.runs.several import objectives_of, optimizers_of
from trajviz.runs.starts import MOST_STARTS
from trajviz.runs.sweeps import run_sweep
from trajviz.runs.swept import Swept
from trajviz.runs.tracing import objective_and_start
from trajviz.sweep_page import page_of_sweep
from trajviz.words import answers_other_words

_PAGES, _TABLES = (".html", ".htm"), (".csv",)


@with_inherited_parameters
class Sweep(Swept):
    """All runs of a sweep, with the pictures that show it; see `sweep`.

    Examples
    --------
    >>> found = sweep("sphere", "GD(lr=[0.1,0.4])", budget=8)
    >>> len(found), found.methods, found.best("GD").hyperparameters, len(found.table)
    (3, ['GD'], {'lr': 0.4}, 3)
    """

    @checked
    def figure(
        self,
        kind: str | None = None,
        *,
        theme: str | Theme = "light",
        title: str | None = None,
        size: tuple[int, int] | None = None,
        dpi: float | None = None,
        scale: float | None = None,
    ) -> Figure:
        """Return a figure of Matplotlib's.

        Parameters
        ----------
        kind : {"lines", "heatmap", "panels"}, optional
            Lines over a hyperparameter, a heatmap over two, or for each method a panel with what its settings have
            found after so many evaluations. By default what shows the sweep best.
        theme : str or Theme
            `"light"` or `"dark"`.
        title : str, optional
            By default the objective's.
        size : (width, height), optional
            In pixels.
        dpi, scale : float, optional
            How many pixels an inch has, or how many times as large everything is; see `animate`.

        Returns
        -------
        Figure
            Matplotlib's, which `savefig` writes as it does any.

        Raises
        ------
        TrajvizError
            If the picture can't show what was swept, or an argument is wrong.

        Examples
        --------
        >>> found = sweep("sphere", "GD(lr=[0.1,0.4])", budget=8)
        >>> found.figure("lines").axes[0].get_xlabel()
        'lr'
        """
        return sweep_figure(self, kind, as_theme(theme), title, sizing(size, None, dpi, scale))[0]

    @checked
    def save(
        self,
        path: str | PathLike[str] | Sequence[str | PathLike[str]],
        kind: str | None = None,
        *,
        theme: str | Theme = "light",
        title: str | None = None,
        size: tuple[int, int] | None = None,
        dpi: float | None = None,
        scale: float | None = None,
    ) -> None:
        """Write files: the table (.csv), a page with all of it (.html), or a picture (.png, .svg, .pdf, …).

        Parameters
        ----------
        path : str or path-like, or a sequence of them
            Where to write; the suffix says what.
        kind : {"lines", "heatmap", "panels"}, optional
            Lines over a hyperparameter, a heatmap over two, or for each method a panel with what its settings have
            found after so many evaluations. By default what shows the sweep best.
        theme : str or Theme
            `"light"` or `"dark"`.
        title : str, optional
            By default the objective's.
        size : (width, height), optional
            In pixels.
        dpi, scale : float, optional
            How many pixels an inch has, or how many times as large everything is; see `animate`.

        Raises
        ------
        TrajvizError
            If a suffix is unknown, a file can't be written, or as `figure` does; then nothing has been written, unless
            the disk is at fault.

        Examples
        --------
        >>> from tempfile import TemporaryDirectory
        >>> found = sweep("sphere", "GD(lr=[0.1,0.4])", budget=8)
        >>> with TemporaryDirectory() as folder:
        ...     found.save(f"{folder}/found.csv")
        ...     Path(f"{folder}/found.csv").read_text().splitlines()[0]
        'method,optimizer,lr,default,start,x1,x2,seed,evaluations,steps,value,outcome'
        """
        paths = [path] if isinstance(path, str | PathLike) else list(path)
        targets = [check_sweep_target(each) for each in paths]
        sized, looks = sizing(size, None, dpi, scale), as_theme(theme)
        kind_of(self.settings, kind)
        for each, target in zip(paths, targets, strict=True):
            suffix = Path(each).suffix.lower()
            if suffix in _TABLES:
                _write(each, self.csv)
            elif suffix in _PAGES:
                _write(each, page_of_sweep(self, kind, looks, title, sized))
            else:
                assert target is not None
                _draw(target, *sweep_figure(self, kind, looks, title, sized))

    def _repr_html_(self) -> str:
        """Show the page in a notebook."""
        return page_of_sweep(self, None, as_theme("light"), None, Sizing(), whole=False)


def check_sweep_target(path: str | PathLike[str]) -> exporters.Target | None:
    """Check that a sweep can be written to a file; return its format where it is a picture.

    Raises
    ------
    TrajvizError
        If the suffix is unknown or of what moves, or the file can't be written.
    """
    suffix = Path(path).suffix.lower()
    if suffix in (*_TABLES, *_PAGES):
        check_writable(path)
        return None
    target = exporters.check_target(path)
    if target.format.takes != "figure" and not target.format.still:
        raise TrajvizError(
            f"a sweep is a picture that stands still, not {suffix}; write .png, .svg, .pdf, .csv or .html"
        )
    return target


def _draw(target: exporters.Target, figure: Figure, settings: Mapping[str, object]) -> None:
    """Write a figure as a picture."""
    with drawn_under(settings), agg_canvas(figure, figure.dpi):
        frames = Frames(figure, lambda _: None, [], 1, settings=settings)
        exporters.write(figure if target.format.takes == "figure" else frames, target, fps=1.0, quiet=True)


def _write(path: str | PathLike[str], text: str) -> None:
    with replacing(path) as temporary:
        temporary.write_text(text, encoding="utf-8", newline="\n")


@answers_other_words
@checked
def sweep(
    objective: object,
    methods: object,
    *,
    starts: int | ArrayLike | None = None,
    seeds: int | Sequence[int] = 1,
    budget: int = 200,
    bounds: object = None,
    seed: int = 0,
    tolerance: float = 1e-6,
    file: str | PathLike[str] | None = None,
    progress: Progress | None = None,
) -> Sweep:
    """Run all settings of some methods from all starts with all seeds, each with the same budget of evaluations.

    Parameters
    ----------
    objective : str, callable or Objective
        A registered name, an expression, a function or an objective.
    methods : str or sequence of str, callable or Optimizer
        Such as `"GD(lr=[0.01,0.03,0.1]),Adam(lr=1e-3..1:20)"`: each value of a list, and of a range on a logarithmic
        grid, is a setting, and of two hyperparameters all pairs are. A method that is swept runs with its
        defaults, too.
    starts : int or array-like of shape (d,) or (n, d), optional
        Starts, or how many are drawn at random from the domain; by default the objective's own.
    seeds : int or sequence of int
        The seeds of what is random, a noisy gradient or a method that draws, or how many there are from 0 on.
    budget : int
        How many evaluations of values, gradients and Hessians together each run may spend. What counts is the last
        iterate that is reached within the budget.
    bounds : optional
        See `trace`.
    seed : int
        Of the starts that are drawn.
    tolerance : float
        See `trace`.
    file : str or path-like, optional
        Where to keep what is done. A sweep that was interrupted goes on there where it was; a file of another sweep is
        refused.
    progress : callable, optional
        Is told how many runs are done; by default a bar on stderr, if that is a terminal and it takes long.

    Returns
    -------
    Sweep
        Its `summary` says of each method which setting is best, how the defaults do, how many runs diverged, what was
        tuned and how far, and whether the best lies at the edge of that. `table` has a record for each run,
        `best(method)` is an optimizer, `save` writes a table, a picture or a page.

    Raises
    ------
    TrajvizError
        If something that was given is not known or does not fit the rest.

    Notes
    -----
    A setting is judged by the median of what its runs found, where those that diverged or failed count as infinite.
    Work is done side by side by joblib's workers where it takes long: by two processes of this machine, or by whatever
    `joblib.parallel_config` says, such as a cluster of Dask's, with the same result to the last bit. Functions of a
    notebook or a script itself, which other processes can't import, are run in this one.

    Examples
    --------
    >>> found = sweep("camel", "GD(lr=[0.01,0.03,0.1]),BFGS", starts=4, budget=60)
    >>> [(each.method, each.told_best, each.told_tuning) for each in found.summary]
    [('GD', 'lr=0.1 (at the edge of lr)', '3 lr from 0.01 to 0.1'), ('BFGS', 'BFGS', 'nothing')]
    >>> len(found), found.table[0]["method"], found.table[0]["lr"]
    (16, 'GD', 0.01)
    """
    check_whole("budget", budget, 1)
    given = None if starts is None or is_whole(starts) else as_real_array("starts", starts)
    if not isinstance(objective, str) and isinstance(objective, Sequence):
        raise TrajvizError(f"a sweep is of one objective, not {shown(objective)}; seeds repeat what is random")
    (what,) = objectives_of(objective, given)
    points = _starts(what, starts, seed)
    what, _ = objective_and_start(what, points.T, bounds)
    found = run_sweep(
        what,
        optimizers_of(methods),
        points,
        _seeds(seeds),
        int(budget),
        file=file,
        progress=progress,
        tolerance=tolerance,
    )
    return Sweep(**{each.name: getattr(found, each.name) for each in fields(found)})


def _starts(objective: Objective, starts: int | ArrayLike | None, seed: int) -> np.ndarray:
    """Return the starts, shape (n, d)."""
    if starts is None:
        return np.atleast_2d(np.array(objective.start, dtype=float))
    if is_whole(starts):
        check_whole("starts", starts, 1)
        if starts > MOST_STARTS:
            raise TrajvizError(f"starts must be at most {MOST_STARTS:,}, not {shown(starts)}")
        if not objective.spatial:
            raise TrajvizError(f"{objective.name} has a start of its own, drawn at random; give points or none")
        low, high = np.array(objective.domain).T
        return np.random.default_rng(seed).uniform(low, high, (int(starts), len(low)))
    points = np.atleast_2d(as_real_array("starts", starts))
    if points.ndim > 2 or not points.size:
        raise TrajvizError(f"starts must be one point or several, of shape (d,) or (n, d), not {points.shape}")
    return points


def _seeds(seeds: int | Sequence[int]) -> list[int]:
    if is_whole(seeds):
        check_whole("seeds", seeds, 1)
        if seeds > MOST_STARTS:
            raise TrajvizError(f"seeds must be at most {MOST_STARTS:,}, not {shown(seeds)}")
        return list(range(int(seeds)))
    found = list(seeds)  # type: ignore[arg-type]  # it is no number
    for each in found:
        check_whole("seeds", each, 0)
    if not found or len(set(found)) < len(found):
        raise TrajvizError(f"seeds must be whole numbers, at least one and each once, not {found!r:.80}")
    return [int(each) for each in found]
