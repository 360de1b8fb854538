"""All stationary points of a function of two variables, proved by other ways than they are found."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest
from scipy.ndimage import minimum_filter
from scipy.optimize import minimize

import trajviz as tv
from trajviz.drawing.layers.stationary import told
from trajviz.errors import TrajvizError
from trajviz.functions import Objective, objectives
from trajviz.functions.stationary import stationary_points
from trajviz.functions.stationary_plane import StationaryPoints, stationary_points_on_plane

OF_TWO = [name for name, f in objectives.items() if f.dimension == 2]
# SciPy's descents end early in valleys that are a thousand times longer than wide, and on level ground.
TOO_HARD_FOR_SCIPY = {"bbob_2", "bbob_10", "bbob_11", "easom"}
MINIMA, MAXIMA = ("global minimum", "local minimum"), ("local maximum",)


@pytest.mark.parametrize(
    ("name", "minima", "saddles", "maxima"),
    [
        ("himmelblau", 4, 4, 1),
        ("camel", 6, 7, 2),
        ("three_hump_camel", 3, 2, 0),
        ("peaks", 3, 3, 3),
        ("muller_brown", 3, 2, 0),
        ("saddle", 0, 1, 0),
        ("monkey_saddle", 0, 1, 0),
        ("sphere", 1, 0, 0),
        ("rosenbrock", 1, 0, 0),
        ("chung_reynolds", 1, 0, 0),
        ("rastrigin", 121, 220, 100),
    ],
)
def test_counts_that_are_known(name, minima, saddles, maxima):
    found = stationary_points_on_plane(objectives[name])
    counts = [len(found.of_kind(*kinds)) for kinds in (MINIMA, ("saddle point",), MAXIMA)]
    assert counts == [minima, saddles, maxima]
    assert found.complete


@pytest.mark.parametrize("name", ["rastrigin", "styblinski_tang", "egg_crate", "qing", "shubert_4", "wavy"])
def test_those_of_a_sum_of_curves_are_all_pairs_of_those_of_the_curves(name):
    f = objectives[name]
    beside = 0.0  # the other coordinate, which shifts the curve and changes nothing else
    curves = [
        Objective(
            (lambda x: f.function(np.stack([x[0], beside + 0 * x[0]])))
            if axis == 0
            else (lambda x: f.function(np.stack([beside + 0 * x[0], x[0]]))),
            "curve",
            domain=[f.domain[axis]],
            gradient_function=(lambda x, axis=axis: f.gradient(np.insert(x, 1 - axis, beside, axis=0))[axis][None]),
        )
        for axis in (0, 1)
    ]
    alone = [[(p.x, p.kind) for p in stationary_points(curve)] for curve in curves]
    expected = np.array(sorted((a, b) for (a, _), (b, _) in product(*alone)))
    found = stationary_points_on_plane(f)
    places = np.array(sorted((p.x, p.y) for p in found.points))
    assert len(places) == len(expected)
    gaps = np.linalg.norm(expected[:, None] - places, axis=2)
    assert gaps.min(axis=1).max() < 1e-5 * np.ptp(f.domain)


@pytest.mark.slow
@pytest.mark.parametrize("name", OF_TWO)
def test_known_minima_and_where_descents_and_ascents_of_scipy_end_are_found(name):
    f = objectives[name]
    found = stationary_points_on_plane(f)
    check_known_minima(name, f, found)
    if name not in TOO_HARD_FOR_SCIPY:
        check_against_scipy(f, found)


def check_known_minima(name, f, found):
    # No flat minimum, a minimum on a border that is no point of rest, or waves within waves.
    if f.minimum is None or not f.smooth or f.constraints or name in ("bbob_5", "bbob_16"):
        return
    low, high = np.array(f.domain).T
    minima = found.of_kind("global minimum")
    inside = [m for m in f.minima if (low < m).all() and (m < high).all()]
    for minimum in inside:
        assert (np.abs(minima - minimum) <= 1e-5 * (high - low)).all(axis=1).any()
    assert (f(minima.T) <= f.minimum + 1e-7 * max(1, abs(f.minimum))).all()


def check_against_scipy(f, found):
    if not found.complete:
        assert told(found).endswith("there may be more")
        return
    low, high = np.array(f.domain).T
    width = high - low
    axes = [np.linspace(a, b, 301) for a, b in f.domain]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"))
    heights = f(grid)
    usual = np.sqrt(np.mean((f.gradient(grid) * width[:, None, None]) ** 2))
    for kinds, sign in ((MINIMA, 1.0), (MAXIMA, -1.0)):
        lowest = minimum_filter(sign * heights, size=5, mode="nearest")
        bottoms = np.argwhere((sign * heights == lowest)[3:-3, 3:-3]) + 3
        for i, j in bottoms[:: -(-len(bottoms) // 25) or 1]:
            result = minimize(
                lambda u, sign=sign: sign * f(low + u * width) / usual,
                (grid[:, i, j] - low) / width,
                jac=lambda u, sign=sign: sign * f.gradient(low + u * width) * width / usual,
                bounds=[(0, 1), (0, 1)],
                options={"gtol": 1e-9, "ftol": 1e-15, "maxiter": 2000},
            )
            at_rest = np.abs(result.jac).max() < 1e-7  # and not in the outermost cells, where pairs may be missed
            if at_rest and ((result.x > 5e-3) & (result.x < 1 - 5e-3)).all() and is_bent(f, low + result.x * width):
                gaps = np.abs(found.of_kind(*kinds, "saddle point") - (low + result.x * width)) / width
                assert (gaps.max(axis=1) < 1e-3).any(), low + result.x * width


def is_bent(f, point):
    """Whether a point is no place on level ground or on the floor of a gutter, which are none of a few points."""
    sizes = np.abs(np.linalg.eigvalsh(f.hessian(point) * np.multiply.outer(*[np.ptp(f.domain, axis=1)] * 2)))
    return sizes.min() > 1e-6 * sizes.max() > 0


def test_a_line_of_them_is_none():
    gutter = Objective(lambda x: (x[0] - 0.3) ** 2 + 0 * x[1], "gutter", domain=[(-1, 1), (-1, 1)])
    ring = Objective(lambda x: (x[0] ** 2 + x[1] ** 2 - 0.5) ** 2, "ring", domain=[(-1, 1), (-1, 1)])
    assert stationary_points_on_plane(gutter).points == ()
    (middle,) = stationary_points_on_plane(ring).points
    assert middle.kind == "local maximum"
    assert middle.x == pytest.approx(0, abs=1e-9)


def test_they_are_sought_once_for_each_objective():
    calls = []

    def counted(x):
        calls.append(1)
        return x[0] ** 2 + x[1] ** 2

    f = tv.functions.as_objective(counted, domain=[(-1, 1), (-1, 1)])
    anim = tv.animate(f, "GD,Adam", steps=3, view="contour", grid=True, stationary=True)
    first = stationary_points_on_plane(anim.trajectories[0].objective)
    before = len(calls)
    assert stationary_points_on_plane(anim.trajectories[0].objective) is first
    assert len(calls) == before


def test_the_map_marks_them_and_says_how_many_they_are():
    anim = tv.animate("himmelblau", "GD", steps=2, stationary=True)
    axes = next(axes for axes in anim._fig.axes if axes.get_xlabel() == "x")
    marks = {line.get_marker(): line.get_xydata() for line in axes.lines if line.get_marker() in ("v", "^", "X")}
    assert {marker: len(points) for marker, points in marks.items() if len(points) > 1} == {"v": 4, "X": 4}
    texts = [text.get_text() for text in axes.texts]
    assert "4 minima, 4 saddles, 1 maximum" in texts


def test_a_plane_through_more_variables_is_refused():
    with pytest.raises(TrajvizError, match="stationary points are marked for functions of two variables"):
        tv.animate("rosenbrock", "GD", start=(-1, 1, 1), steps=3, stationary=True)
    with pytest.raises(TrajvizError, match="hartmann_3 has 3"):
        stationary_points_on_plane(objectives["hartmann_3"])


def test_what_is_told():
    assert told(stationary_points_on_plane(objectives["sphere"])) == "1 minimum"
    assert told(StationaryPoints((), complete=False)) == "no stationary point; there may be more"
