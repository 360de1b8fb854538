"""`animate`: from a function and some optimizers to a finished animation.

The recipe: trace every method from every start, arrange one panel per view under a header with the title, the legend
and the readouts, attach the layers, and pace them.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import ArrayLike

from trajviz.animation import TrajectoryAnimation
from trajviz.checks import checked
from trajviz.composition import Composition
from trajviz.drawing.fonts import families, lend_fonts
from trajviz.drawing.header import MARGIN, header
from trajviz.drawing.layers.clock_note import ClockNote
from trajviz.drawing.layers.layer import Attached, figure_of
from trajviz.drawing.layers.markers import Arrival
from trajviz.drawing.layers.motions import Turning
from trajviz.drawing.layers.registration import details_wanted
from trajviz.drawing.layout import figure_around, keep_in_cell
from trajviz.drawing.looks import Looks, as_colors, checked_width, in_colors, in_letters, looks
from trajviz.drawing.pace import RING, speeds, timeline_at, tracks_shown
from trajviz.drawing.panels import draw_grid, draw_on_axes, draw_side_by_side, name_of
from trajviz.drawing.sizes import AnyFigure, Sizing, page_of, sizing
from trajviz.drawing.theme import Theme, as_theme
from trajviz.drawing.timeline import Clock, Pace, Timeline, reached
from trajviz.drawing.views import Scene, View
from trajviz.drawing.views.colormaps import as_colormap
from trajviz.drawing.views.sweep import in_looks_of_a_sweep
from trajviz.drawing.views.told import option_lines
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.frames.settings import drawn_under, font_scale, font_sizes, settings_with
from trajviz.functions import Objective
from trajviz.progress import progress as told_of
from trajviz.registry import did_you_mean
from trajviz.runs.details import names_of
from trajviz.runs.recording import Progress
from trajviz.runs.several import given_runs, labels_of, objectives_of, optimizers_of, trace_all
from trajviz.runs.swarms import middle_of
from trajviz.runs.trajectory import Trajectory
from trajviz.runs.tuning import tuned
from trajviz.viewing import (
    check_on_start,
    default_view,
    is_spatial,
    shown_within,
    view_classes_of,
    views_apart,
    views_of,
)
from trajviz.words import answers_other_words

if TYPE_CHECKING:
    from trajviz.runs.basins import Basins
    from trajviz.runs.exploration import Exploration

_OF_ITS_OWN, _PLAIN = Sizing(), Looks()
_STARTS = (40, 25)
_CELLS = (240, 150)  # of the basins in a page, of methods that run many starts at once
_FOOT = 10.0  # pixels from the clock's note to the lower edge
_TRIED = 100  # moments, by which the header is measured


@answers_other_words
@checked
def animate(
    objective: object,
    methods: object = None,
    *,
    start: ArrayLike | str | None = None,
    bounds: object = None,
    steps: int = 200,
    view: str | Sequence[str] | None = None,
    grid: bool = False,
    plane: object = "principal",
    theme: str | Theme = "light",
    title: str | None = None,
    labels: Sequence[str] | Mapping[str, str] | None = None,
    legend: bool = True,
    readout: bool = True,
    clean: bool = False,
    colors: str | Sequence[object] | Mapping[str, object] | None = None,
    linewidth: float | None = None,
    markersize: float | None = None,
    fontsize: float | None = None,
    xlabel: str | Mapping[str, str] | None = None,
    ylabel: str | Mapping[str, str] | None = None,
    xlim: object = None,
    ylim: object = None,
    size: tuple[int, int] | None = None,
    figsize: tuple[float, float] | None = None,
    dpi: float | None = None,
    scale: float | None = None,
    fig: AnyFigure | None = None,
    ax: Axes | None = None,
    clock: Clock = "steps",
    pace: Pace = "story",
    frames: int | None = None,
    fps: float | None = None,
    seconds: float | None = None,
    hold: float = 2.0,
    tolerance: float = 1e-6,
    every: int = 1,
    progress: Progress | None = None,
    explore: bool | tuple[int, int] = False,
    tune: bool = False,
    budget: int | None = None,
    seed: int = 0,
    **options: object,
) -> TrajectoryAnimation:
    """Run optimizers on an objective and animate what they do; or animate runs that are there already.

    Parameters
    ----------
    objective : str, callable, Objective, Trajectory or sequence of Objective or Trajectory
        A registered name, an expression, a function, an objective, or runs. Several objectives are one whose gradients
        are drawn from several seeds: the runs of each method are a bundle of thin paths.
    methods : str or sequence of str, callable or Optimizer
        The optimizers, such as `"BFGS,GD"` or `["BFGS", "Adam(lr=0.1)"]`. Not with runs.
    start : array-like of shape (d,) or (n, d), or str, optional
        One start or several; by default the objective's own. `"random:500"` are drawn from the domain, `"grid:40x25"`
        are the middles of the cells of a grid over it. From 30 starts on they are a swarm: points that flow.
    bounds : array-like of shape (d, 2) or (2,), scipy.optimize.Bounds or "domain", optional
        What the iterates have to respect; see `trajviz.trace`. They are drawn, and the legend says which methods run
        free of them.
    steps : int
        The most steps that are taken.
    view : str or sequence of str
        What is shown side by side: `"contour"`, `"surface"`, `"curve"`, `"convergence"`, `"loss"`, `"accuracy"`,
        `"boundary"`, `"fit"`. By default a contour map, the curve of a function of one variable, or the loss of a
        network.
    grid : bool
        Whether each method has a panel of its own; then there is one view.
    plane : {"principal", "random"}, (i, j) or Plane
        Where contours and surfaces cut through more than two dimensions: by the principal components of the paths,
        along random directions or two coordinates through the first run's end, or a plane of `trajviz.planes`.
    theme : str or Theme
        `"light"` or `"dark"`.
    title : str, optional
        By default the objective's.
    labels : sequence of str or mapping of str to str, optional
        Other names for the methods, in order, or for some of them by the names that they have.
    legend : bool
        Whether the methods are named.
    readout : bool
        Whether step, value and gradient norm stand beside each method's name.
    clean : bool
        Whether axes and numbers are left out, for a cover or a thumbnail.
    colors : str, sequence of colours or mapping of str to colour, optional
        Of the methods, in order or by name, as Matplotlib takes them; a text has commas between them.
    linewidth, markersize : float, optional
        How wide the lines and the marks of the methods are, in points.
    fontsize : float, optional
        How large letters are, in points; titles are larger and ticks smaller, as 10 is usual. By default what
        Matplotlib's `font.size` says, which style sheets set.
    xlabel, ylabel : str or mapping of str to str, optional
        The names of the axes of the first view, or of several by the names of the views.
    xlim, ylim : (low, high) or mapping of str to (low, high), optional
        What these axes show; of a map and a surface the function is drawn anew there.
    size : (width, height), optional
        In pixels; by default 800×500 for one view, wider for more. Letters, lines and marks follow: 1920×1080 is as
        960×540, doubled.
    figsize : (width, height), optional
        The same in inches, as Matplotlib takes it: letters and lines then have the sizes in points that they have.
    dpi, scale : float, optional
        How many pixels an inch has, 100 being usual, or, which is the same, how many times as large everything is.
    fig : Figure or SubFigure, optional
        One of yours to draw on, in place of a new one.
    ax : Axes, optional
        Some of yours to draw a single view on, with a title and a legend of Matplotlib's.
    clock : {"steps", "evaluations"}
        What time is counted in. On the clock of evaluations, methods that spend differently are compared fairly: they
        are shown where they are after equally many, and between two steps where a step has cost more than one.
    pace : {"story", "even"}
        How the clock runs, which is the same for all methods. By default it tells a story: it starts slowly, goes on as
        more or less is seen to move, and ends soon after the last that is, and the picture says how fast it goes; or
        each step takes the same time.
    frames : int, optional
        How many frames there are; by default as many as `fps` and `seconds` make, or as the pace asks for.
    fps : float, optional
        How many frames a second; by default so many that they take as long as the pace asks for.
    seconds : float, optional
        How long they take, without the hold; by default as long as the pace asks for.
    hold : float
        For how many seconds the last frame stays.
    tolerance : float
        At which norm of the gradient a method without a stopping rule has converged; see `trajviz.trace`.
    every : int
        Keep one row of each path in so many steps.
    progress : callable, optional
        Is told the number of steps taken; by default a bar on stderr.
    explore : bool or (nx, ny)
        Whether the HTML player lets a reader start anywhere: every method is run from each start on a grid over the
        domain, 40×25 by default. That takes an objective of two variables, and methods.
    tune : bool
        Whether each method that has a rate, which is not set, gets the best of 19 from 1e-5 to 10, which the legend
        says; see `trajviz.runs.tuning`.
    budget : int, optional
        How many evaluations each of these rates may spend from each start; by default as many as there are steps.
    seed : int
        Of starts that are drawn at random.
    **options : object
        Of the views that are shown, and `cmap`, which is `colormap` in Matplotlib's words:

        {options}

    Returns
    -------
    TrajectoryAnimation
        A `FuncAnimation` of Matplotlib's; its `save` writes GIF, MP4, HTML and others, its `trajectories` are the runs.

    Raises
    ------
    TrajvizError
        If something that was given is not known or does not fit the rest.

    Examples
    --------
    >>> anim = animate("camel", methods="BFGS,GD")
    >>> [(run.label, run.outcome) for run in anim.trajectories]
    [('BFGS', 'converged'), ('GD', 'completed')]
    """
    theme = in_letters(as_theme(theme), fontsize)
    if fontsize is None:  # as Matplotlib's settings say, or a style sheet
        theme = theme.with_larger_fonts(font_scale())
        theme = replace(theme, fonts={**theme.fonts, **font_sizes()})
    chosen = as_colors(colors)
    if "cmap" in options:
        options["colormap"] = options.pop("cmap")
    if "colormap" in options:
        as_colormap(options["colormap"])
    sized = sizing(size, figsize, dpi, scale)
    runs = given_runs(objective, methods)
    objectives = objectives_of(objective, start) if runs is None else [run.objective for run in runs if run.objective]
    view_classes = view_classes_of(default_view(objectives) if view is None else view, options, _PARAMETERS)
    wanted_details = _checked_details(options, runs)
    _check_room(sized, fig, ax, grid=grid, views=len(view_classes))
    if grid and len(view_classes) > 1:
        raise TrajvizError(f"a grid has one view for all of its panels, not {len(view_classes)}")
    if runs is None:
        check_on_start(view_classes, objectives[0], options)
        if tune:
            free = objectives[0] if bounds is None else objectives[0].bounded(bounds)
            methods = tuned(free, optimizers_of(methods), start, steps if budget is None else budget, progress=progress)
        runs = [
            run
            for each in objectives
            for run in trace_all(
                each,
                methods,
                start=start,
                bounds=bounds,
                steps=steps,
                tolerance=tolerance,
                every=every,
                progress=progress,
                details=wanted_details,
                seed=seed,
            )
        ]
    elif tune:
        raise TrajvizError("runs come with their methods, which can't be tuned any more")
    elif bounds is not None:
        raise TrajvizError("runs come with their bounds; give either runs or an objective, methods and bounds")
    objective = next((run.objective for run in runs if run.objective is not None), None)
    exploration = None
    bounded = [each if bounds is None else each.bounded(bounds) for each in objectives]
    if explore:
        with _alive("other starts", progress):
            exploration = _explored(bounded, methods, view_classes, explore, steps, tolerance)
    named = [run.label for run in runs]
    runs = _relabelled(runs, labels)
    names = [name_of(each) for each in view_classes]
    wanted = looks(names, clean=clean, legend=legend, xlabel=xlabel, ylabel=ylabel, xlim=xlim, ylim=ylim)
    theme = in_colors(theme, chosen, Scene(None, tuple(runs), theme).labels)
    shown = tuple(middle_of(run) for run in runs)
    led = None
    if "basins" in names:
        shown_there = shown_within(bounded[0], wanted.on_axes["basins"]) if bounded else None
        with _alive("basins", progress):
            led = _basins(shown_there, methods, options.get("resolution"), steps, tolerance)
        renamed = dict(zip(named, (run.label for run in runs), strict=True))
        led = replace(led, labels=tuple(renamed[label] for label in led.labels))
    scene = Scene(
        objective, shown, theme, clock=clock,
        swarms=tuple(run if run.path.ndim > 2 else None for run in runs), basins=led,
        linewidth=checked_width("linewidth", linewidth), markersize=checked_width("markersize", markersize),
    )  # fmt: skip
    paced = partial(timeline_at, pace, shown, clock=clock, frames=frames, fps=fps, seconds=seconds, hold=hold)
    with _alive("the picture", progress):
        composition = compose(
            scene, view_classes, options, paced, grid=grid, plane=plane, title=title,
            sizing=sized, looks=wanted, readout=readout and not clean, exploration=exploration, fig=fig, ax=ax,
        )  # fmt: skip
        return TrajectoryAnimation.from_composition(composition, made_here=fig is None and ax is None)


_PARAMETERS = [name for name in inspect.signature(animate).parameters if name not in ("objective", "options")]
_OPTIONS = "\n".join(option_lines(_PARAMETERS)).replace("\n", "\n    ")
animate.__doc__ = inspect.cleandoc(animate.__doc__ or "").replace("{options}", _OPTIONS) + "\n"


def compose(
    scene: Scene,
    view_classes: Sequence[Callable[..., View]],
    options: Mapping[str, object],
    paced: Callable[[Sequence[Attached]], Timeline],
    *,
    grid: bool = False,
    plane: object = "principal",
    title: str | None = None,
    sizing: Sizing = _OF_ITS_OWN,
    looks: Looks = _PLAIN,
    readout: bool = True,
    exploration: Exploration | None = None,
    fig: AnyFigure | None = None,
    ax: Axes | None = None,
) -> Composition:
    """Draw runs in views under a header; see `animate` for the parameters.

    Parameters
    ----------
    scene : Scene
        The runs, their objective and the theme.
    view_classes : sequence of callable
        The views, side by side, of each of which there may be a panel per method.
    options : mapping
        Of the views.
    paced : callable
        Returns what each frame shows, for layers as they are drawn.
    exploration : Exploration, optional
        Paths from other starts, which a reader of the player can choose from.
    """
    scene = in_looks_of_a_sweep(scene)
    settings = settings_with({**scene.theme.rc, "font.family": list(families())})
    if title is None:
        title = scene.objective.title if scene.objective is not None else ""
    is_own = fig is None and ax is None
    marks = any(is_spatial(view_class) for view_class in view_classes)
    named = {"readout": readout, "marks": marks and not looks.clean, "legend": looks.legend}
    with drawn_under({} if ax is not None else settings):
        # What is seen to move decides on the moments that are told of, and the height of the header on where it is.
        some = np.array(reached(scene.runs, scene.clock), dtype=float)
        heading = header(scene, title, some[:: -(-len(some) // _TRIED)], **named)
        if ax is not None:
            (panel,) = views_of(view_classes, scene, plane, options, looks)
            panels = draw_on_axes(panel, ax, heading, looks)
        elif grid:
            panels = draw_grid(views_apart(view_classes, scene, plane, options, looks), heading, sizing, looks, fig)
        else:
            panels = draw_side_by_side(
                views_of(view_classes, scene, plane, options, looks), heading, sizing, looks, fig
            )
        pace = paced(panels.attached)
        rings = _rings(scene.runs, panels.attached, pace)
        heading = header(scene, title, np.unique(pace.moments), **named).fitted(page_of(panels.figure))
        header_axes, readouts = (None, []) if ax is not None else heading.attach(panels.figure)
        notes = _clock_notes(scene, pace, header_axes) if header_axes is not None and not looks.clean else []
        lend_fonts(panels.figure)
    return Composition(
        figure_of(panels.axes),
        panels.axes,
        (*(_turned_evenly(layer, scene, pace) for layer in panels.attached), *rings, *readouts, *notes),
        tuple(scene.swarm(place) or run for place, run in enumerate(scene.runs)),
        pace,
        heading if is_own else None,
        header_axes if is_own else None,
        exploration,
        settings if is_own else {},
    )


def _checked_details(options: Mapping[str, object], runs: Sequence[Trajectory] | None) -> str | Sequence[str] | None:
    """Return which details runs have to keep for the views; those that are there already must have what is named."""
    named = options.get("details")
    if named is None:
        return None
    wanted = details_wanted(named)  # type: ignore[arg-type]  # which it checks
    if runs is not None:
        for name in wanted:
            if not any(names_of(name) & run.details.keys() for run in runs):
                raise TrajvizError(f"these runs have no {name}; trace them with details={name!r}")
    return wanted


def _check_room(sized: Sizing, fig: AnyFigure | None, ax: Axes | None, *, grid: bool, views: int) -> None:
    """Check that a user's own figure or axes are the one thing that is said of where to draw."""
    if fig is not None and ax is not None and ax.get_figure() is not fig:
        raise TrajvizError("ax are axes of another figure than fig; give one of them")
    if (fig is not None or ax is not None) and sized != _OF_ITS_OWN:
        raise TrajvizError("a figure of yours has its size already; leave out size, figsize, dpi and scale")
    if ax is not None and (grid or views > 1):
        raise TrajvizError("ax has room for one view; give fig for a grid or for several")


