"""`animate`: from a function and some optimizers to a finished animation.

The recipe: trace every method from every start, arrange one panel per view under a header with the title, the legend
and the readouts, attach the layers, and pace them.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import fields, replace
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from trajviz.animation import TrajectoryAnimation
from trajviz.checks import checked
from trajviz.composition import Composition
from trajviz.drawing.fonts import families, lend_fonts
from trajviz.drawing.header import DPI, MARGIN, Header, header
from trajviz.drawing.layers.clock_note import ClockNote
from trajviz.drawing.layers.layer import Attached, figure_of
from trajviz.drawing.layers.markers import Arrival
from trajviz.drawing.layers.motions import Turning
from trajviz.drawing.layout import arrange, arrange_grid, checked_size
from trajviz.drawing.pace import RING, speeds, timeline_at, tracks_shown
from trajviz.drawing.text import drawable
from trajviz.drawing.theme import Theme, as_theme
from trajviz.drawing.timeline import Clock, Pace, Timeline, reached
from trajviz.drawing.views import Scene, View, views
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.frames.settings import drawn_under, font_scale, settings_with
from trajviz.functions import Objective
from trajviz.progress import progress as told_of
from trajviz.registry import did_you_mean
from trajviz.runs.recording import Progress
from trajviz.runs.several import given_runs, labels_of, objectives_of, optimizers_of, trace_all
from trajviz.runs.trajectory import Trajectory
from trajviz.words import answers_other_words, in_our_words

if TYPE_CHECKING:
    from trajviz.runs.exploration import Exploration

_HEIGHT = 500
_LEAST_BELOW_HEADER = 320
_WIDTHS = {1: 800, 2: 1200}  # by number of views
_WIDEST = 1600
_GRID_SIZE = (1000, 720)
_STARTS = (40, 25)
_FOOT = 10.0  # pixels from the clock's note to the lower edge
_TRIED = 100  # moments, by which the header is measured


@answers_other_words
@checked
def animate(
    objective: object,
    methods: str | Iterable[object] | None = None,
    *,
    start: ArrayLike | None = None,
    bounds: object = None,
    steps: int = 200,
    view: str | Sequence[str] | None = None,
    grid: bool = False,
    plane: object = "principal",
    theme: str | Theme = "light",
    title: str | None = None,
    size: tuple[int, int] | None = None,
    readout: bool = True,
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
    start : array-like of shape (d,) or (n, d), optional
        One start or several; by default the objective's own.
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
    size : (width, height), optional
        In pixels; by default 800×500 for one view, wider for more.
    readout : bool
        Whether step, value and gradient norm stand beside each method's name.
    clock : {"steps", "evaluations"}
        What time is counted in. On the clock of evaluations, methods that spend differently are compared fairly: they
        are shown where they are after equally many, and between two steps where a step has cost more than one.
    pace : {"story", "even"}
        How the clock runs, which is the same for all methods. By default it tells a story: it starts slowly, goes on as
        more or less is seen to move, and ends soon after the last that is, and the picture says how fast it goes; or
        each step takes the same time.
    frames, fps, seconds, hold
        How many frames there are, how many a second, how long they take, and for how long the last one stays.
    tolerance, every, progress
        See `trajviz.trace`.
    explore : bool or (nx, ny)
        Whether the HTML player lets a reader start anywhere: every method is run from each start on a grid over the
        domain, 40×25 by default. That takes an objective of two variables, and methods.
    **options
        The options of the views: `levels`, `log`, `contours`, `level_format`, `field`, `arrows`, `colormap`, `elev`,
        `azim`, `resolution`, `style`, `base`, `orbit`, `compare`, `chord`, `annotate`, `smooth`, `ylim` and so on.

    Returns
    -------
    TrajectoryAnimation

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
    theme = as_theme(theme).with_larger_fonts(font_scale())
    size = checked_size(size) if size is not None else None
    runs = given_runs(objective, methods)
    objectives = objectives_of(objective, start) if runs is None else [run.objective for run in runs if run.objective]
    view_classes = _view_classes(_default_view(objectives) if view is None else view, options)
    if grid and len(view_classes) > 1:
        raise TrajvizError(f"a grid has one view for all of its panels, not {len(view_classes)}")
    if runs is None:
        _check_on_start(view_classes, objectives[0], options)
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
            )
        ]
    elif bounds is not None:
        raise TrajvizError("runs come with their bounds; give either runs or an objective, methods and bounds")
    objective = next((run.objective for run in runs if run.objective is not None), None)
    exploration = None
    if explore:
        bounded = [each if bounds is None else each.bounded(bounds) for each in objectives]
        with _alive("other starts", progress):
            exploration = _explored(bounded, methods, view_classes, explore, steps, tolerance)
    paced = partial(timeline_at, pace, runs, clock=clock, frames=frames, fps=fps, seconds=seconds, hold=hold)
    with _alive("the picture", progress):
        composition = compose(
            Scene(objective, tuple(runs), theme, clock=clock), view_classes, options, paced,
            grid=grid, plane=plane, title=title, size=size, readout=readout, exploration=exploration,
        )  # fmt: skip
        return TrajectoryAnimation.from_composition(composition)


def compose(
    scene: Scene,
    view_classes: Sequence[Callable[..., View]],
    options: Mapping[str, object],
    paced: Callable[[Sequence[Attached]], Timeline],
    *,
    grid: bool = False,
    plane: object = "principal",
    title: str | None = None,
    size: tuple[int, int] | None = None,
    readout: bool = True,
    exploration: Exploration | None = None,
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
    settings = settings_with({**scene.theme.rc, "font.family": list(families())})
    if title is None:
        title = scene.objective.title if scene.objective is not None else ""
    marks = any(_is_spatial(view_class) for view_class in view_classes)
    with drawn_under(settings):
        # What is seen to move decides on the moments that are told of, and the height of the header on where it is.
        some = np.array(reached(scene.runs, scene.clock), dtype=float)
        heading = header(scene, title, some[:: -(-len(some) // _TRIED)], readout=readout, marks=marks)
        if grid:
            panels = _draw_grid(_views_apart(view_classes, scene, plane, options), heading, size)
        else:
            panels = _draw(_views(view_classes, scene, plane, options), heading, size)
        pace = paced(panels.attached)
        rings = _rings(scene.runs, panels.attached, pace)
        heading = header(scene, title, np.unique(pace.moments), readout=readout, marks=marks)
        heading = heading.fitted(panels.figure.bbox.width)
        header_axes, readouts = heading.attach(panels.figure)
        notes = _clock_notes(scene, pace, header_axes)
        lend_fonts(panels.figure)
    return Composition(
        panels.figure,
        panels.figure.axes[0],
        (*(_turned_evenly(layer, scene, pace) for layer in panels.attached), *rings, *readouts, *notes),
        scene.runs,
        pace,
        heading,
        header_axes,
        exploration,
        settings,
    )


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
            rings.append(Arrival(track, pace.frame_at, min(RING, left)).attach(axes))
    return rings


def _clock_notes(scene: Scene, pace: Timeline, axes: Axes) -> list[Attached]:
    """Write at the foot of the figure what an uneven clock shows, on axes whose coordinates are pixels from its top."""
    speed = speeds(pace)
    if speed.max() == 1:
        return []
    theme, last = scene.theme, max(float(scene.times_of(run)[-1]) for run in scene.runs)
    at = (MARGIN, figure_of(axes).bbox.height - _FOOT)
    unit = scene.name_of_time.removesuffix("s")
    return [ClockNote(pace.moments, speed, last, unit, theme.muted, at, theme.fonts["tick"]).attach(axes)]


def _alive(what: str, progress: Progress | None) -> AbstractContextManager[object]:
    """Show on a terminal that `what` is under way once it has taken a second, unless the user looks after progress."""
    return told_of(1, what, "piece", after=1) if progress is None else nullcontext()


def _explored(
    objectives: Sequence[Objective],
    methods: str | Iterable[object] | None,
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
        objectives[0], optimizers, labels_of(optimizers), grid=starts, steps=steps, tolerance=tolerance
    )


def _view_classes(view: str | Sequence[str], options: Mapping[str, object]) -> list[Callable[..., View]]:
    """Return the views of those names, which among them have all of the options."""
    names = [name.strip() for name in view.split(",")] if isinstance(view, str) else list(view)
    if not names:
        raise TrajvizError(f"view is empty; name at least one of {', '.join(views)}")
    classes: list[Callable[..., View]] = [views[name] for name in names]
    for option in options:
        if not any(option in _options_of(view_class) for view_class in classes):
            having = [name for name, view_class in views.items() if option in _options_of(view_class)]
            known = {option for view_class in classes for option in _options_of(view_class)}
            hints = [f"{' and '.join(having)} has"] if having else []
            hints += filter(None, [in_our_words(option, [*known, *_PARAMETERS])])
            hint = "; ".join(hints) or did_you_mean(option, [*known, *_PARAMETERS])
            raise UnknownNameError(f"{' and '.join(names)} has no option {option!r}; {hint}")
    return classes


_PARAMETERS = [name for name in inspect.signature(animate).parameters if name not in ("objective", "options")]


def _options_of(view_class: Callable[..., View]) -> list[str]:
    known = fields(view_class)  # type: ignore[arg-type]  # views are dataclasses
    return [field.name for field in known if field.name != "scene"]


def _default_view(objectives: Sequence[Objective]) -> str:
    return objectives[0].default_view if objectives else "contour"


def _check_on_start(
    view_classes: Sequence[Callable[..., View]], objective: Objective, options: Mapping[str, object]
) -> None:
    """Show the start of a network alone: a view that can't is refused before the training takes its time."""
    if not objective.spatial:
        start = Trajectory.from_path([objective.start], objective=objective)
        scene = Scene(objective, (start,), as_theme("light"))
        without_plane = [each for each in view_classes if getattr(each, "variables", None) != 2]
        for panel in _views(without_plane, scene, None, {**options, "run": 0}):
            panel.attach(Figure().add_subplot(projection=panel.projection))


