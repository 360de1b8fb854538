"""Every fact that the catalogue states about a test function is proved here, not believed."""

from __future__ import annotations

import functools
import math

import numpy as np
import pytest
from scipy.differentiate import jacobian
from scipy.ndimage import minimum_filter
from scipy.optimize import minimize

from trajviz.errors import TrajvizError, UnknownNameError
from trajviz.functions import as_objective, objectives

NAMES = list(objectives)
FREE = [name for name in NAMES if not objectives[name].constraints]  # of the others, see test_constraints.py
WITH_MINIMUM = [name for name in FREE if objectives[name].minimum is not None]
SMOOTH = [name for name in WITH_MINIMUM if objectives[name].smooth]
SCALABLE = [name for name in NAMES if objectives[name].scaled is not None]
IN_MORE_DIMENSIONS = [(name, d) for name in SCALABLE for d in (3, 5)]
AS_IT_IS = [(name, objectives[name].dimension) for name in NAMES]
ON_A_LINE_OR_PLANE = [name for name in WITH_MINIMUM if objectives[name].dimension <= 2]
IN_SPACE = [name for name in WITH_MINIMUM if objectives[name].dimension > 2]

# What a function of a staircase, or of waves within waves, can not have: what it has instead is proved below.
STAIRCASES = {"bbob_7"}
FRACTALS = {"bbob_16", "bbob_23"}
OF_MANY_MINIMA = {*STAIRCASES, *FRACTALS}


def in_dimension(name, dimension):
    return objectives[name].in_dimensions(dimension)


def minima(f):
    """All stored minima, shape (d, n)."""
    return np.array(f.minima).T


def random_points(f, count):
    low, high = np.array(f.domain).T
    return np.random.default_rng(0).uniform(low, high, (count, f.dimension)).T


def widths(f):
    low, high = np.array(f.domain).T
    return high - low


def tolerance(f):
    return 1e-12 * max(1.0, abs(f.minimum))


@functools.cache
def typical_slope(f):
    return np.median(np.linalg.norm(f.gradient(random_points(f, 1000)), axis=0))


def local_search(f, start):
    """Return where Nelder and Mead's simplex ends, which needs no derivative and stays in the domain."""
    high = np.array(f.domain)[:, 1]
    simplex = start + np.vstack([np.zeros(f.dimension), np.diag(widths(f) / 1000)])
    simplex = np.where(simplex > high, 2 * high - simplex, simplex)
    options = {"xatol": 1e-9, "fatol": 1e-13, "maxfev": 400, "initial_simplex": simplex}
    return minimize(f, start, method="Nelder-Mead", bounds=f.domain, options=options)


def best_points(f, resolution=1201, basins=100):
    """Return the lowest local minima of a dense grid over the domain, each polished by a local search.

    Round numbers are on the grid, which matters for Bukin's edge alone: no local search can follow it.
    """
    axes = [np.linspace(low, high, resolution) for low, high in f.domain]
    grid = np.stack(np.meshgrid(*axes, indexing="ij"))
    heights = f(grid)
    assert np.isfinite(heights).all()
    bottoms = np.argwhere(heights == minimum_filter(heights, size=3, mode="nearest"))
    lowest = bottoms[np.argsort(heights[tuple(bottoms.T)], kind="stable")[:basins]]
    searches = [local_search(f, grid[(slice(None), *place)]) for place in lowest]
    return [*searches, local_search(f, zoomed_in(f, grid[(slice(None), *lowest[0])], widths(f) / resolution))]


def zoomed_in(f, point, cell, resolution=201):
    """Return the lowest point of finer and finer grids around a point: into rings that get narrower, say."""
    for _ in range(4):
        axes = [np.linspace(x - 3 * size, x + 3 * size, resolution) for x, size in zip(point, cell, strict=True)]
        axes = [np.clip(axis, low, high) for axis, (low, high) in zip(axes, f.domain, strict=True)]
        grid = np.stack(np.meshgrid(*axes, indexing="ij")).reshape(f.dimension, -1)
        point, cell = grid[:, np.argmin(f(grid))], 6 * cell / resolution
    return point