def _relabelled(runs: Sequence[Trajectory], labels: Sequence[str] | Mapping[str, str] | None) -> list[Trajectory]:
    """Return runs under the names that a user gives them, in the order of the names that they have, or by these."""
    known = list(dict.fromkeys(run.label for run in runs))
    if labels is None:
        return list(runs)
    if isinstance(labels, Mapping):
        new = dict(labels)
        unknown = [label for label in new if label not in known]
        if unknown:
            raise UnknownNameError(f"labels names no method {unknown[0]!r:.60}; {did_you_mean(str(unknown[0]), known)}")
    else:
        new = dict(zip(known, [labels] if isinstance(labels, str) else labels, strict=False))
        if len(labels) != len(known) and not (isinstance(labels, str) and len(known) == 1):
            raise TrajvizError(f"labels must be one for each of {', '.join(known)}, not {labels!r:.60}")
    return [replace(run, label=str(new.get(run.label, run.label))) for run in runs]


def _turned_evenly(layer: Attached, scene: Scene, pace: Timeline) -> Attached:
    """Return a layer; one that turns the camera does so evenly from frame to frame, however the clock runs."""
    if not isinstance(layer.motion, Turning):
        return layer
    last = max(float(scene.times_of(run)[-1]) for run in scene.runs)
    return replace(layer, update=lambda moment: layer.update(last * pace.share_at(moment)))