def _is_spatial(view_class: Callable[..., View]) -> bool:
    """Whether a view shows the space of the variables, with starts and minima in it."""
    return getattr(view_class, "variables", None) is not None


def _views(
    view_classes: Sequence[Callable[..., View]], scene: Scene, plane: object, options: Mapping[str, object]
) -> list[View]:
    """Make the views, each with those of the options that it has, and on a plane where it needs one."""
    on_two_variables = scene
    if scene.runs[0].dimension > 2 and any(getattr(each, "variables", None) == 2 for each in view_classes):
        from trajviz.drawing.on_plane import on_plane

        on_two_variables = on_plane(scene, plane)
    panels = []
    for view_class in view_classes:
        shown = on_two_variables if getattr(view_class, "variables", None) == 2 else scene
        own = {name: options[name] for name in _options_of(view_class) if name in options}
        panels += [view_class(shown, **which) for which in _each_run(view_class, scene, own)]
    return panels


def _each_run(
    view_class: Callable[..., View], scene: Scene, options: Mapping[str, object]
) -> list[Mapping[str, object]]:
    """Return the options of a view, and if it shows a single run, for the first run of each method in turn."""
    if "run" not in _options_of(view_class) or "run" in options:
        return [options]
    labels = [run.label for run in scene.runs]
    return [{"run": labels.index(label), **options} for label in dict.fromkeys(labels)]