def test_the_catalogue_holds_what_people_look_for():
    assert len(NAMES) >= 130
    people_type = """
        quadratic elongated saddle camel Beale Rosenbrock banana Himmelblau Rastrigin Ackley Booth
        Matyas McCormick Goldstein-Price Styblinski-Tang Levy levy13 Easom Eggholder Griewank Schwefel
        Branin bukin6 cross-in-tray holder-table drop-wave three-hump-camel sixhump six-hump-camel
        bohachevsky bohachevsky2 bohachevsky3 dixon-price zakharov michalewicz monkey-saddle sphere
        sum-squares schaffer2 schaffer4 rotated-hyper-ellipsoid shubert trid adjiman bird keane giunta
        egg-crate chichinadze cube brown alpine1 alpine2 salomon xin-she-yang-2 perm0 gramacy-lee
        peaks mueller-brown langermann dejong5 test-tube-holder foxholes schwefel1.2
    """
    for name in people_type.split():
        assert objectives[name].dimension == 2
    sizes = {"forrester": 1, "hartmann3": 3, "hartmann4": 4, "hartmann6": 6, "shekel": 4, "powell": 4, "wood": 4}
    assert {name: objectives[name].dimension for name in sizes} == sizes


def test_a_misspelt_name_is_answered_with_the_nearest():
    with pytest.raises(UnknownNameError, match="rosenbrock"):
        objectives["rosenbrok"]


def test_each_of_the_four_scene_functions_has_its_numbers():
    assert objectives["elongated"].start == (-7, 2)
    assert objectives["elongated"].domain == ((-10, 10), (-5, 5))
    assert objectives["elongated"]([-7, 2]) == pytest.approx(49 / 20 + 4)
    assert objectives["quadratic"].start == (-4, 4)
    assert objectives["quadratic"]([-4, 4]) == 24
    assert objectives["saddle"].domain == ((-10, 10), (-10, 10))
    assert objectives["saddle"]([3, 2]) == 5
    assert objectives["camel"].domain == ((-2, 2), (-1, 1))
    assert objectives["camel"].minimum == pytest.approx(-1.0316, abs=5e-5)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_is(name):
    f = objectives[name]
    assert f.name == name
    assert f.title.strip()
    assert "," in f.reference
    assert objectives[f.title] is objectives[name.upper()] is f
    assert f.function.__doc__


@pytest.mark.parametrize("name", NAMES)
def test_its_formula_renders_in_mathtext(name):
    from matplotlib.mathtext import MathTextParser

    width, height, *_ = MathTextParser("path").parse(f"${objectives[name].latex}$")
    assert width > 10
    assert height > 5


@pytest.mark.parametrize("name", NAMES)
def test_its_start_is_inside_the_domain_and_not_stationary(name):
    f = objectives[name]
    assert all(low <= x <= high for x, (low, high) in zip(f.start, f.domain, strict=True))
    assert math.isfinite(f(f.start))
    assert name in STAIRCASES or np.linalg.norm(f.gradient(f.start)) > max(1e-4, 1e-2 * typical_slope(f))


@pytest.mark.parametrize("name", WITH_MINIMUM)
def test_its_minima_are_inside_the_domain_and_differ(name):
    f = objectives[name]
    assert f.minima
    assert len(set(f.minima)) == len(f.minima)
    low, high = np.array(f.domain).T[..., np.newaxis]
    assert ((low <= minima(f)) & (minima(f) <= high)).all()


@pytest.mark.parametrize("name", WITH_MINIMUM)
def test_its_value_at_every_minimum_is_the_minimum(name):
    f = objectives[name]
    np.testing.assert_allclose(f(minima(f)), f.minimum, rtol=0, atol=tolerance(f))


@pytest.mark.parametrize("name", SMOOTH)
def test_its_gradient_vanishes_at_every_interior_minimum(name):
    f = objectives[name]
    low, high = np.array(f.domain).T[..., np.newaxis]
    free = (low < minima(f)) & (minima(f) < high)
    slope = np.where(free, f.gradient(minima(f)), 0)
    steepness = np.linalg.norm(f.hessian(minima(f)), axis=(0, 1))
    assert (np.abs(slope) <= 1e-14 * (steepness + typical_slope(f)) * (1 + np.abs(minima(f)))).all()


@pytest.mark.parametrize("name", SMOOTH)
def test_its_hessian_has_no_descent_direction_at_an_interior_minimum(name):
    f = objectives[name]
    low, high = np.array(f.domain).T[..., np.newaxis]
    interior = ((low < minima(f)) & (minima(f) < high)).all(axis=0)
    curvatures = np.linalg.eigvalsh(np.moveaxis(f.hessian(minima(f)[:, interior]), -1, 0))
    assert (curvatures >= -1e-12 * np.abs(curvatures).max(initial=1)).all()