def _rings(runs: Sequence[Trajectory], attached: Sequence[Attached], pace: Timeline) -> list[Attached]:
    """Attach a ring to the end of each track of a run that has converged; by the last frame it has faded."""
    rings = []
    for track, axes in tracks_shown(attached):
        left = len(pace) - 1 - pace.frame_at(float(track.times[-1]))
        if runs[track.run].outcome == "converged" and not track.over_time and left > 0:
            ring = Arrival(track, pace.frame_at, min(RING, left)).attach(axes)
            keep_in_cell(axes, ring.artists)
            rings.append(ring)
    return rings


def _clock_notes(scene: Scene, pace: Timeline, axes: Axes) -> list[Attached]:
    """Write at the foot of the figure what an uneven clock shows, on the axes of the header."""
    speed = speeds(pace)
    if speed.max() == 1:
        return []
    theme, last = scene.theme, max(float(scene.times_of(run)[-1]) for run in scene.runs)
    at = (MARGIN, page_of(figure_around(axes))[1] - _FOOT)
    unit = scene.name_of_time.removesuffix("s")
    return [ClockNote(pace.moments, speed, last, unit, theme.muted, at, theme.fonts["tick"]).attach(axes)]


def _alive(what: str, progress: Progress | None) -> AbstractContextManager[object]:
    """Show on a terminal that `what` is under way once it has taken a second, unless the user looks after progress."""
    return told_of(1, what, "piece", after=1) if progress is None else nullcontext()


