"""The first frame shows the starts, the last frame the last iterates, whatever lies between."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from trajviz.drawing.timeline import MOST_FRAMES, timeline
from trajviz.errors import TrajvizError

LAST_STEPS = st.integers(0, 10**7)
POSITIVE = st.floats(0.01, 1000)


@given(LAST_STEPS, st.none() | st.integers(2, 500), st.none() | POSITIVE, st.none() | st.floats(0.1, 20))
def test_frames_go_from_the_start_to_the_last_step_and_never_back(last_step, frames, fps, seconds):
    line = timeline(range(last_step + 1), frames=frames, fps=fps, seconds=seconds)
    assert line.moments[-1] == last_step
    assert line.moments[0] == 0 or len(line) == 1
    assert (np.diff(line.moments) >= 0).all()
    assert line.fps > 0


@given(LAST_STEPS)
def test_by_default_each_frame_takes_equally_many_steps_up_to_a_limit(last_step):
    moments = timeline(range(last_step + 1)).moments
    assert len(moments) <= MOST_FRAMES
    assert len(set(np.diff(moments[:-1]))) <= 1
    if last_step < MOST_FRAMES:
        assert moments.tolist() == list(range(last_step + 1))
    elif last_step > 1:
        assert len(moments) > MOST_FRAMES / 2


@given(LAST_STEPS, st.floats(0.5, 60), st.floats(0.5, 20))
def test_fps_and_seconds_together_are_kept(last_step, fps, seconds):
    line = timeline(range(last_step + 1), fps=fps, seconds=seconds)
    assert line.fps == fps
    assert len(line) == max(1, round(fps * seconds))


@given(LAST_STEPS, st.floats(0.5, 60))
def test_seconds_alone_set_the_pace(last_step, seconds):
    line = timeline(range(last_step + 1), seconds=seconds)
    assert math.isclose(len(line) / line.fps, seconds)


def test_a_single_frame_shows_the_last_step():
    assert timeline(range(8), frames=1).moments.tolist() == [7]


@pytest.mark.parametrize("name", ["frames", "fps", "seconds"])
@pytest.mark.parametrize("value", [0, -1, math.nan, math.inf])
def test_a_pace_that_is_not_positive_is_refused(name, value):
    with pytest.raises(TrajvizError, match=name):
        timeline(range(11), **{name: value})


@pytest.mark.parametrize("hold", [-0.1, math.nan, math.inf])
def test_a_hold_that_is_no_time_is_refused(hold):
    with pytest.raises(TrajvizError, match="hold"):
        timeline(range(11), hold=hold)