@pytest.mark.parametrize("name", [n for n in WITH_MINIMUM if not objectives[n].smooth and n not in STAIRCASES])
def test_one_that_is_not_smooth_has_a_kink_at_its_minima(name):
    f = objectives[name]
    aside = widths(f)[:, np.newaxis] * np.array([[0.6], [0.8]])
    near, nearer = (np.linalg.norm(f.gradient(minima(f) + share * aside), axis=0) for share in (1e-7, 1e-9))
    assert (nearer > 0.1 * near).all()  # where there is a gradient, it falls a hundredfold


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_A_LINE_OR_PLANE)
def test_a_global_search_finds_nothing_better_and_no_other_minimum(name):
    f = objectives[name]
    found = best_points(f)
    lowest = min(result.fun for result in found)
    assert lowest >= f.minimum - tolerance(f)
    height = np.median(f(random_points(f, 1000))) - f.minimum
    if name in OF_MANY_MINIMA:
        return
    as_low = np.array([result.x for result in found if result.fun <= f.minimum + 1e-6 * height])
    as_low = as_low.reshape(-1, f.dimension)
    gaps = np.linalg.norm((as_low[:, np.newaxis] - np.array(f.minima)) / widths(f), axis=2)
    assert (gaps.min(axis=1) < 5e-3).all(), f"as low: {as_low[gaps.min(axis=1) >= 5e-3]}"
    # A search that misses a stored minimum would miss one that is not stored, too.
    assert (gaps.min(axis=0) < 5e-3).all(), "the search is too weak"


@pytest.mark.parametrize("name", [name for name in FREE if objectives[name].minimum is None])
def test_one_without_a_minimum_falls_towards_the_edge(name):
    f = objectives[name]
    far = 100 * random_points(f, 1000)
    assert f.minima == ()
    assert f(far).min() < 10 * f(random_points(f, 1000)).min() < 0


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_batch_equals_a_loop(name):
    f = objectives[name]
    points = random_points(f, 12)
    for method in (f, f.gradient, f.hessian):
        batch = method(points.reshape(-1, 3, 4))
        loop = np.stack([method(point) for point in points.T], axis=-1).reshape(batch.shape)
        assert batch.shape[-2:] == (3, 4)
        accuracy = 1e-5 if name in FRACTALS else 1e-9  # creases as narrow as the last digits of a point
        np.testing.assert_allclose(batch, loop, rtol=accuracy, atol=accuracy * np.abs(loop).max())


WITH_SLOPES = [(name, dimension) for name, dimension in AS_IT_IS + IN_MORE_DIMENSIONS if name not in OF_MANY_MINIMA]
STEPS = {"bbob_19": 1e-6}  # in waves as narrow as that


def differentiated(function, f, points):
    """Return scipy's derivatives of `function` and their estimated errors."""
    step = STEPS.get(f.name, 1e-3) * widths(f)[:, np.newaxis]
    result = jacobian(function, points, initial_step=step, maxiter=6)
    return result.df, result.error


@pytest.mark.parametrize(("name", "dimension"), WITH_SLOPES)
def test_its_gradient_is_the_slope_of_its_values(name, dimension):
    f = in_dimension(name, dimension)
    points = random_points(f, 40)
    slope, error = differentiated(f, f, points)
    trusted = error < 1e-6 * (np.abs(slope) + typical_slope(f))
    assert trusted.mean() > 0.7  # the others lie near a kink
    assert_close_where(trusted, f.gradient(points), slope, 1e-5, typical_slope(f))


@pytest.mark.parametrize(("name", "dimension"), WITH_SLOPES)
def test_its_hessian_is_the_slope_of_its_gradient(name, dimension):
    f = in_dimension(name, dimension)
    points = random_points(f, 20)
    slope, error = differentiated(f.gradient, f, points)
    hessian = f.hessian(points)
    scale = np.median(np.linalg.norm(hessian, axis=(0, 1))) + 1e-6 * typical_slope(f)
    trusted = error < 1e-6 * (np.abs(slope) + scale)
    assert trusted.mean() > 0.7
    assert_close_where(trusted, hessian, slope, 1e-5, scale)
    np.testing.assert_allclose(hessian, hessian.swapaxes(0, 1), rtol=1e-9, atol=1e-9 * scale)


def assert_close_where(trusted, actual, expected, accuracy, scale):
    far = np.abs(actual - expected) > accuracy * (np.abs(expected) + scale)
    assert not (far & trusted).any(), (actual[far & trusted], expected[far & trusted])