def _basins(
    objective: Objective | None,
    methods: object,
    resolution: object,
    steps: int,
    tolerance: float,
) -> Basins:
    """Run each method from a fine grid of starts."""
    if methods is None or objective is None:
        raise TrajvizError("basins start methods anew; give an objective of two variables and methods, not runs")
    from trajviz.runs.basins import basins

    optimizers = optimizers_of(methods)
    return basins(
        objective, optimizers, labels_of(optimizers), resolution=resolution, steps=steps, tolerance=tolerance  # type: ignore[arg-type]  # which it checks
    )  # fmt: skip


def _explored(
    objectives: Sequence[Objective],
    methods: object,
    view_classes: Sequence[Callable[..., View]],
    grid: bool | tuple[int, int],
    steps: int,
    tolerance: float,
) -> Exploration:
    """Run each method from a grid of starts, `_STARTS` of them by default."""
    if methods is None:
        raise TrajvizError("explore starts methods anew; give an objective and methods, not runs")
    if objectives[0].dimension == 2 and not any(getattr(each, "variables", None) == 2 for each in view_classes):
        raise TrajvizError("explore starts from a map or a surface; add the view contour or surface")
    from trajviz.runs.exploration import explore as explore_starts

    optimizers = optimizers_of(methods)
    starts = _STARTS if isinstance(grid, bool) else grid
    return explore_starts(
        objectives[0],
        optimizers,
        labels_of(optimizers),
        grid=starts,
        resolution=_CELLS,
        steps=steps,
        tolerance=tolerance,
    )
