"""`animate`: from a function and some optimizers to a finished animation.

The recipe: trace every method from every start, arrange one panel per view under a header with the title, the legend
and the readouts, attach the layers, and pace them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import ArrayLike

from trajviz.animation import TrajectoryAnimation
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.header import DPI, Header, header
from trajviz.layers.layer import Attached
from trajviz.layout import arrange, checked_size
from trajviz.objectives import Objective, as_objective
from trajviz.optimizers import Optimizer, as_optimizer, parse_optimizers
from trajviz.registry import did_you_mean
from trajviz.style import Theme, as_theme
from trajviz.timeline import timeline
from trajviz.trajectory import Trajectory, trace
from trajviz.views import Scene, View, views

_HEIGHT = 500
_LEAST_BELOW_HEADER = 320
_WIDTHS = {1: 800, 2: 1200}  # by number of views
_WIDEST = 1600


def animate(
    objective: Any,
    methods: str | Iterable[Any] | None = None,
    *,
    start: ArrayLike | None = None,
    steps: int = 200,
    view: str | Sequence[str] = "contour",
    theme: str | Theme = "light",
    title: str | None = None,
    size: tuple[int, int] | None = None,
    readout: bool = True,
    frames: int | None = None,
    fps: float | None = None,
    seconds: float | None = None,
    hold: float = 1.5,
    tolerance: float = 1e-6,
    **options: Any,
) -> TrajectoryAnimation:
    """Run optimizers on an objective and animate what they do; or animate runs that are there already.

    Parameters
    ----------
    objective : str, callable, Objective, Trajectory or sequence of Trajectory
        A registered name, an expression, a function, an objective, or runs.
    methods : str or sequence of str, callable or Optimizer
        The optimizers, such as `"BFGS,GD"` or `["BFGS", "Adam(lr=0.1)"]`. Not with runs.
    start : array-like of shape (d,) or (n, d), optional
        One start or several; by default the objective's own.
    steps : int
        The most steps that are taken.
    view : str or sequence of str
        What is shown side by side: `"contour"`, `"surface"`, `"convergence"`.
    theme : str or Theme
        `"light"` or `"dark"`.
    title : str, optional
        By default the objective's.
    size : (width, height), optional
        In pixels; by default 800×500 for one view, wider for more.
    readout : bool
        Whether step, value and gradient norm stand beside each method's name.
    frames, fps, seconds, hold
        The pace; see `trajviz.timeline.timeline`.
    tolerance : float
        See `trajviz.trace`.
    **options
        The options of the views: `levels`, `log`, `contours`, `level_format`, `field`, `arrows`, `colormap`, `elev`,
        `azim`, `resolution`.

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
    theme = as_theme(theme)
    size = checked_size(size) if size is not None else None
    view_classes = _view_classes(view, options)
    runs = _given_runs(objective, methods)
    if runs is None:
        runs = trace_all(as_objective(objective), methods, start=start, steps=steps, tolerance=tolerance)
    objective = next((run.objective for run in runs if run.objective is not None), None)
    scene = Scene(objective, tuple(runs), theme)
    panels = [_view(view_class, scene, options) for view_class in view_classes]
    pace = timeline(max(run.steps for run in runs), frames=frames, fps=fps, seconds=seconds, hold=hold)
    if title is None:
        title = objective.title if objective is not None else ""
    figure, attached = _draw(panels, header(scene, title, readout=readout), size)
    return TrajectoryAnimation(
        runs,
        fig=figure,
        ax=figure.axes[0],
        interval=1000 / pace.fps,
        blit=False,  # no window shows this figure, and preparing for one would draw it
        attached=attached,
        timeline=pace,
    )


def trace_all(
    objective: Objective,
    methods: str | Iterable[Any] | None,
    *,
    start: ArrayLike | None = None,
    steps: int = 200,
    tolerance: float = 1e-6,
) -> list[Trajectory]:
    """Run each of the methods from each of the starts; see `animate` for the parameters."""
    optimizers = _optimizers(methods)
    counts = Counter(optimizer.name for optimizer in optimizers)
    starts = np.atleast_2d(np.asarray(objective.start if start is None else start, dtype=float))
    return [
        trace(
            objective,
            optimizer,
            point,
            steps,
            tolerance=tolerance,
            label=optimizer.name if counts[optimizer.name] == 1 else str(optimizer),
        )
        for optimizer in optimizers
        for point in starts
    ]


def _given_runs(objective: Any, methods: Any) -> list[Trajectory] | None:
    """Return the runs if that is what was given as the objective."""
    if isinstance(objective, Trajectory):
        objective = [objective]
    is_runs = isinstance(objective, Sequence) and not isinstance(objective, str)
    if not is_runs:
        return None
    if not objective or not all(isinstance(run, Trajectory) and run.path.ndim == 2 for run in objective):
        raise TrajvizError("a sequence to animate must hold trajectories, at least one, each from a single start")
    if methods is not None:
        raise TrajvizError("runs come with their methods; give either runs or an objective and methods")
    return list(objective)


def _optimizers(methods: str | Iterable[Any] | None) -> list[Optimizer]:
    if methods is None:
        raise TrajvizError('methods are missing; name some optimizers, such as methods="BFGS,GD"')
    if isinstance(methods, str):
        return parse_optimizers(methods)
    if isinstance(methods, Optimizer) or callable(methods):
        methods = [methods]
    chosen = [as_optimizer(method) for method in methods]
    if not chosen:
        raise TrajvizError("methods is empty; name at least one optimizer")
    return chosen


def _view_classes(view: str | Sequence[str], options: Mapping[str, Any]) -> list[Callable[..., View]]:
    """Return the views of those names, which among them have all of the options."""
    names = [name.strip() for name in view.split(",")] if isinstance(view, str) else list(view)
    if not names:
        raise TrajvizError(f"view is empty; name at least one of {', '.join(views)}")
    classes: list[Callable[..., View]] = [views[name] for name in names]
    for option in options:
        if not any(option in _options_of(view_class) for view_class in classes):
            having = [name for name, view_class in views.items() if option in _options_of(view_class)]
            known = {option for view_class in classes for option in _options_of(view_class)}
            hint = f"{' and '.join(having)} has" if having else did_you_mean(option, known)
            raise UnknownNameError(f"{' and '.join(names)} has no option {option!r}; {hint}")
    return classes


def _options_of(view_class: Callable[..., View]) -> list[str]:
    return [field.name for field in fields(view_class) if field.name != "scene"]  # type: ignore[arg-type]


def _view(view_class: Callable[..., View], scene: Scene, options: Mapping[str, Any]) -> View:
    """Make a view with those of the options that it has."""
    return view_class(scene, **{name: options[name] for name in _options_of(view_class) if name in options})


def _draw(panels: Sequence[View], heading: Header, size: tuple[int, int] | None) -> tuple[Figure, list[Attached]]:
    width = size[0] if size else _WIDTHS.get(len(panels), _WIDEST)
    heading = heading.fitted(width)
    height = size[1] if size else max(_HEIGHT, round(heading.height(width)) + _LEAST_BELOW_HEADER)
    with mpl.rc_context(heading.theme.rc):
        figure = Figure(figsize=(width / DPI, height / DPI), dpi=DPI)
        FigureCanvasAgg(figure)
        axes = [figure.add_subplot(projection=panel.projection) for panel in panels]
        attached = [layer for panel, ax in zip(panels, axes, strict=True) for layer in panel.attach(ax)]
        attached += heading.attach(figure)
        arrange(figure, axes, [panel.aspect for panel in panels], heading.height(width))
    return figure, attached
