"""What `trace` keeps of a run when it keeps one step in many, held against the run that keeps them all."""

from __future__ import annotations

import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import trajviz as tv
from trajviz.errors import TrajvizError


@settings(max_examples=40, deadline=None)
@given(steps=st.integers(1, 60), every=st.integers(1, 70), optimizer=st.sampled_from(["GD(lr=0.1)", "Adam", "BFGS"]))
def test_keeps_every_nth_row_the_first_and_the_last(steps, every, optimizer):
    whole = tv.trace("quadratic", optimizer, steps=steps)
    kept = tv.trace("quadratic", optimizer, steps=steps, every=every)
    expected = sorted({*range(0, whole.steps + 1, every), whole.steps})
    assert kept.step_of_row.tolist() == expected
    np.testing.assert_array_equal(kept.path, whole.path[expected])
    np.testing.assert_array_equal(kept.values, whole.values[expected])
    np.testing.assert_array_equal(kept.evaluations, whole.evaluations[expected])
    assert (kept.outcome, kept.message, kept.nfev, kept.njev) == (
        whole.outcome,
        whole.message,
        whole.nfev,
        whole.njev,
    )


def test_every_row_is_a_step_unless_told_otherwise():
    assert tv.trace("camel", "GD", steps=4).step_of_row.tolist() == [0, 1, 2, 3, 4]
    assert tv.Trajectory.from_path([[1, 2], [3, 4]]).step_of_row.tolist() == [0, 1]


def test_ends_when_the_gradient_vanishes_between_two_rows():
    run = tv.trace("quadratic", "GD(lr=0.5)", steps=10_000, every=7)
    assert run.outcome == "converged"
    assert run.step_of_row[-1] % 7 != 0
    assert run.message == "at rest at the global minimum"
    assert np.linalg.norm(run.objective.gradient(run.path[-1])) <= 1e-6


@pytest.mark.parametrize("every", [1, 10])
def test_a_run_that_overflows_is_cut(every):
    run = tv.trace("quadratic", "GD(lr=1e3)", steps=500, every=every)
    assert run.outcome == "diverged"
    assert len(run.path) == len(run.values) == len(run.step_of_row) == len(run.evaluations)
    assert np.isfinite(run.path).all()


@pytest.mark.parametrize("optimizer", ["GD(lr=0.1)", "BFGS"])
def test_many_starts(optimizer):
    starts = np.array([[-4, 4.0, 0], [4, 1, 0.1]])
    run = tv.trace("quadratic", optimizer, start=starts, steps=20, every=6)
    alone = [tv.trace("quadratic", optimizer, start=start, steps=20, every=6) for start in starts.T]
    assert len(run.step_of_row) == len(run.path) == max(len(each.path) for each in alone)
    for i, each in enumerate(alone):
        np.testing.assert_allclose(run.path[-1, :, i], each.path[-1])


def test_memory_does_not_grow_with_the_steps():
    def peak(steps):
        start = np.ones(2000)
        tracemalloc.start()
        tv.trace("rosenbrock", "GD(lr=1e-9)", start=start, steps=steps, every=10_000)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return peak

    peak(10)  # imports
    assert peak(400) < peak(20) + 10 * 2000 * 8  # ten rows; all would be 380


@pytest.mark.parametrize("every", [0, -1, 2.5, True, "3"])
def test_refuses_an_every_that_is_no_count(every):
    with pytest.raises(TrajvizError, match=f"every must be a whole number( of at least 1)?, not {every!r}"):
        tv.trace("quadratic", "GD", every=every)


def test_progress_is_told_each_step():
    told = []
    tv.trace("quadratic", "GD", steps=5, progress=told.append)
    assert told == [1, 2, 3, 4, 5]


def test_is_silent_where_there_is_no_terminal(capfd):
    tv.trace("quadratic", "GD", steps=5)
    assert capfd.readouterr() == ("", "")


@pytest.mark.parametrize("suffix", [".npz", ".csv"])
def test_survives_a_file(tmp_path, suffix):
    run = tv.trace("quadratic", "GD(lr=0.1)", steps=23, every=10)
    run.save(tmp_path / f"run{suffix}")
    again = tv.Trajectory.load(tmp_path / f"run{suffix}")
    assert again.step_of_row.tolist() == [0, 10, 20, 23]
    np.testing.assert_array_equal(again.path, run.path)


@pytest.mark.parametrize("steps", ["0,2,1", "-1,2,3", "0,1.5,2", "0,0,1"])
def test_refuses_a_file_whose_steps_are_not_counted(tmp_path, steps):
    path = tmp_path / "run.csv"
    tv.trace("quadratic", "GD(lr=0.1)", steps=2).save(path)
    comment, names, *rows = path.read_text().splitlines()
    rows = [f"{step},{row.partition(',')[2]}" for step, row in zip(steps.split(","), rows, strict=True)]
    path.write_text("\n".join([comment, names, *rows, ""]))
    with pytest.raises(TrajvizError, match="steps"):
        tv.Trajectory.load(path)
