"""Values that a parameter may be given and should not be, and calls of every public function that take them."""

from __future__ import annotations

import inspect
from dataclasses import fields, is_dataclass

import numpy as np
from matplotlib.animation import FuncAnimation
from matplotlib.figure import Figure

import trajviz as tv
from trajviz import learning, planes
from trajviz.drawing.views import views
from trajviz.planes import coordinate_plane, slice_objective

VALUES = {
    "a text": "x",
    "an empty text": "",
    "two letters": "ab",
    "None": None,
    "nan": float("nan"),
    "infinity": float("inf"),
    "a negative number": -1,
    "zero": 0,
    "a fraction": 2.5,
    "a huge number": 10**400,
    "a large number": 10**15,
    "the largest float": 1.7e308,
    "a complex number": 1j,
    "a truth": True,
    "an empty list": [],
    "a ragged list": [[1, 2], [3]],
    "a list of texts": ["a", "b"],
    "a pair": (3, 4),
    "an array of no rows": np.zeros((0, 2)),
    "an array of three axes": np.ones((2, 2, 2)),
    "an array of nan": np.full((3, 2), np.nan),
    "an array of objects": np.array([None, "a"], dtype=object),
    "bytes": b"x",
    "an object": object(),
    "a class": dict,
    "a mapping": {"a": 1},
    "a function": lambda: 0,
    "a set": {1, 2},
}


def bowl(x):
    return x[0] ** 2 + 2 * x[1] ** 2


OBJECTIVE = tv.Objective(bowl, "bowl", domain=[(-2, 2), (-1, 1)], start=(1, 1))
SAMPLED = learning.least_squares([[1.0], [2.0], [3.0]], [1.0, 2.0, 3.0])
RUN = tv.trace(OBJECTIVE, "GD(lr=0.1)", steps=3)
DEEP = tv.objective("sphere", dimension=3)
DEEP_RUN = tv.trace(DEEP, "GD(lr=0.1)", start=(1, 0.5, -1), steps=3)
PLANE = coordinate_plane([0.0, 0.0, 1.0], 0, 1)
SLICE = slice_objective(DEEP, PLANE, DEEP_RUN)
NETWORK = learning.network((2, 3, 1), np.eye(4, 2), np.ones((4, 1)))
PATH = [[0, 0], [1, 2], [3, 3]]
DATA = learning.Data("mine", np.eye(9, 2), np.arange(9) % 2, np.eye(2), np.arange(2))
SMALL = {"steps": 2, "size": (300, 260), "frames": 2}


def _animation():
    return tv.TrajectoryAnimation([PATH])


def _somebodys_animation():
    """Return an animation as Matplotlib makes them."""
    figure = Figure((2, 1))
    (line,) = figure.subplots().plot([0, 1], [0, 1])
    return FuncAnimation(figure, lambda k: line.set_ydata([0, k]), 2)


SWEEP = tv.sweep(OBJECTIVE, "GD(lr=[0.1,0.2])", budget=4)