@pytest.mark.parametrize("name", NAMES)
def test_its_derivatives_are_finite_at_its_minima_and_on_a_grid_with_the_centre(name):
    f = objectives[name]
    axes = [np.linspace(low, high, 21 if f.dimension <= 3 else 5)[1:-1] for low, high in f.domain]
    grid = np.stack(np.meshgrid(*axes)).reshape(f.dimension, -1)
    points = np.hstack([grid, minima(f)]) if f.minima else grid
    assert np.isfinite(f.gradient(points)).all()


@pytest.mark.parametrize(("name", "dimension"), IN_MORE_DIMENSIONS)
def test_in_more_dimensions_its_minima_are_right(name, dimension):
    f = in_dimension(name, dimension)
    assert f.dimension == len(f.start) == dimension
    np.testing.assert_allclose(f(minima(f)), f.minimum, rtol=0, atol=tolerance(f))
    if f.smooth:
        steepness = np.linalg.norm(f.hessian(minima(f)), axis=(0, 1))
        allowed = 1e-14 * (steepness + typical_slope(f)) * (1 + np.abs(minima(f)))
        low, high = np.array(f.domain).T[..., np.newaxis]
        free = (low < minima(f)) & (minima(f) < high)
        assert (np.abs(f.gradient(minima(f)))[free] <= allowed[free]).all()
    assert name in STAIRCASES or np.linalg.norm(f.gradient(f.start)) > 1e-6


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "dimension"), IN_MORE_DIMENSIONS + [(name, objectives[name].dimension) for name in IN_SPACE]
)
def test_in_more_dimensions_no_search_finds_better(name, dimension):
    f = in_dimension(name, dimension)
    many = random_points(f, 20000)
    starts = many[:, np.argsort(f(many))[:6]].T
    near = np.clip(np.array(f.minima[:2]) + 0.01 * widths(f), *np.array(f.domain).T)
    for start in [*starts, *near]:
        result = minimize(f, start, jac=f.gradient, method="L-BFGS-B", bounds=f.domain, options={"maxiter": 200})
        assert result.fun >= f.minimum - tolerance(f)


@pytest.mark.parametrize(("dimension", "published"), [(2, -1.8013034), (5, -4.6876582), (10, -9.6601517)])
def test_michalewicz_agrees_with_its_published_minima(dimension, published):
    assert in_dimension("michalewicz", dimension).minimum == pytest.approx(published, abs=1e-7)


@pytest.mark.parametrize(("name", "published"), [("trefethen", -3.306868647475237), ("branin", 0.397887357729739)])
def test_minima_known_to_many_digits(name, published):
    assert objectives[name].minimum == pytest.approx(published, abs=1e-14)


def test_a_function_of_two_variables_is_refused_in_three():
    with pytest.raises(TrajvizError, match="beale is defined in 2 dimensions, not in 3"):
        in_dimension("beale", 3)


@pytest.mark.parametrize("dimension", [1, 0, -1])
def test_fewer_than_two_dimensions_are_refused(dimension):
    with pytest.raises(TrajvizError, match=f"sphere is defined in 2 dimensions or more, not in {dimension}"):
        in_dimension("sphere", dimension)


