"""Any of Matplotlib's animations: every pixel is the one that its own `save` hands to a writer."""

import warnings
from io import BytesIO

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from matplotlib.animation import AbstractMovieWriter, FuncAnimation
from strange_animations import STRANGE

from trajviz.frames.played import Played


@pytest.fixture(autouse=True)
def _as_it_was():
    with mpl.rc_context():
        mpl.rcParams["backend"] = "agg"
        plt.switch_backend("agg")
        yield
        plt.close("all")


class Recording(AbstractMovieWriter):
    """A writer that keeps the pictures, as Pillow's does."""

    def __init__(self, see_through=True):
        super().__init__()
        self.see_through = see_through
        self.frames = []

    def _supports_transparency(self):
        return self.see_through

    def grab_frame(self, **savefig_kwargs):
        buffer = BytesIO()
        self.fig.savefig(buffer, **{**savefig_kwargs, "format": "rgba", "dpi": self.dpi})
        width, height = self.frame_size
        self.frames.append(np.frombuffer(buffer.getvalue(), np.uint8).reshape(height, width, 4))

    def setup(self, fig, outfile, dpi=None):
        super().setup(fig, outfile, dpi)

    def finish(self):
        pass


def by_matplotlib(make, dpi=None, see_through=True, savefig_kwargs=None):
    animation = make()
    writer = Recording(see_through)
    others = getattr(animation, "others", [])
    with mpl.rc_context(), warnings.catch_warnings():
        animation.save("none.gif", writer=writer, dpi=dpi, savefig_kwargs=savefig_kwargs, extra_anim=others)
    return writer.frames


def by_us(make, dpi=None, see_through=True, savefig_kwargs=None):
    animation = make()
    wanted = mpl.rcParams["savefig.dpi"] if dpi is None else dpi
    dpi = animation._fig.dpi if wanted == "figure" else wanted
    with mpl.rc_context():
        played = Played(animation, dpi, savefig_kwargs or {}, getattr(animation, "others", []), see_through=see_through)
        frames = [frame.copy() for frame in played]
    return frames, played.followed


def assert_same(make, **how):
    expected = by_matplotlib(make, **how)
    frames, followed = by_us(make, **how)
    assert len(frames) == len(expected) > 0
    wrong = [n for n, (one, other) in enumerate(zip(frames, expected, strict=True)) if not np.array_equal(one, other)]
    assert not wrong, (wrong, followed.reasons, followed.kept)
    return followed


@pytest.mark.parametrize("name", STRANGE)
def test_every_pixel_is_the_one_that_matplotlib_draws(name):
    assert_same(STRANGE[name])


@settings(max_examples=25, deadline=None)
@given(tenths=st.tuples(st.integers(8, 90), st.integers(8, 90)), dpi=st.integers(20, 100))
@example(tenths=(90, 46), dpi=100)  # 4.6 × 100 is less than 460, to the computer
def test_of_any_size(tenths, dpi):
    def make():
        figure = plt.figure(figsize=np.divide(tenths, 10), dpi=dpi)
        (line,) = figure.add_axes((0.1, 0.1, 0.8, 0.8)).plot([0, 1], [0, 1], zorder=9)
        return FuncAnimation(figure, lambda k: line.set_ydata([0, k / 3]), 3)

    assert_same(make, dpi=dpi)
    plt.close("all")


@pytest.mark.parametrize("name", STRANGE)
def test_at_another_resolution_too(name):
    assert_same(STRANGE[name], dpi=63)