CALLS = {
    "animate": (tv.animate, {"objective": OBJECTIVE, "methods": "GD", **SMALL}),
    "objective": (tv.objective, {"thing": "camel"}),
    "optimizer": (tv.optimizer, {"thing": "GD"}),
    "trace": (tv.trace, {"objective": OBJECTIVE, "optimizer": "GD", "steps": 2}),
    "Objective": (tv.Objective, {"function": bowl, "name": "bowl", "domain": [(-2, 2), (-1, 1)]}),
    "Objective()": (OBJECTIVE, {"x": [1.0, 1.0]}),
    "Objective.from_xy": (tv.Objective.from_xy, {"function": lambda x, y: x * y, "name": "f", "domain": [(0, 1)] * 2}),
    "Objective.gradient": (OBJECTIVE.gradient, {"x": [1.0, 1.0]}),
    "Objective.score": (OBJECTIVE.score, {"x": [1.0, 1.0]}),
    "Objective.hessian": (OBJECTIVE.hessian, {"x": [1.0, 1.0]}),
    "Objective.in_dimensions": (DEEP.in_dimensions, {"dimension": 2}),
    "Objective.on_domain": (OBJECTIVE.on_domain, {"domain": [(-1, 1), (-1, 1)]}),
    "Objective.bounded": (OBJECTIVE.bounded, {"bounds": [(-1, 1), (-1, 1)]}),
    "Objective.constrained": (
        lambda constraint, **known: OBJECTIVE.constrained(constraint, **known),
        {"constraint": "x + y <= 1", "minima": [(0, 0)], "minimum": 0.0},
    ),
    "Objective.from_residuals": (
        tv.Objective.from_residuals,
        {"residuals": lambda x: [x[0], 2 * x[1]], "name": "f", "domain": [(0, 1)] * 2},
    ),
    "Objective.residuals": (tv.objective("rosenbrock").residuals, {"x": [1.0, 1.0]}),
    "Objective.jacobian": (tv.objective("rosenbrock").jacobian, {"x": [1.0, 1.0]}),
    "Objective.violation": (OBJECTIVE.constrained("x + y <= 1").violation, {"x": [1.0, 1.0]}),
    "Objective.gradient_and_calls": (OBJECTIVE.gradient_and_calls, {"x": [1.0, 1.0]}),
    "Objective.restarted": (OBJECTIVE.noisy(0.1).restarted, {"stream": 1}),
    "Objective.minibatch": (SAMPLED.minibatch, {"size": 2}),
    "Objective.noisy": (OBJECTIVE.noisy, {"scale": 0.1}),
    "Optimizer.with_hyperparameters": (lambda lr: tv.optimizer("GD").with_hyperparameters(lr=lr), {"lr": 0.1}),
    "accelerate": (lambda: tv.accelerate().undo(), {}),
    "save": (tv.save, {"animation": _somebodys_animation(), "filename": "/nonexistent/a.gif"}),
    "sweep": (tv.sweep, {"objective": OBJECTIVE, "methods": "GD(lr=[0.1,0.2])", "budget": 4}),
    "Sweep.figure": (SWEEP.figure, {"kind": "lines"}),
    "Sweep.save": (SWEEP.save, {"path": "/nonexistent/a.csv"}),
    "Sweep.best": (SWEEP.best, {"method": "GD"}),
    "Theme.with_larger_fonts": (tv.themes["light"].with_larger_fonts, {"scale": 1.5}),
    "Theme.color": (tv.themes["light"].color, {"index": 1}),
    "Theme.dash": (tv.themes["light"].dash, {"index": 1}),
    "Theme.marker": (tv.themes["light"].marker, {"index": 1}),
    "Recorder": (tv.Recorder, {"objective": "sphere", "start": [1.0, 2.0]}),
    "Recorder()": (lambda x, value: tv.Recorder(start=[1.0, 2.0])(x, value), {"x": [2.0, 3.0], "value": 1.0}),
    "Recorder.trajectory": (
        lambda objective: tv.Recorder(objective, start=[1.0, 2.0]).trajectory,
        {"objective": "sphere"},
    ),
    "Recorder.watch": (tv.Recorder().watch, {"function": len}),
    "Recorder.following": (lambda optimizer: tv.Recorder().following(optimizer).__enter__(), {"optimizer": None}),
    "Trajectory": (tv.Trajectory, {"path": np.eye(2), "values": np.ones(2)}),
    "Trajectory.from_path": (tv.Trajectory.from_path, {"path": PATH}),
    "Trajectory.distance_to": (RUN.distance_to, {"points": [[0, 0]]}),
    "Trajectory.gradient_norms": (RUN.gradient_norms, {"rows": np.arange(2)}),
    "Trajectory.save": (RUN.save, {"path": "/nonexistent/a.csv"}),
    "Trajectory.from_checkpoints": (tv.Trajectory.from_checkpoints, {"folder": "/nonexistent"}),
    "Trajectory.load": (tv.Trajectory.load, {"path": "/nonexistent/a.csv"}),
    "TrajectoryAnimation": (tv.TrajectoryAnimation, {"paths": [PATH]}),
    "TrajectoryAnimation.from_composition": (
        tv.TrajectoryAnimation.from_composition,
        {"composition": _animation().composition},
    ),
    "TrajectoryAnimation.frames": (lambda dpi: _animation().frames(dpi).still(0), {"dpi": 50}),
    "TrajectoryAnimation.save": (lambda **o: _animation().save(**o), {"filename": "/nonexistent/a.gif"}),
    "TrajectoryAnimation.to_html": (lambda **o: _animation().to_html(**o), {"script": "own"}),
    "TrajectoryAnimation.to_jshtml": (lambda **o: _animation().to_jshtml(**o), {"fps": 5.0}),
    "TrajectoryAnimation.to_html5_video": (lambda **o: _animation().to_html5_video(**o), {"embed_limit": 5.0}),
    "TrajectoryAnimation3D": (tv.TrajectoryAnimation3D, {"paths": [np.eye(3)]}),
    "TrajectoryAnimation.show": (lambda frame: _animation().show(frame), {"frame": 1}),
    "planes.Plane": (planes.Plane, {"origin": [0, 0, 1], "directions": np.eye(3, 2)}),
    "planes.Plane.project": (PLANE.project, {"points": [[1, 2, 3]]}),
    "planes.Plane.lift": (PLANE.lift, {"coordinates": [1, 2]}),
    "planes.Plane.distance": (PLANE.distance, {"points": [[1, 2, 3]]}),
    "planes.SlicedObjective.sampled": (SLICE.sampled, {"resolution": (3, 3)}),
    "planes.coordinate_plane": (coordinate_plane, {"origin": [0.0, 0, 1]}),
    "planes.plane_through": (planes.plane_through, {"a": [0, 0, 1], "b": [1, 0, 1], "c": [0, 1, 1]}),
    "planes.random_plane": (planes.random_plane, {"objective": DEEP}),
    "planes.filter_plane": (planes.filter_plane, {"objective": NETWORK}),
    "planes.hessian_plane": (planes.hessian_plane, {"objective": DEEP, "origin": [1.0, 0, 1]}),
    "planes.line_between": (planes.line_between, {"objective": DEEP, "a": [0.0, 0, 1], "b": [1.0, 0, 1]}),
    "planes.principal_plane": (planes.principal_plane, {"runs": DEEP_RUN}),
    "planes.slice_objective": (slice_objective, {"objective": DEEP, "plane": PLANE}),
    "planes.project_run": (planes.project_run, {"run": DEEP_RUN, "sliced": SLICE}),
    "planes.load_slice": (planes.load_slice, {"path": "/nonexistent/a.npz"}),
    "planes.save_slice": (planes.save_slice, {"sliced": SLICE, "path": "/nonexistent/a.npz"}),
    "learning.Data": (learning.Data, {"name": "mine", "inputs": np.eye(4, 2), "targets": np.array([0, 1, 0, 1])}),
    "learning.curve": (learning.curve, {"samples": 5}),
    "learning.moons": (learning.moons, {"samples": 9}),
    "learning.digits": (learning.digits, {}),
    "learning.mnist": (learning.mnist, {"path": "/nonexistent/a.npz"}),
    "learning.least_squares": (learning.least_squares, {"inputs": [[1.0], [2.0]], "targets": [1.0, 2.0]}),
    "learning.linear_regression": (learning.linear_regression, {}),
    "learning.network": (learning.network, {"layers": (2, 3, 1), "inputs": np.eye(4, 2), "targets": np.ones((4, 1))}),
    "learning.torch_objective": (learning.torch_objective, {"model": None, "loss": max, "data": DATA}),
    "learning.moon_classifier": (learning.moon_classifier, {"data": DATA}),
    "learning.digit_classifier": (learning.digit_classifier, {"data": DATA, "hidden": (3,)}),
    "objectives[]": (lambda name: tv.objectives[name], {"name": "camel"}),
    "optimizers[]": (lambda name: tv.optimizers[name], {"name": "GD"}),
    "themes[]": (lambda name: tv.themes[name], {"name": "light"}),
}