def _views_apart(
    view_classes: Sequence[Callable[..., View]], scene: Scene, plane: object, options: Mapping[str, object]
) -> dict[str, View]:
    """Make a view for each method, by its label."""
    (whole,) = _views(view_classes, scene, plane, {"run": 0, **options})
    scenes = whole.scene.apart()
    return {
        own.runs[0].label: replace(whole, scene=own)  # type: ignore[type-var]  # views are dataclasses
        for own in scenes
    }


def _blank_figure(width: int, height: int) -> Figure:
    """Return a figure of that size, in pixels, with a canvas that can measure texts."""
    figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
    FigureCanvasAgg(figure)
    return figure


class _Drawn(NamedTuple):
    """A figure, and what moves on it."""

    figure: Figure
    attached: list[Attached]


def _draw(panels: Sequence[View], heading: Header, size: tuple[int, int] | None) -> _Drawn:
    """Draw panels side by side, with room for a header."""
    width = size[0] if size else _WIDTHS.get(len(panels), _WIDEST)
    heading = heading.fitted(width)
    height = size[1] if size else max(_HEIGHT, round(heading.height(width)) + _LEAST_BELOW_HEADER)
    figure = _blank_figure(width, height)
    axes = [figure.add_subplot(projection=panel.projection) for panel in panels]
    attached = [layer for panel, ax in zip(panels, axes, strict=True) for layer in panel.attach(ax)]
    lend_fonts(figure)
    arrange(figure, axes, [panel.aspect for panel in panels], heading.height(width))
    return _Drawn(figure, attached)


def _draw_grid(panels: Mapping[str, View], heading: Header, size: tuple[int, int] | None) -> _Drawn:
    """Draw a panel for each method, with room for a header."""
    width, height = size or _GRID_SIZE
    heading = heading.fitted(width)
    columns = math.ceil(math.sqrt(len(panels)))
    figure = _blank_figure(width, height)
    attached = []
    for name, panel in panels.items():
        axes = figure.add_subplot(projection=panel.projection)
        attached += panel.attach(axes)
        axes.set_title(drawable(name), fontsize=heading.theme.fonts["label"], pad=4)
    lend_fonts(figure)
    arrange_grid(figure, list(figure.axes), columns, heading.height(width))
    return _Drawn(figure, attached)
