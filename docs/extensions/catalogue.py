"""The catalogue's pages: one for each test function and one for each method, made from the registries."""

from __future__ import annotations

import inspect
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from joblib import Parallel, delayed
from PIL import Image
from sphinx.application import Sphinx
from sphinx.util import logging

import trajviz as tv
from trajviz.runs.rates import rate_of

QUALITY = 50
THUMBNAIL = (240, 150)
RUN_ON = ("elongated", "rosenbrock", "himmelblau", "beale", "booth")
"""The first three of these on which a method can run are shown on its page."""

PANEL = (520, 380)


def setup(app: Sphinx) -> dict[str, Any]:
    """Write all pages and draw their pictures before pages are read."""
    app.connect("builder-inited", _write)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _write(app: Sphinx) -> None:
    functions, methods = (Path(app.srcdir) / "catalogue" / kind for kind in ("functions", "methods"))
    for folder in (functions, methods):
        (folder / "pictures").mkdir(parents=True, exist_ok=True)
    logging.getLogger(__name__).info("drawing the catalogue, which takes some minutes")
    with Parallel(n_jobs=-1) as parallel:
        parallel(delayed(_draw_function)(name, functions / "pictures") for name in tv.objectives)
        parallel(delayed(_draw_method)(name, methods / "pictures") for name in tv.optimizers)
    for name in tv.objectives:
        (functions / f"{name}.md").write_text("\n".join(_function_page(name)), encoding="utf-8")
    for name in tv.optimizers:
        (methods / f"{_file(name)}.md").write_text("\n".join(_method_page(name)), encoding="utf-8")
    (functions / "index.md").write_text("\n".join(_index_of_functions()), encoding="utf-8")
    (methods / "index.md").write_text("\n".join(_index_of_methods()), encoding="utf-8")


# ---- functions


def _method_for(objective: tv.Objective) -> str:
    """Return the name of a method that suits a function."""
    if objective.constraints:
        return "SLSQP"
    return "BFGS" if objective.smooth else "Nelder-Mead"


def _views_of(objective: tv.Objective) -> str:
    return "contour,surface" if objective.dimension == 2 else objective.default_view


def _size_of(objective: tv.Objective) -> tuple[int, int]:
    return (800, 350) if objective.dimension == 2 else (560, 350)


def _draw_function(name: str, folder: Path) -> None:
    picture = folder / f"{name}.webp"
    if picture.exists():
        return
    objective = tv.objectives[name]
    views = _views_of(objective).split(",")
    animation = tv.animate(objective, _method_for(objective), view=views, size=_size_of(objective))
    frame = _last_frame(animation)
    left, bottom, right, top = animation.fig.axes[0].get_window_extent().extents
    small = frame.crop((round(left), frame.height - round(top), round(right), frame.height - round(bottom)))
    small.thumbnail(THUMBNAIL, Image.Resampling.LANCZOS)
    small.save(folder / f"{name}.small.webp", "WEBP", quality=QUALITY, method=6)
    frame.save(picture, "WEBP", quality=QUALITY, method=6)


def _last_frame(animation: tv.TrajectoryAnimation) -> Image.Image:
    frames = animation.frames()
    return Image.fromarray(frames.still(len(frames) - 1)[..., :3])


def _function_page(name: str) -> Iterator[str]:
    objective = tv.objectives[name]
    method, views = _method_for(objective), _views_of(objective)
    yield f"# {objective.title}\n\n{_first_sentence(objective.function)}\n"
    yield f"```{{image}} pictures/{name}.webp\n:alt: {objective.title}, with a run of {method}\n```\n"
    yield f"$$\nf({_arguments(objective)}) = {objective.latex}\n$$\n" if objective.latex else ""
    yield from _table(
        {
            "Name": _code(_spellings(tv.objectives, name)),
            "Variables": f"{objective.dimension}{', or any number' if objective.scaled else ''}",
            "Domain": " × ".join(f"[{low:g}, {high:g}]" for low, high in objective.domain),
            "Start": _point(objective.start),
            "Minimum": _minimum(objective),
            "Constraints": "; ".join(str(each) for each in objective.constraints),
            "Derivatives": "" if objective.smooth else "not smooth: there are points without a gradient",
            "Reference": objective.reference,
            "Notes": " ".join(objective.notes),
        }
    )
    yield f"\n```sh\ntrajviz {name} --methods {method} --view {views}\n```\n"
    yield f"\n```python\ntv.animate({name!r}, {method!r}, view={views.split(',')})\n```\n"


def _arguments(objective: tv.Objective) -> str:
    return "x, y" if objective.dimension == 2 and not objective.scaled else "x"


def _minimum(objective: tv.Objective) -> str:
    if not objective.minima:
        return "not known in closed form" if objective.minimum is None else f"{objective.minimum:.6g}"
    return f"{objective.minimum:.6g} at {' and '.join(_point(point) for point in objective.minima)}"


def _point(point: Sequence[float]) -> str:
    return f"({', '.join(f'{x:.6g}' for x in point)})"


