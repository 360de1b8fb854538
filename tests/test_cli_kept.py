"""Runs that were kept in files are animated from the shell."""

from __future__ import annotations

import shlex

import numpy as np
import pytest

import trajviz as tv
from trajviz.cli import main
from trajviz.cli.kept import kept_runs


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """Return a folder to work in that has runs of every kind."""
    monkeypatch.chdir(tmp_path)
    run = tv.trace("beale", "BFGS", start=(-1, -1.5))
    run.save("run.npz")
    other = tv.trace("beale", "Adam(lr=0.1)", start=(-1, -1.5), steps=50)
    lines = [f"{step},{x},{y}" for step, (x, y) in enumerate(other.path.tolist())]
    (tmp_path / "other.csv").write_text("\n".join(["iter,x,y", *lines]))
    (tmp_path / "losses.csv").write_text("epoch,theta a,theta_b,train_loss\n0,1,1,9\n4,0,1,2.5\n")
    (tmp_path / "unknown.csv").write_text("x,y\nnan,nan\n,\n")
    rec = tv.Recorder(file="grown.npy")
    for x, value in zip(run.path, run.values, strict=True):
        rec(x, value)
    np.save("bare.npy", run.path)
    tv.Trajectory.from_path(np.ones((5, 3)).cumsum(axis=0) ** 2).save("three.npz")
    tv.trace("camel", "GD").save("camel.npz")
    tv.trace("beale", "GD", start=np.ones((2, 3))).save("many.npz")
    return tmp_path


def ran(capsys, command):
    code = main(shlex.split(command))
    said = capsys.readouterr()
    return code, said.out, said.err


@pytest.mark.parametrize(
    ("command", "methods", "told"),
    [
        ("run.npz other.csv --objective beale -o race.gif", ["BFGS", "other"], "1.70227"),
        ("run.npz other.csv -o race.html", ["BFGS", "other"], "converged: at rest at the global minimum"),
        ("other.csv -o other.png", ["other"], "  -  completed"),
        ("run.npz --constraint x+y<=1 -o a.png", ["BFGS"], "broken by"),
        ("losses.csv --objective beale --constraint x+y<=1 -o a.png", ["losses"], "  2.5  "),
        ("grown.npy bare.npy --objective beale -o a.png", ["grown", "bare"], "completed"),
        ("run.npz run.npz -o a.png", ["BFGS (run)", "BFGS (run)"], "converged"),
        ("run.npz --methods GD,Newton --steps 20 -o a.png", ["BFGS", "GD", "Newton"], "all 20 steps taken"),
        ("run.npz --view convergence --clock evaluations -o a.png", ["BFGS"], "60"),
        ("three.npz -o three.png", ["three"], "completed"),
        ("run.npz --theme dark --grid", ["BFGS"], "BFGS.gif"),
    ],
)
def test_files_are_shown(folder, capsys, command, methods, told):
    code, out, err = ran(capsys, command)
    assert (code, err) == (0, "")
    assert [line.partition("  ")[0].strip() for line in out.splitlines()[1 : 1 + len(methods)]] == methods
    assert told in out
    assert (folder / out.splitlines()[-1].partition("  ")[0]).stat().st_size > 1000


@pytest.mark.parametrize(
    ("command", "told"),
    [
        ("run.npz other.csv --noise 0.1", "--noise is not for runs that were kept; they are shown as they are"),
        ("run.npz --runs 3", "--runs is not for runs that were kept; they are shown as they are"),
        ("run.npz --bounds domain", "--bounds is not for runs that were kept; add --methods to run some beside them"),
        ("run.npz beale", "there is one function at a time; 'beale' is too much"),
        ("camel --objective beale", "--objective is for runs that were kept, as in: trajviz run.npz --objective beale"),
        ("missing.npz", "cannot read 'missing.npz': No such file or directory"),
        ("unknown.csv", "'unknown.csv' holds no finite point"),
        ("other.csv --constraint x+y<=1", "--constraint needs to know what is minimised; name it with --objective"),
        ("missing.csv", "cannot read 'missing.csv': No such file or directory"),
        ("other.csv --methods GD", "--methods beside runs that were kept need what is minimised"),
        ("three.npz --objective beale", "beale is defined in 2 dimensions, not in 3"),
        ("run.npz three.npz", "'run.npz' has 2 coordinates, 'three.npz' has 3"),
        ("run.npz camel.npz", "'run.npz' of beale and 'camel.npz' of camel are not runs of one function"),
        ("many.npz", "'many.npz' holds a run from many starts; those that are shown start from one"),
        ("run.npz --objective nowhere", "unknown objective 'nowhere'"),
    ],
)
def test_mistakes_are_told_in_a_sentence(folder, capsys, command, told):
    before = set(folder.iterdir())
    code, out, err = ran(capsys, command)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1
    assert set(folder.iterdir()) == before


@pytest.mark.usefixtures("folder")
def test_an_expression_is_shown_where_the_runs_are():
    (far,) = kept_runs(["three.npz"], "x + y**2 + z", None)
    low, high = np.array(far.objective.domain).T
    assert (low <= far.path.min(axis=0)).all()
    assert (high >= far.path.max(axis=0)).all()
    (known,) = kept_runs(["run.npz"], "beale", None)
    assert known.objective.domain == tv.objective("beale").domain
    (asked,) = kept_runs(["run.npz"], "x + y", (-1, 1))
    assert asked.objective.domain == ((-1, 1), (-1, 1))


@pytest.mark.slow
def test_a_page_shows_paths_without_an_objective(folder, capsys, open_player):
    code, _, err = ran(capsys, "three.npz --view contour,convergence -o three.html")
    assert (code, err) == (0, "")
    reader = open_player(folder / "three.html")
    reader.go(reader.last)
    reader.wait()
    assert reader.moment == "step 4 / 4"
