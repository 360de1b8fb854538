"""Bounds: how they are given, kept and passed on; that they are drawn; and who is told to be free."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import Bounds

import trajviz as tv
from trajviz.cli import main
from trajviz.drawing.layers.behind import BEHIND
from trajviz.drawing.views.mesh import mesh_of
from trajviz.errors import TrajvizError
from trajviz.functions import Objective, objectives
from trajviz.functions.bounds import checked_bounds, spelled

DOMAIN = [(-5.0, 5.0), (-3.0, 3.0)]
SIDES = st.floats(-1e9, 1e9) | st.sampled_from([-np.inf, np.inf])
PAIRS = st.tuples(SIDES, SIDES).filter(lambda pair: pair[0] < pair[1])


@given(st.lists(PAIRS, min_size=1, max_size=6))
def test_every_form_of_the_same_bounds_is_read_as_the_same(pairs):
    domain = [(-1.0, 1.0)] * len(pairs)
    low, high = np.transpose(pairs)
    with_none = [tuple(None if np.isinf(side) else side for side in pair) for pair in pairs]
    for form in (pairs, np.array(pairs), Bounds(low, high), tuple(map(tuple, pairs)), with_none):
        assert checked_bounds(form, domain) == tuple(pairs)
    assert checked_bounds(pairs[0], domain) == (pairs[0],) * len(pairs)
    assert checked_bounds(Bounds(*pairs[0]), domain) == (pairs[0],) * len(pairs)
    assert checked_bounds("domain", domain) == tuple(domain)


@pytest.mark.parametrize(
    ("bounds", "said"),
    [
        ((1, 1), r"low < high in every coordinate, not \(1, 1\)"),
        ((2, 1), "low < high"),
        ((np.nan, 1), "low < high"),
        ((np.inf, np.inf), "low < high"),
        ((-np.inf, -np.inf), "low < high"),
        ([(0, 1), (3, 2)], r"not \(3, 2\)"),
        ([(0, 1)], "one \\(low, high\\) pair or 2"),
        ([(0, 1)] * 3, "pair or 2"),
        ((0, 1, 2), "pair or 2"),
        (Bounds([0, 0, 0], [1, 1, 1]), "pair or 2"),
        (Bounds([0, 0], [0, 1]), "low < high"),
        ("ab", "numbers or \"domain\", not 'ab'"),
        (("a", "b"), "pair or 2"),
        ((True, False), "pair or 2"),
        (3, "pair or 2"),
        ([[1, 2], [3]], "pair or 2"),
        (1j, "pair or 2"),
        ([(0, 10**400), (0, 1)], "pair or 2"),
        (object(), "pair or 2"),
    ],
)
def test_what_are_no_bounds_is_refused_in_a_sentence(bounds, said):
    with pytest.raises(TrajvizError, match=said) as caught:
        checked_bounds(bounds, DOMAIN)
    assert len(str(caught.value)) < 200
    for door in (lambda: tv.trace("camel", "GD", bounds=bounds), lambda: tv.animate("camel", "GD", bounds=bounds)):
        with pytest.raises(TrajvizError, match=said):
            door()


def test_bounds_of_many_coordinates_are_spelled_shortly():
    assert len(spelled([(0.123456, 1.98765)] * 40)) <= 80


def dashed_in_space(axes):
    """Return the points of dashed lines on a surface, shape (3, n), with those that it hides."""
    lines = [line for line in axes.lines if line.get_linestyle() == "--" and not line.get_gid()]
    twins = [line for line in axes.lines if line.get_gid() == BEHIND]  # the first ones are those of these lines
    both = [
        (np.array(line.get_data_3d()), np.array(twin.get_data_3d())) for line, twin in zip(lines, twins, strict=False)
    ]
    return [np.where(np.isnan(seen), behind, seen) if behind.size else seen for seen, behind in both]


class TestObjective:
    def test_is_an_objective_again_each_time(self):
        f = objectives["rosenbrock"].noisy(0.1, seed=3).bounded((-2, 2)).on_domain([(-1, 1), (-1, 1)])
        assert f.bounds == ((-2.0, 2.0), (-2.0, 2.0))
        assert f.domain == ((-1, 1), (-1, 1))
        assert f.stochastic
        other = objectives["rosenbrock"].bounded((-2, 2)).noisy(0.1, seed=3)
        np.testing.assert_array_equal(other.gradient([1.0, 1.0]), f.gradient([1.0, 1.0]))
        assert f.bounded(None).bounds is None

    @pytest.mark.parametrize("bounds", [(-2, 2), "domain"])
    def test_one_pair_and_the_domain_follow_the_number_of_dimensions(self, bounds):
        for f in (objectives["trid"].bounded(bounds), objectives["trid"].bounded(bounds).noisy(0.1)):
            scaled = f.in_dimensions(3)
            assert scaled.bounds == (((-2.0, 2.0),) * 3 if bounds != "domain" else scaled.domain)

    def test_pairs_of_other_dimensions_do_not(self):
        with pytest.raises(TrajvizError, match="pair or 3"):
            objectives["sphere"].bounded([(0, 1), (0, 1)]).in_dimensions(3)

    def test_nothing_but_the_bounds_changes(self):
        f, g = objectives["beale"], objectives["beale"].bounded("domain")
        assert (f.name, f.start, f.minima, f.domain) == (g.name, g.start, g.minima, g.domain)
        assert f.bounds is None
        assert Objective(f.function, "f", f.domain, bounds=(0, 1)).bounds == ((0.0, 1.0),) * 2

    def test_made_of_samples_it_can_be_bounded_too(self):
        f = tv.learning.least_squares(np.eye(3)[:, :2], [1.0, 2.0, 3.0])
        for bound in (f.minibatch(2).bounded((-20, 20)), f.bounded((-20, 20)).minibatch(2)):
            assert bound.stochastic
            assert bound.bounds == ((-20.0, 20.0),) * 2


@pytest.mark.parametrize("suffix", ["npz", "csv"])
@pytest.mark.parametrize("name", ["L-BFGS-B", "GD"])
def test_a_file_keeps_bounds(tmp_path, suffix, name):
    run = tv.trace("camel", name, steps=5, bounds=[(-1.5, np.inf), (None, 1)])
    run.save(tmp_path / f"run.{suffix}")
    again = tv.Trajectory.load(tmp_path / f"run.{suffix}")
    assert again.bounds == run.bounds == again.objective.bounds == ((-1.5, np.inf), (-np.inf, 1.0))
    assert again.free == run.free == (name == "GD")


@pytest.mark.parametrize("suffix", ["npz", "csv"])
def test_a_file_without_a_word_on_bounds_is_read(tmp_path, suffix, monkeypatch):
    from trajviz.runs import storage

    run = tv.trace("camel", "GD", steps=5)
    header = storage._header
    without = lambda fields: header(fields).replace(', "bounds": null, "free": false', "")  # noqa: E731
    assert "bounds" not in without(vars(run))
    monkeypatch.setattr(storage, "_header", without)
    run.save(tmp_path / f"run.{suffix}")
    again = tv.Trajectory.load(tmp_path / f"run.{suffix}")
    assert again.bounds is None
    assert not again.free


def texts(animation):
    header = next(axes for axes in animation.fig.axes if axes.get_label() == "header")
    return [text.get_text() for text in header.texts]


@pytest.mark.slow
class TestPicture:
    def test_the_legend_says_who_is_free_and_what_the_dashes_are(self):
        told = texts(tv.animate("camel", "L-BFGS-B,CG,GD", steps=5, bounds="domain"))
        assert {"L-BFGS-B", "CG (free)", "GD (free)", "bounds"} <= set(told)
        told = texts(tv.animate("camel", "L-BFGS-B,CG", steps=5))
        assert {"L-BFGS-B", "CG"} <= set(told)
        assert "bounds" not in told

    def test_a_page_says_it_too(self):
        page = tv.animate("camel", "L-BFGS-B,CG", steps=5, bounds="domain").to_html()
        assert '"CG (free)"' in page
        assert '"L-BFGS-B"' in page
        assert '["--","bounds"]' in page

    @pytest.mark.parametrize("theme", ["light", "dark"])
    def test_a_map_is_shaded_outside_the_bounds_and_nowhere_else(self, theme):
        how = {"steps": 3, "theme": theme, "start": (0.2, 0.2), "readout": False}
        plain, bound = (tv.animate("camel", "L-BFGS-B", bounds=b, **how) for b in (None, [(-1, 1), (-np.inf, 0.5)]))
        one, two = (a.frames().still(0).astype(int) for a in (plain, bound))
        axes = bound.fig.axes[0]
        height = one.shape[0]
        changed = (one != two).any(axis=2)

        def at(x, y):
            column, row = axes.transData.transform((x, y)).round().astype(int)
            return changed[height - row - 3 : height - row + 4, column - 3 : column + 4]

        for x, y in [(-1.7, 0.1), (1.6, -0.6), (0.1, 0.8), (-1.6, 0.8)]:
            assert at(x, y).all(), (x, y)
        for x, y in [(0.5, -0.2), (-0.7, -0.6), (0.7, -0.9), (0.0, 0.3)]:
            assert not at(x, y).any(), (x, y)
        assert at(1, -0.4).any()  # the line itself
        assert at(-0.5, 0.5).any()

    def test_the_line_on_a_surface_lies_on_it(self):
        animation = tv.animate("camel", "L-BFGS-B", steps=3, bounds=[(-1.2, 1), (-0.8, 0.5)], view="surface")
        lines = dashed_in_space(animation.fig.axes[0])
        assert len(lines) == 4
        x, y, z = np.concatenate(lines, axis=1)
        mesh = mesh_of(animation.trajectories[0].objective)
        np.testing.assert_allclose(z, mesh.lift(np.column_stack([x, y]))[:, 2], atol=1e-9)
        assert (x.min(), x.max(), y.min(), y.max()) == pytest.approx((-1.2, 1, -0.8, 0.5))
        along = np.isclose(x, -1.2) | np.isclose(x, 1) | np.isclose(y, -0.8) | np.isclose(y, 0.5)
        assert along.all()

    def test_what_lies_outside_the_picture_is_not_drawn_on_a_surface(self):
        animation = tv.animate("camel", "L-BFGS-B", steps=3, bounds=[(-1.2, 9), (None, 0.5)], view="surface")
        lines = dashed_in_space(animation.fig.axes[0])
        ends = sorted(tuple(sorted({(x[0], y[0]), (x[-1], y[-1])})) for x, y, _ in map(np.array, lines))
        assert ends == [((-1.2, -1.0), (-1.2, 0.5)), ((-1.2, 0.5), (2.0, 0.5))]
        assert np.isfinite(np.concatenate(lines, axis=1)).all()

    def test_a_curve_has_its_bounds(self):
        f = tv.objective("x*cos(pi*x)", domain=(-1, 2))
        animation = tv.animate(f, "L-BFGS-B", start=[0.3], bounds=(-0.5, 0.6), steps=3)
        dashed = [line for line in animation.fig.axes[0].lines if line.get_linestyle() == "--"]
        assert {-0.5, 0.6} in [set(line.get_xdata()) for line in dashed]

    def test_runs_bring_their_bounds_and_take_no_others(self):
        run = tv.trace("camel", "CG", bounds="domain", steps=5)
        assert "CG (free)" in texts(tv.animate([run]))
        with pytest.raises(TrajvizError, match="runs come with their bounds"):
            tv.animate([run], bounds="domain")

    def test_an_exploration_starts_within(self):
        animation = tv.animate("camel", "L-BFGS-B,GD", steps=8, bounds=[(-1, 1.5), (-0.5, 2)], explore=(6, 5))
        for x, y in (paths[0] for paths in animation.composition.exploration.paths):
            assert ((x >= -1) & (x <= 1.5)).all()
            assert (y >= -0.5).all()
        bound, _ = animation.composition.exploration.paths
        assert (bound[:, 0] <= 1.5).all()
        assert '"within":[[-1,1.5],[-0.5,1]]' in animation.to_html().replace(" ", "").replace(".0", "")


class TestCommand:
    def run(self, capsys, *arguments):
        code = main(["camel", "--steps", "4", "--size", "300x260", "-o", "t.png", *arguments])
        said = capsys.readouterr()
        return code, said.out, said.err

    @pytest.mark.parametrize("bounds", ["domain", "-1.5,1.5", "-1.5,1.5,-1,inf", "-inf,inf"])
    def test_the_table_tells_who_is_bound(self, bounds, capsys, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        code, out, _ = self.run(capsys, "--methods", "L-BFGS-B,GD", "--bounds", bounds)
        assert code == 0
        head, first, second, *_ = out.splitlines()
        place = head.index("bounds")
        assert (first[place:].split()[0], second[place:].split()[0]) == ("bound", "free")

    def test_without_bounds_there_is_no_such_column(self, capsys, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        assert "bounds" not in self.run(capsys, "--methods", "L-BFGS-B,GD")[1]

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["--bounds", "1,1"], "--bounds must be domain, or a low and a high bound"),
            (["--bounds", "nan,1"], "--bounds must be domain"),
            (["--bounds", "1,2,3"], "--bounds must be domain"),
            (["--bounds", "here"], "--bounds must be domain"),
            (["--bounds", "0,1,0,1,0,1"], "bounds must be one (low, high) pair or 2"),
            (["--bounds", "0,1", "--start", "-1,0"], "start [-1.0, 0.0] lies outside the bounds [0, 1] × [0, 1]"),
        ],
    )
    def test_mistakes_end_in_a_sentence_and_leave_no_file(self, arguments, said, capsys, tmp_path, monkeypatch):
        monkeypatch.chdir(tmp_path)
        code, _, err = self.run(capsys, *arguments)
        assert code == 2
        assert said in err
        assert err.count("\n") == 1
        assert not list(tmp_path.iterdir())