# Titles as they stand in Wikipedia's "Test functions for optimization", in the Virtual Library of Simulation
# Experiments, in Jamil and Yang's survey and in the libraries that number them; None where the catalogue has no such.
WIKIPEDIA = {
    "Rastrigin function": "rastrigin",
    "Ackley function": "ackley",
    "Sphere function": "sphere",
    "Rosenbrock function": "rosenbrock",
    "Beale function": "beale",
    "Goldstein–Price function": "goldstein_price",
    "Booth function": "booth",
    "Bukin function N.6": "bukin_6",
    "Matyas function": "matyas",
    "Lévi function N.13": "levy_13",
    "Griewank function": "griewank",
    "Himmelblau's function": "himmelblau",
    "Three-hump camel function": "three_hump_camel",
    "Easom function": "easom",
    "Cross-in-tray function": "cross_in_tray",
    "Eggholder function": "eggholder",
    "Hölder table function": "holder_table",
    "McCormick function": "mccormick",
    "Schaffer function N. 2": "schaffer_2",
    "Schaffer function N. 4": "schaffer_4",
    "Styblinski–Tang function": "styblinski_tang",
    "Shekel function": "shekel",
    "Mishra's Bird function": "bird",
    "Townsend function (modified)": "townsend",
    "Gomez and Levy function (modified)": "gomez_levy",
    "Keane's bump function": None,
    "Simionescu function": "simionescu",
}
VIRTUAL_LIBRARY = {
    "Ackley Function": "ackley",
    "Bukin Function N. 6": "bukin_6",
    "Cross-in-Tray Function": "cross_in_tray",
    "Drop-Wave Function": "drop_wave",
    "Eggholder Function": "eggholder",
    "Gramacy & Lee (2012) Function": "gramacy_lee_2012",
    "Griewank Function": "griewank",
    "Holder Table Function": "holder_table",
    "Langermann Function": "langermann",
    "Levy Function": "levy",
    "Levy Function N. 13": "levy_13",
    "Rastrigin Function": "rastrigin",
    "Schaffer Function N. 2": "schaffer_2",
    "Schaffer Function N. 4": "schaffer_4",
    "Schwefel Function": "schwefel",
    "Shubert Function": "shubert",
    "Bohachevsky Functions": "bohachevsky_1",
    "Perm Function 0, d, β": "perm_0",
    "Rotated Hyper-Ellipsoid Function": "rotated_hyper_ellipsoid",
    "Sphere Function": "sphere",
    "Sum of Different Powers Function": "sum_of_powers",
    "Sum Squares Function": "sum_of_squares",
    "Trid Function": "trid",
    "Booth Function": "booth",
    "Matyas Function": "matyas",
    "McCormick Function": "mccormick",
    "Power Sum Function": "power_sum",
    "Zakharov Function": "zakharov",
    "Three-Hump Camel Function": "three_hump_camel",
    "Six-Hump Camel Function": "camel",
    "Dixon-Price Function": "dixon_price",
    "Rosenbrock Function": "rosenbrock",
    "De Jong Function N. 5": "de_jong_5",
    "Easom Function": "easom",
    "Michalewicz Function": "michalewicz",
    "Beale Function": "beale",
    "Branin Function": "branin",
    "Colville Function": "colville",
    "Forrester et al. (2008) Function": "forrester",
    "Goldstein-Price Function": "goldstein_price",
    "Hartmann 3-Dimensional Function": "hartmann_3",
    "Hartmann 4-Dimensional Function": "hartmann_4",
    "Hartmann 6-Dimensional Function": "hartmann_6",
    "Perm Function d, β": "perm",
    "Powell Function": "powell",
    "Shekel Function": "shekel",
    "Styblinski-Tang Function": "styblinski_tang",
}
NUMBERED = {
    "Ackley 1 Function": "ackley",
    "Ackley01": "ackley",
    "Ackley 2": "ackley_2",
    "Alpine 1": "alpine_1",
    "Alpine N. 2": "alpine_2",
    "Bukin06": "bukin_6",
    "Branin RCOS": "branin",
    "Branin01": "branin",
    "Levy13": "levy_13",
    "Schaffer No. 6": "schaffer_6",
    "Schwefel 1.2": "schwefel_1_2",
    "Schwefel’s Problem 1.2": "schwefel_1_2",
    "Schwefel 2.20": "absolute_sum",
    "Schwefel 2.26": "schwefel",
    "Schwefel26": "schwefel",
    "Holder Table 2": "holder_table",
    "Carrom Table": "carrom_table",
    "Powell Sum": "sum_of_powers",
    "Xin-She Yang (Function 2)": "xin_she_yang_2",
    "XinSheYang04": "xin_she_yang_4",
    "Xin-She Yang": None,
    "Wayburn Seader 1": "wayburn_seader_1",
    "Testtube Holder": "test_tube_holder",
    "Egg Holder": "eggholder",
    "Camel Function – Six Hump": "camel",
    "Camel Function – Three Hump": "three_hump_camel",
    "Dixon & Price": "dixon_price",
    "Freudenstein and Roth": "freudenstein_roth",
    "Rosenbrock’s banana function": "rosenbrock",
    "The Booth’s function": "booth",
    "Müller–Brown potential": "muller_brown",
    "Leon": None,
    "Schaffer": None,
}
TITLES = [*WIKIPEDIA.items(), *VIRTUAL_LIBRARY.items(), *NUMBERED.items()]


