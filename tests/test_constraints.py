"""Constraints: how they are given, who honours them, that they are drawn; and the functions that have some."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.path import Path
from scipy.optimize import LinearConstraint, NonlinearConstraint, linprog, minimize

import trajviz as tv
from trajviz.cli import main
from trajviz.drawing.layers.infeasible import borders, slack_on_grid
from trajviz.drawing.views.mesh import mesh_of
from trajviz.errors import TrajvizError
from trajviz.functions import objectives
from trajviz.functions.constraints import FEASIBLE, as_constraints
from trajviz.functions.kinds import kind_of_point

DOMAIN = [(-2.0, 2.0), (-1.0, 3.0)]
POINTS = np.random.default_rng(0).uniform(*np.transpose(DOMAIN), (50, 2)).T
CONSTRAINED = [name for name, f in objectives.items() if f.constraints]
HONOURING = [name for name, method in tv.optimizers.items() if method.takes_constraints]


def read(*given):
    return as_constraints(given, DOMAIN, (0.5, 0.5))


def disk(x):
    return x[0] ** 2 + x[1] ** 2


def disk_jacobian(x):
    return np.array([2 * x[0], 2 * x[1]])


def two(x):
    return [x[0] + 2 * x[1], x[0] * x[1]]


EVERY_FORM = {
    "a text": ("x**2 + y**2 <= 2", "x + 2*y >= 1"),
    "the other way round": ("2 >= x**2 + y**2", "1 <= x + 2*y"),
    "x1, x2": ("x1**2 + x2**2 < 2", "x1 + 2*x2 > 1"),
    "pasted": ("x² + y² ≤ 2", "x + 2·y ≥ 1"),
    "a list": (["x**2 + y**2 <= 2", "x + 2*y >= 1"],),
    "SciPy's objects": (NonlinearConstraint(disk, -np.inf, 2), LinearConstraint([[1, 2]], 1, np.inf)),
    "with derivatives": (
        NonlinearConstraint(disk, -np.inf, 2, jac=disk_jacobian, hess=lambda _, v: 2 * v[0] * np.eye(2)),
        LinearConstraint([1, 2], 1),
    ),
    "dictionaries": (
        {"type": "ineq", "fun": lambda x, r: r - x[0] ** 2 - x[1] ** 2, "args": (2,)},
        {"type": "ineq", "fun": lambda x: np.array([x[0] + 2 * x[1] - 1]), "jac": lambda _: np.array([[1.0, 2.0]])},
    ),
    "one vector": (NonlinearConstraint(lambda x: np.array([x @ x, x[0] + 2 * x[1]]), [-np.inf, 1], [2, np.inf]),),
}


class TestForms:
    @pytest.mark.parametrize("form", EVERY_FORM)
    def test_all_forms_of_the_same_constraints_are_the_same(self, form):
        made = read(*EVERY_FORM[form])
        x, y = POINTS
        np.testing.assert_allclose(made[0].violation(POINTS), np.maximum(0, x**2 + y**2 - 2), atol=1e-12)
        np.testing.assert_allclose(made[1].violation(POINTS), np.maximum(0, 1 - x - 2 * y), atol=1e-12)
        signs = [np.sign(each.gradient_at(POINTS)[0, 0]) for each in made]
        slopes = [signs[0] * np.sign(x[0]) * 2 * POINTS, signs[1] * np.array([[1.0], [2.0]]) * np.ones_like(POINTS)]
        for each, slope in zip(made, slopes, strict=True):
            np.testing.assert_allclose(each.gradient_at(POINTS), slope, atol=1e-7)
        curvature = signs[0] * np.sign(x[0]) * 2 * np.eye(2)[..., None] * np.ones(50)
        np.testing.assert_allclose(made[0].hessian_at(POINTS), curvature, atol=1e-5)

    def test_equalities_and_rows_of_comparisons(self):
        (line,) = read("x + y == 1")
        assert line.is_equality
        np.testing.assert_allclose(line.violation(POINTS), np.abs(POINTS.sum(axis=0) - 1))
        low, high = read("0 <= x <= y")
        np.testing.assert_allclose(low.violation(POINTS), np.maximum(0, -POINTS[0]))
        np.testing.assert_allclose(high.violation(POINTS), np.maximum(0, POINTS[0] - POINTS[1]))
        ring = read(NonlinearConstraint(disk, 1, 2))[0]
        np.testing.assert_allclose(
            ring.violation(POINTS), np.maximum(0, np.maximum(1 - disk(POINTS), disk(POINTS) - 2))
        )

    @given(st.lists(st.floats(-5, 5), min_size=4, max_size=4), st.floats(-3, 0), st.floats(0, 3))
    def test_a_matrix_is_broken_as_scipy_says(self, numbers, low, high):
        matrix = LinearConstraint(np.reshape(numbers, (2, 2)), low, high)
        point = np.array([0.7, -1.3])
        below, above = matrix.residual(point)
        broken = np.maximum(0, -np.minimum(below, above))
        made = [each.violation(point).item() for each in read(matrix)]
        np.testing.assert_allclose(made, broken, atol=1e-12)

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ("x + y", "compares nothing"),
            ("x <= ", "nothing on one side of <="),
            ("1 <= 2", "has no variable"),
            ("x + z <= 1", "uses 3 coordinates"),
            ("x1 + y <= 1", "mixes the variables"),
            ("x <= __import__('os')", "is not arithmetic|unknown function"),
            ("x != 1", "not arithmetic"),
            (3, "a constraint is arithmetic such as"),
            (None, "a constraint is arithmetic such as"),
            ({"type": "le", "fun": disk}, "has a type, 'eq' or 'ineq'"),
            ({"type": "eq"}, "a fun that is a function"),
            ({"type": "eq", "fun": disk, "lb": 0}, "and no"),
            (LinearConstraint([[1, 2, 3]], 0, 1), "must have 2 columns"),
            (NonlinearConstraint(disk, 2, 1), "must not lie above"),
            (NonlinearConstraint(disk, np.nan, 1), "must not lie above"),
            (NonlinearConstraint(lambda _: 1 / 0, 0, 1), "raises ZeroDivisionError at the start"),
            (NonlinearConstraint(lambda _: "a", 0, 1), "at the start"),
        ],
    )
    def test_what_is_no_constraint_is_refused_in_a_sentence(self, given, said):
        with pytest.raises(TrajvizError, match=said) as caught:
            tv.objective("beale").constrained(given)
        assert len(str(caught.value)) < 250

    def test_bounds_are_told_where_they_belong(self):
        from scipy.optimize import Bounds

        with pytest.raises(TrajvizError, match="give them to bounded"):
            tv.objective("beale").constrained(Bounds(0, 1))


class TestObjective:
    def test_is_an_objective_again_each_time(self):
        f = objectives["rosenbrock"].constrained("x + y <= 1").noisy(0.1).constrained("x >= 0").bounded((-3, 3))
        assert [each.name for each in f.constraints] == ["x + y <= 1", "x >= 0"]
        assert f.stochastic
        assert f.violation([2.0, 2.0]) == 3
        np.testing.assert_array_equal(f.violation(np.array([[-1.0, 0.2], [0.0, 0.2]])), [1.0, 0.0])
        assert len(f.in_dimensions(3).constraints) == 2

    def test_minima_that_meet_the_constraints_stay_the_minima_and_others_are_none(self):
        camel = objectives["camel"]
        kept = camel.constrained("y >= 0")
        assert kept.minima == (camel.minima[1],)
        assert kept.minimum == camel.minimum
        assert camel.constrained("y >= 0.9").minima == ()
        assert camel.constrained("y >= 0.9").minimum is None
        told = camel.constrained("y >= 0.9", minima=[(0, 0.9)])
        assert told.minimum == camel([0, 0.9])


class TestMethods:
    @pytest.mark.parametrize("name", ["SLSQP", "COBYLA", "COBYQA", "trust-constr"])
    @pytest.mark.parametrize("form", EVERY_FORM)
    def test_goes_where_scipy_goes(self, name, form):
        f = objectives["beale"].constrained(*EVERY_FORM[form])
        run = tv.trace(f, name, start=(0.5, 0.5), steps=2000)
        curved = {"hess": lambda _, v: 2 * v[0] * np.eye(2)} if name == "trust-constr" else {}
        constraints = [
            NonlinearConstraint(disk, -np.inf, 2, jac=disk_jacobian, **curved),
            LinearConstraint([[1, 2]], 1, np.inf),
        ]
        how = {"jac": f.gradient} if name in ("SLSQP", "trust-constr") else {}
        if name == "trust-constr":
            how["hess"] = f.hessian
        theirs = minimize(f, (0.5, 0.5), method=name, constraints=constraints, **how)
        np.testing.assert_allclose(run.path[-1], theirs.x, atol=2e-3)
        assert run.values[-1] == pytest.approx(theirs.fun, abs=1e-5)
        assert run.violation < 1e-4
        assert not run.free
        assert run.title == name

    @pytest.mark.parametrize("name", tv.optimizers)
    def test_who_does_not_honour_them_is_told_free(self, name):
        f = objectives["rosenbrock"].constrained("x + y <= 1")
        if name not in HONOURING:
            assert tv.optimizers[name].is_free(f)
        assert not tv.optimizers[name].is_free(objectives["rosenbrock"])

    def test_a_run_keeps_its_steps_where_a_constraint_is_no_number(self):
        f = objectives["rosenbrock"].constrained("log(x) <= 1")
        run = tv.trace(f, "SLSQP", start=(-1, 1))
        assert run.outcome in ("failed", "completed")

    def test_a_constraint_that_raises_has_no_value_there(self):
        def picky(x):
            if x[0] > 1.2:
                raise ValueError
            return x[0]

        f = objectives["rosenbrock"].constrained(NonlinearConstraint(picky, -np.inf, 1.2))
        assert np.isnan(f.violation([2.0, 0.0]))
        assert f.violation([1.0, 0.0]) == 0


class TestJudging:
    def test_on_a_constraint_at_rest(self):
        f = objectives["rosenbrock_disk"].constrained("y <= 0.5")
        run = tv.trace(f, "COBYQA", start=(0, 0))
        assert run.outcome == "converged"
        assert run.kind == "constraint"
        assert run.message == "at rest on y <= 0.5"

    def test_at_the_constrained_minimum(self):
        run = tv.trace("simionescu", "SLSQP", start=(0.6, -0.5))
        assert (run.outcome, run.kind) == ("converged", "global minimum")
        assert run.message == "at rest at the global minimum, on a constraint"

    def test_inside_it_is_as_ever(self):
        run = tv.trace(objectives["sphere"].constrained("x + y <= 3"), "SLSQP", start=(1, 1))
        assert run.message == "at rest at the global minimum"

    def test_a_corner_of_bounds_and_constraints_is_stationary(self):
        f = tv.objective("-x - 2*y", domain=(-1, 3)).bounded((0, 2)).constrained("x + y <= 3")
        run = tv.trace(f, "SLSQP", start=(0.5, 0.5))
        best = linprog([-1, -2], A_ub=[[1, 1]], b_ub=[3], bounds=(0, 2)).x
        np.testing.assert_allclose(run.path[-1], best, atol=1e-9)
        assert run.outcome == "converged"

    def test_what_ends_outside_has_not_converged(self):
        f = tv.objective("x**2 + y**2").constrained("x >= 1", "x <= -1")
        run = tv.trace(f, "SLSQP", start=(0.5, 0.5))
        assert run.violation > FEASIBLE
        assert run.outcome == "failed"

    def test_a_free_run_beyond_is_not_at_the_global_minimum(self):
        f = objectives["simionescu"]
        at = np.array([1.2, -0.6])  # as low, and infeasible
        assert f(at) == pytest.approx(f.minimum)
        assert kind_of_point(f, at, f.minimum, np.zeros(2), 1e-6) != "global minimum"
        run = tv.trace(objectives["camel"].constrained("y >= 0"), "BFGS", start=(0.1, -0.7))
        assert run.kind == "local minimum"
        assert run.free


@pytest.mark.parametrize("name", CONSTRAINED)
class TestCatalogue:
    """Each fact about a function with constraints is proved by a search that knows nothing of it."""

    def test_its_minima_meet_the_constraints_and_have_the_value(self, name):
        f = objectives[name]
        points = np.transpose(f.minima)
        assert (f.violation(points) <= 1e-12).all()
        np.testing.assert_allclose(f(points), f.minimum, rtol=1e-13, atol=1e-14)
        assert f.violation(f.start) == 0
        assert f(f.start) > f.minimum

    def test_no_feasible_point_of_a_dense_grid_is_lower(self, name):
        f = objectives[name]
        grid = np.stack(np.meshgrid(*(np.linspace(*pair, 1501) for pair in f.domain))).reshape(2, -1)
        values = f(grid)[f.violation(grid) == 0]
        assert values.min() >= f.minimum
        spread = np.ptp(values)
        assert values.min() <= f.minimum + 0.01 * spread

    def test_searches_from_all_over_end_nowhere_lower_and_find_every_minimum(self, name):
        f = objectives[name]
        starts = np.random.default_rng(1).uniform(*np.transpose(f.domain), (60, 2))
        constraints = [NonlinearConstraint(each, each.low, each.high) for each in f.constraints]
        ends = [
            minimize(f, start, method="SLSQP", constraints=constraints, options={"ftol": 1e-12}) for start in starts
        ]
        low, high = np.transpose(f.domain)
        found = [
            end.x
            for end in ends
            if end.success and f.violation(end.x) < 1e-9 and ((low <= end.x) & (end.x <= high)).all()
        ]
        values = f(np.transpose(found))
        assert values.min() >= f.minimum - 1e-9
        best = np.array(found)[values <= f.minimum + 1e-6 * max(1, abs(f.minimum))]
        gaps = np.linalg.norm(best[:, None] - np.array(f.minima), axis=2)
        assert (gaps.min(axis=1) < 2e-2).all()
        assert (gaps.min(axis=0) < 1e-2).all()

    def test_what_its_formula_says_is_what_its_constraints_say(self, name):
        assert objectives[name].latex.count("leq") <= 2 * len(objectives[name].constraints)


class TestFiles:
    @pytest.mark.parametrize("suffix", ["npz", "csv"])
    @pytest.mark.parametrize("name", ["SLSQP", "GD(lr=0.001)"])
    @pytest.mark.parametrize("function", ["rosenbrock", "simionescu"])
    def test_a_file_keeps_constraints_that_were_typed(self, tmp_path, suffix, name, function):
        f = objectives[function].constrained("x + y <= 1.5", "x*y == 0.1")
        run = tv.trace(f, name, steps=5)
        run.save(tmp_path / f"run.{suffix}")
        again = tv.Trajectory.load(tmp_path / f"run.{suffix}")
        assert again.constraints == run.constraints
        assert [each.text for each in again.objective.constraints] == [each.text for each in f.constraints]
        assert again.free == run.free == (name != "SLSQP")
        assert again.violation == pytest.approx(run.violation)

    def test_and_the_names_of_others(self, tmp_path):
        f = objectives["rosenbrock"].constrained(NonlinearConstraint(disk, -np.inf, 2), "x <= 0.5")
        tv.trace(f, "SLSQP", steps=5).save(tmp_path / "run.npz")
        again = tv.Trajectory.load(tmp_path / "run.npz")
        assert again.constraints == ("disk", "x <= 0.5")
        assert [each.text for each in again.objective.constraints] == ["x <= 0.5"]


class TestRegion:
    GRID = np.linspace(-2, 2, 201), np.linspace(-1, 3, 181)

    def test_it_is_where_a_constraint_is_broken(self):
        made = read("x**2 + y**2 <= 2", "y >= x", "x + y == 1")
        points = np.stack(np.meshgrid(*self.GRID))
        broken = np.max([each.violation(points) for each in made[:2]], axis=0) > 0
        np.testing.assert_array_equal(slack_on_grid(made, *self.GRID) < 0, broken)

    def test_its_border_lies_on_the_constraints(self):
        made = read("x**2 + y**2 <= 2")
        x, y = borders(made, *self.GRID)[:-1].T
        inside = np.isfinite(x)
        np.testing.assert_allclose(np.hypot(x, y)[inside], np.sqrt(2), atol=1e-3)
        line = borders(read("x + y == 1"), *self.GRID)
        np.testing.assert_allclose(np.nansum(line[np.isfinite(line).all(axis=1)], axis=1), 1, atol=1e-9)

    def test_where_a_constraint_has_no_value_it_is_broken(self):
        made = read("log(x) <= 5")
        assert (slack_on_grid(made, *self.GRID)[:, self.GRID[0] < 0] < 0).all()


def texts(animation):
    header = next(axes for axes in animation.fig.axes if axes.get_label() == "header")
    return [text.get_text() for text in header.texts]


@pytest.mark.slow
class TestPicture:
    def test_the_legend_says_who_is_free_and_what_the_dashes_are(self):
        f = objectives["camel"].constrained("x + y <= 0.5")
        told = texts(tv.animate(f, "SLSQP,L-BFGS-B,GD", steps=5))
        assert {"SLSQP", "L-BFGS-B (free)", "GD (free)", "constraints"} <= set(told)
        assert "bounds and constraints" in texts(tv.animate(f.bounded("domain"), "SLSQP", steps=5))

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_a_map_is_shaded_where_a_constraint_is_broken_and_nowhere_else(self, theme):
        how = {"steps": 3, "theme": theme, "start": (0.2, 0.2), "readout": False}
        free = objectives["camel"]
        pair = (free, free.constrained("x**2 + 2*y**2 <= 1", minima=free.minima))
        plain, bound = (tv.animate(f, "SLSQP", **how) for f in pair)
        one, two = (a.frames().still(0).astype(int) for a in (plain, bound))
        axes = bound.fig.axes[0]
        changed = (one != two).any(axis=2)

        def at(x, y):
            column, row = axes.transData.transform((x, y)).round().astype(int)
            row = len(one) - row
            return changed[row - 3 : row + 4, column - 3 : column + 4]

        for x, y in [(-1.7, 0.1), (1.6, -0.6), (0.1, 0.85), (-1.0, 0.5)]:
            assert at(x, y).all(), (x, y)
        for x, y in [(0.6, -0.2), (-0.6, -0.3), (-0.2, 0.4), (0.0, -0.4)]:
            assert not at(x, y).any(), (x, y)
        assert at(-1, 0).any()

    @pytest.mark.parametrize("style", ["surface", "wireframe"])
    def test_a_surface_is_darker_where_it_is_infeasible_and_its_border_lies_on_it(self, style):
        f = objectives["camel"].constrained("x + y <= 0.5")
        plain = tv.animate(objectives["camel"], "SLSQP", steps=3, view="surface", style=style)
        animation = tv.animate(f, "SLSQP", steps=3, view="surface", style=style, start=(-1, -0.5))
        sheets = [next(c for c in a.fig.axes[0].collections if hasattr(c, "heights")) for a in (plain, animation)]
        mesh = mesh_of(f)
        x, y = np.meshgrid((mesh.x[1:] + mesh.x[:-1]) / 2, (mesh.y[1:] + mesh.y[:-1]) / 2)
        if style == "wireframe":
            white, now = (sheet.colors[..., :3].sum(axis=2) for sheet in sheets)
            np.testing.assert_array_equal(now < white, x + y > 0.5)
        line = next(line for line in animation.fig.axes[0].lines if line.get_linestyle() == "--")
        points = np.transpose(line.get_data_3d())
        points = points[np.isfinite(points).all(axis=1)]
        np.testing.assert_allclose(points[:, 0] + points[:, 1], 0.5, atol=1e-9)
        np.testing.assert_allclose(points[:, 2], mesh.lift(points[:, :2])[:, 2], atol=1e-9)

    def test_a_page_has_the_region(self):
        f = objectives["camel"].constrained("x + y <= 0.5")
        page = tv.animate(f, "SLSQP,GD", steps=5).to_html()
        assert '["--","constraints"]' in page
        assert '"GD (free)"' in page

    def test_a_curve_is_shaded_too(self):
        f = tv.objective("x*cos(pi*x)", domain=(-1, 2)).constrained("x**2 <= 1")
        axes = tv.animate(f, "SLSQP", start=[0.3], steps=3).fig.axes[0]
        (patch,) = axes.patches
        path: Path = patch.get_path()
        assert path.contains_point((1.5, 0))
        assert not path.contains_point((0.5, 0))
        dashed = next(line for line in axes.lines if line.get_linestyle() == "--")
        assert np.nanmax(dashed.get_xdata()) == pytest.approx(1, abs=1e-2)

    def test_frames_are_those_of_a_full_redraw(self):
        animation = tv.animate("simionescu", "SLSQP,GD", steps=6, size=(400, 300))
        frames = animation.frames()
        for frame in (0, len(animation.timeline) - 1):
            animation.show(frame)
            animation.fig.canvas.draw()
            full = np.asarray(animation.fig.canvas.buffer_rgba())[..., :3]
            np.testing.assert_array_equal(frames.still(frame), full)


class TestCommand:
    def run(self, capsys, *arguments):
        code = main(["camel", "--steps", "40", "--size", "300x260", "-o", "t.png", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    def test_the_table_tells_who_holds_them_and_by_how_much_they_are_broken(self, capsys, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        typed = ["--constraint", "x + y <= -1.6", "--constraint", "y >= -0.5"]
        code, out, _ = self.run(capsys, "--methods", "SLSQP,BFGS", "--start=-1.5,-0.2", *typed)
        assert code == 0
        head, first, second, *_ = out.splitlines()
        held, broken = head.index("constraints"), head.index("broken by") + len("broken by")
        assert (first[held:].split()[0], second[held:].split()[0]) == ("held", "free")
        assert float(first[held:broken].split()[-1]) < 1e-6 < float(second[held:broken].split()[-1])

    @pytest.mark.parametrize("constraint", ["x + y", "x + z <= 1", "x <= open('a')", "", "<="])
    def test_mistakes_end_in_a_sentence_and_leave_no_file(self, constraint, capsys, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        code, _, err = self.run(capsys, "--constraint", constraint)
        assert code == 2
        assert err.count("\n") == 1
        assert not list(tmp_path.iterdir())