def parameters_of(name):
    """Return the names of the parameters that a public function is called with."""
    function, base = CALLS[name]
    known = inspect.signature(function).parameters.values()
    named = [each.name for each in known if each.kind in (each.POSITIONAL_OR_KEYWORD, each.KEYWORD_ONLY)]
    extra = {
        "TrajectoryAnimation.save": ["filename", "fps", "dpi", "hold", "loop", "transparent", "quiet"],
        "TrajectoryAnimation.to_html5_video": ["embed_limit"],
        "TrajectoryAnimation.to_jshtml": ["fps", "embed_frames", "default_mode"],
    }.get(name, [])
    return list(dict.fromkeys([*named, *base, *extra]))


def view_options():
    """Yield the name of each view, with each of its options."""
    for name, view in views.items():
        if is_dataclass(view):
            yield from ((name, each.name) for each in fields(view) if each.name != "scene")


OF_A_VIEW = {
    "curve": {"objective": "x**2", "methods": "GD"},
    "loss": {"objective": SAMPLED, "methods": "GD"},
    "accuracy": {"objective": learning.moon_classifier(learning.moons(30)), "methods": "GD"},
    "boundary": {"objective": learning.moon_classifier(learning.moons(30)), "methods": "GD"},
    "fit": {"objective": learning.linear_regression(), "methods": "GD"},
}


def animate_view(view, option, value):
    """Show a view with a value for one of its options, and draw its last frame."""
    what = OF_A_VIEW.get(view, {"objective": OBJECTIVE, "methods": "GD"})
    animation = tv.animate(**what, view=view, **SMALL, **{option: value})
    animation.frames().still(-1)