def _index_of_functions() -> Iterator[str]:
    yield f"# Test functions\n\nAll {len(tv.objectives)} of them, each by its name in the command and in Python.\n"
    yield "::::{grid} 2 3 4 4\n:gutter: 2\n"
    for name in sorted(tv.objectives, key=_as_listed):
        yield f":::{{grid-item-card}} {tv.objectives[name].title}"
        yield f":img-top: pictures/{name}.small.webp\n:img-alt: the map of {tv.objectives[name].title}"
        yield f":link: {name}\n:link-type: doc\n:::\n"
    yield "::::\n\n```{toctree}\n:hidden:\n"
    yield from sorted(tv.objectives, key=_as_listed)
    yield "```"


def _as_listed(name: str) -> list[str]:
    """Return what puts titles in alphabetical order, numbers in theirs."""
    return [
        f"{int(part):09}" if part.isdigit() else part
        for part in re.split(r"(\d+)", tv.objectives[name].title.casefold())
    ]


# ---- methods


def _runs_of(name: str) -> list[tv.Objective]:
    """Return three functions on which a method can run; bounded ones where it needs bounds."""
    method = tv.optimizers[name]
    able = [tv.objectives[each] for each in RUN_ON if method.needs is None or _can_run(method, tv.objectives[each])]
    return able[:3] or [tv.objectives[each].bounded("domain") for each in RUN_ON[:3]]


def _can_run(method: tv.Optimizer, objective: tv.Objective) -> bool:
    assert method.needs is not None
    return method.needs[1](objective, method.hyperparameters)


def _is_tuned(name: str) -> bool:
    return rate_of(tv.optimizers[name]) is not None


def _draw_method(name: str, folder: Path) -> None:
    player = folder / f"{_file(name)}.player"
    if player.exists():
        return
    first, *others = (tv.animate(objective, name, tune=_is_tuned(name), size=PANEL) for objective in _runs_of(name))
    for number, animation in enumerate(others, start=1):
        _last_frame(animation).save(folder / f"{_file(name)}_{number}.webp", "WEBP", quality=QUALITY, method=6)
    player.write_text(first.to_html(script="shared"), encoding="utf-8")


def _method_page(name: str) -> Iterator[str]:
    method = tv.optimizers[name]
    yield f"# {name}\n\n{method.summary}.\n"
    yield f"$$\n{method.latex}\n$$\n"
    yield f"```{{raw}} html\n:file: pictures/{_file(name)}.player\n```\n"
    yield f"```sh\n{_command(name, 0)}\n```\n"
    if method.defaults:
        yield "## Hyperparameters\n\n| name | default | may be |\n|---|---|---|"
        for each, default in method.defaults.items():
            allowed = method.ranges[each][0] if each in method.ranges else _kind(default)
            yield f"| `{each}` | `{default!r}` | {allowed} |"
    yield "\n## What it is\n"
    yield from _table(
        {
            "Name": _code(_spellings(tv.optimizers, name)),
            "Needs": method.needs[0] if method.needs else "",
            "Bounds": "respected" if method.takes_bounds else "not known to it: it runs free",
            "Constraints": "honoured" if method.takes_constraints else "",
            "Stops": "by its own rule" if method.stops else "where the gradient vanishes, or after all steps",
            "Many starts": "as one batch" if method.batched else "one by one, in several processes",
            "Reference": method.reference,
        }
    )
    yield "\n## On two more functions\n\n::::{grid} 1 1 2 2\n:gutter: 3\n"
    for number, objective in list(enumerate(_runs_of(name)))[1:]:
        yield f":::{{grid-item}}\n```{{image}} pictures/{_file(name)}_{number}.webp"
        yield f":alt: {name} on {objective.title}\n```\n"
        yield f"```sh\n{_command(name, number)}\n```\n:::\n"
    yield "::::\n"


def _command(name: str, number: int) -> str:
    objective = _runs_of(name)[number]
    quoted = f'"{name}"' if " " in name else name
    bounds, tune = " --bounds domain" if objective.bounds else "", " --tune" if _is_tuned(name) else ""
    return f"trajviz {objective.name} --methods {quoted}{bounds}{tune}"


def _kind(default: object) -> str:
    kinds = {bool: "true or false", int: "a whole number", float: "a number", str: "a text"}
    return kinds.get(type(default), "a number, or none")


def _index_of_methods() -> Iterator[str]:
    yield f"# Methods\n\n{len(tv.optimizers)} by name; those of PyTorch, pytorch_optimizer and Optax come by the place"
    yield "where they live, as in `torch.optim.Adam(lr=0.1)`.\n\n| | |\n|---|---|"
    for name in tv.optimizers:
        yield f"| [{name}]({_file(name)}.md) | {tv.optimizers[name].summary}. |"
    yield "\n```{toctree}\n:hidden:\n"
    yield from map(_file, tv.optimizers)
    yield "```"


# ---- both


def _file(name: str) -> str:
    return name.replace(" ", "-")


def _first_sentence(function: Any) -> str:
    return (inspect.getdoc(function) or "").partition("\n\n")[0]


def _spellings(registry: Any, name: str) -> list[str]:
    others = [each for each in registry.spellings if registry[each] is registry[name] and each != name]
    return [name, *others]


def _code(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _table(rows: dict[str, str]) -> Iterator[str]:
    yield "| | |\n|---|---|"
    for what, told in rows.items():
        if told:
            yield f"| {what} | {told.replace('|', chr(92) + '|')} |"
