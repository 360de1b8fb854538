"""Which views are shown, each with those of the options that it has, and of what."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace

from matplotlib.figure import Figure

from trajviz.drawing.looks import AxesLooks, Looks
from trajviz.drawing.panels import name_of
from trajviz.drawing.theme import as_theme
from trajviz.drawing.views import Scene, View, views
from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions import Objective
from trajviz.registry import did_you_mean
from trajviz.runs.trajectory import Trajectory
from trajviz.words import in_our_words

_PLAIN = Looks()


def view_classes_of(
    view: str | Sequence[str], options: Mapping[str, object], parameters: Sequence[str]
) -> list[Callable[..., View]]:
    """Return the views of those names, which among them have all of the options; `parameters` may be meant as well."""
    names = [name.strip() for name in view.split(",")] if isinstance(view, str) else list(view)
    if not names:
        raise TrajvizError(f"view is empty; name at least one of {', '.join(views)}")
    classes: list[Callable[..., View]] = [views[name] for name in names]
    for option in options:
        if not any(option in _options_of(view_class) for view_class in classes):
            having = [name for name, view_class in views.items() if option in _options_of(view_class)]
            known = {option for view_class in classes for option in _options_of(view_class)}
            hints = [f"{' and '.join(having)} has"] if having else []
            hints += filter(None, [in_our_words(option, [*known, *parameters])])
            hint = "; ".join(hints) or did_you_mean(option, [*known, *parameters])
            raise UnknownNameError(f"{' and '.join(names)} has no option {option!r}; {hint}")
    return classes


def _options_of(view_class: Callable[..., View]) -> list[str]:
    known = fields(view_class)  # type: ignore[arg-type]  # views are dataclasses
    return [field.name for field in known if field.name != "scene"]


def default_view(objectives: Sequence[Objective]) -> str:
    """Return the view of objectives where none is asked for."""
    return objectives[0].default_view if objectives else "contour"


def check_on_start(
    view_classes: Sequence[Callable[..., View]], objective: Objective, options: Mapping[str, object]
) -> None:
    """Show the start of a network alone: a view that can't is refused before the training takes its time."""
    if not objective.spatial:
        start = Trajectory.from_path([objective.start], objective=objective)
        scene = Scene(objective, (start,), as_theme("light"))
        without_plane = [each for each in view_classes if getattr(each, "variables", None) != 2]
        for panel in views_of(without_plane, scene, None, {**options, "run": 0}):
            panel.attach(Figure().add_subplot(projection=panel.projection))


def is_spatial(view_class: Callable[..., View]) -> bool:
    """Whether a view shows the space of the variables, with starts and minima in it."""
    return getattr(view_class, "variables", None) is not None


def views_of(
    view_classes: Sequence[Callable[..., View]],
    scene: Scene,
    plane: object,
    options: Mapping[str, object],
    looks: Looks = _PLAIN,
) -> list[View]:
    """Make the views, each with those of the options that it has, and on a plane where it needs one."""
    on_two_variables = scene
    if scene.runs[0].dimension > 2 and any(getattr(each, "variables", None) == 2 for each in view_classes):
        from trajviz.drawing.on_plane import on_plane

        on_two_variables = on_plane(scene, plane)
    panels = []
    for view_class in view_classes:
        shown = on_two_variables if getattr(view_class, "variables", None) == 2 else scene
        of_axes = looks.on_axes.get(name_of(view_class), AxesLooks())
        shown = _within(shown, of_axes) if is_spatial(view_class) else shown
        given = {**options, **({} if of_axes.ylim is None else {"ylim": of_axes.ylim})}
        if looks.clean:
            given["level_format"] = ""
        own = {name: given[name] for name in _options_of(view_class) if name in given}
        panels += [view_class(shown, **which) for which in _each_run(view_class, scene, own)]
    return panels


def _within(scene: Scene, looks: AxesLooks) -> Scene:
    """Return a scene whose objective is shown within the limits that a user wants of its axes."""
    return scene if scene.objective is None else replace(scene, objective=shown_within(scene.objective, looks))


def shown_within(objective: Objective, looks: AxesLooks) -> Objective:
    """Return an objective that is shown within the limits that a user wants of axes."""
    if looks.xlim is None and looks.ylim is None:
        return objective
    limits = (looks.xlim, looks.ylim)
    domain = [limits[i] or pair if i < 2 else pair for i, pair in enumerate(objective.domain)]
    return replace(objective, domain=domain)


def _each_run(
    view_class: Callable[..., View], scene: Scene, options: Mapping[str, object]
) -> list[Mapping[str, object]]:
    """Return the options of a view, and if it shows a single run, for the first run of each method in turn."""
    if "run" not in _options_of(view_class) or "run" in options:
        return [options]
    labels = [run.label for run in scene.runs]
    return [{"run": labels.index(label), **options} for label in dict.fromkeys(labels)]


def views_apart(
    view_classes: Sequence[Callable[..., View]],
    scene: Scene,
    plane: object,
    options: Mapping[str, object],
    looks: Looks,
) -> dict[str, View]:
    """Make a view for each method, by its label."""
    (whole,) = views_of(view_classes, scene, plane, {"run": 0, **options}, looks)
    scenes = whole.scene.apart()
    return {
        own.runs[0].label: replace(whole, scene=own)  # type: ignore[type-var]  # views are dataclasses
        for own in scenes
    }
