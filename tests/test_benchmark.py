"""The benchmark compares like with like: the same figure, and as many frames of it."""

import importlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytest.importorskip("imageio_ffmpeg")


@pytest.fixture
def save_once(monkeypatch):
    monkeypatch.syspath_prepend(Path(__file__).parents[1] / "benchmarks")
    return importlib.import_module("save_once")


def without_paths(animation):
    """Return the picture of an animation's figure with the lines on its axes hidden."""
    figure = animation._fig
    for line in figure.axes[0].lines:
        line.set_visible(False)
    figure.canvas.draw()
    return np.array(figure.canvas.buffer_rgba())


@pytest.mark.parametrize("scene", ["map", "surface"])
def test_every_tool_gets_the_same_figure(save_once, scene):
    ours = without_paths(save_once.trajviz_animation(scene, 3))
    theirs = without_paths(save_once.matplotlib_animation(scene, 3))
    assert ours.shape == (500, 800, 4)
    np.testing.assert_array_equal(ours, theirs)


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["trajviz", "pillow", "ffmpeg"])
def test_every_tool_saves_every_frame(save_once, tool, tmp_path):
    file = tmp_path / "animation.gif"
    save_once.TOOLS[tool]("map", 3, str(file))()
    with Image.open(file) as image:
        assert (image.n_frames, image.size) == (3, (800, 500))