@pytest.mark.parametrize(("title", "name"), TITLES)
def test_what_people_paste_is_found_and_nothing_else(title, name):
    if name is not None:
        assert as_objective(title).name == name
        return
    with pytest.raises(TrajvizError, match=r"^unknown objective ") as caught:
        as_objective(title)
    assert "did you mean" in str(caught.value) or "known are" in str(caught.value)
    assert len(str(caught.value)) < 320


@pytest.mark.parametrize(
    ("title", "near"),
    {
        "Leon": "'rosenbrock' or 'cube'",
        "Schaffer function": "'schaffer_2', 'schaffer_4' or 'schaffer_6'",
        "Xin-She Yang": "'xin_she_yang_2' or 'xin_she_yang_4'",
        "Hartmann": "'hartmann_3', 'hartmann_4' or 'hartmann_6'",
        "table": "'holder_table' or 'carrom_table'",
    }.items(),
)
def test_a_name_of_several_is_answered_with_all(title, near):
    with pytest.raises(UnknownNameError) as caught:
        as_objective(title)
    assert near in str(caught.value)


@pytest.mark.parametrize("text", ["x.real", "x +", "foo(x)", "sin(q)"])
def test_what_looks_like_an_expression_is_judged_as_one(text):
    with pytest.raises(TrajvizError, match=r"^expression "):
        as_objective(text)


# Written out anew, with loops, from Jamil and Yang's survey and the Virtual Library: what hides behind names that are
# easily taken for each other.
ANEW = {
    "rotated hyper-ellipsoid": lambda x: sum(x[j] ** 2 for i in range(len(x)) for j in range(i + 1)),
    "Schwefel 1.2": lambda x: sum(sum(x[: i + 1]) ** 2 for i in range(len(x))),
    "axis-parallel hyper-ellipsoid": lambda x: sum((i + 1) * x[i] ** 2 for i in range(len(x))),
    "sum of different powers": lambda x: sum(abs(x[i]) ** (i + 2) for i in range(len(x))),
    "Schwefel 2.20": lambda x: sum(abs(each) for each in x),
    "Schwefel 2.26": lambda x: sum(418.9828872724337 - each * math.sin(math.sqrt(abs(each))) for each in x),
    "De Jong 1": lambda x: sum(each**2 for each in x),
    "De Jong 2": lambda x: sum(100 * (x[i + 1] - x[i] ** 2) ** 2 + (1 - x[i]) ** 2 for i in range(len(x) - 1)),
    "Holder table 2": lambda x: (
        -abs(math.sin(x[0]) * math.cos(x[1]) * math.exp(abs(1 - math.hypot(x[0], x[1]) / math.pi)))
    ),
    "Carrom table": lambda x: (
        -((math.cos(x[0]) * math.cos(x[1]) * math.exp(abs(1 - math.hypot(x[0], x[1]) / math.pi))) ** 2) / 30
    ),
    "Perm 0, d, β": lambda x: sum(
        sum((j + 10) * (x[j - 1] ** i - 1 / j**i) for j in range(1, 3)) ** 2 for i in range(1, 3)
    ),
    "Xin-She Yang 2": lambda x: sum(map(abs, x)) * math.exp(-sum(math.sin(each**2) for each in x)),
    "Levi 13": lambda x: (
        math.sin(3 * math.pi * x[0]) ** 2
        + (x[0] - 1) ** 2 * (1 + math.sin(3 * math.pi * x[1]) ** 2)
        + (x[1] - 1) ** 2 * (1 + math.sin(2 * math.pi * x[1]) ** 2)
    ),
}


@pytest.mark.parametrize("title", ANEW)
def test_the_function_is_the_one_of_that_name(title):
    f = as_objective(title)
    for point in random_points(f, 20).T:
        assert f(point) == pytest.approx(ANEW[title](point), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("name", NAMES)
def test_it_says_what_it_does_in_half_a_sentence(name):
    first = objectives[name].function.__doc__.partition("\n")[0]
    assert 10 < len(first) <= 110
    assert first.endswith(".")


@pytest.mark.parametrize("m", range(1, 11))
def test_shekel_has_as_many_wells_as_are_wanted(m):
    f = as_objective(f"shekel(m={m})")
    assert (f.minimum is not None) == (m in (1, 5, 7, 10))
    if f.minima:
        assert f(f.minima[0]) == pytest.approx(f.minimum, abs=1e-12)
        assert np.abs(f.gradient(f.minima[0])).max() < 1e-11
    with pytest.raises(TrajvizError, match="m must be a whole number from 1 to 10"):
        as_objective(f"shekel(m={m + 0.5})")
