"""Data to learn from: generated, bundled with scikit-learn, or a user's own file.

Data have a row per sample, as everywhere else; it is parameters that come coordinates first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from os import PathLike, fspath
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trajviz.arrays import Array, Numbers
from trajviz.checks import checked, is_whole
from trajviz.errors import TrajvizError
from trajviz.functions.stochastic import check_seed
from trajviz.memory import check_memory

_BYTES_A_SAMPLE = 200
PIXELS = 28
"""The height and width of MNIST's images."""


def _no_inputs() -> Array:
    return np.zeros((0, 0))


def _no_targets() -> Numbers:
    return np.zeros(0)


@dataclass(frozen=True, eq=False)
class Data:
    """Samples to learn from, and others to test what was learnt.

    Parameters
    ----------
    name : str
        What the data are called.
    inputs : ndarray of shape (n, features)
        A sample per row.
    targets : ndarray of shape (n,)
        Class labels, counted from 0, as whole numbers; or the numbers that are to be predicted.
    test_inputs, test_targets : ndarray
        The same for the samples that are held out; none by default.

    Examples
    --------
    >>> data = Data("squares", np.array([[0.0], [1.0], [2.0]]), np.array([0.0, 1.0, 4.0]))
    >>> data
    <squares: 3 samples of 1 features, 0 held out>
    """

    name: str
    inputs: Array
    targets: Numbers
    test_inputs: Array = field(default_factory=_no_inputs)
    test_targets: Numbers = field(default_factory=_no_targets)

    def __repr__(self) -> str:
        samples, features = self.inputs.shape
        return f"<{self.name}: {samples} samples of {features} features, {len(self.test_inputs)} held out>"


@checked
def curve(samples: int = 100, noise: float = 0.2, seed: int = 0) -> Data:
    """Return y = 2x² + noise · N(0, 1) at points spread evenly over [-3, 3].

    Parameters
    ----------
    samples : int
        How many points there are.
    noise : float
        The standard deviation of the noise.
    seed : int
        Of the noise.

    Returns
    -------
    Data
        Of one feature; nothing is held out.

    Raises
    ------
    TrajvizError
        If there is no sample, or the seed is none.

    Examples
    --------
    >>> curve(5, noise=0).targets.tolist()
    [18.0, 4.5, 0.0, 4.5, 18.0]
    """
    check_samples(samples)
    check_seed(seed)
    x = np.linspace(-3, 3, samples)
    y = 2 * x**2 + noise * np.random.default_rng(seed).standard_normal(samples)
    return Data("curve", x[:, None], y)


@checked
def moons(samples: int = 2000, noise: float = 0.2, seed: int = 100, test: float = 0.3, split_seed: int = 42) -> Data:
    """Return scikit-learn's two interleaved half circles, of two classes.

    Parameters
    ----------
    samples : int
        How many samples there are in all.
    noise : float
        The standard deviation of the noise around the half circles.
    seed : int
        Of the noise.
    test : float
        The share of the samples that is held out.
    split_seed : int
        Of the choice of those.

    Returns
    -------
    Data
        Of two features and the classes 0 and 1.

    Raises
    ------
    TrajvizError
        If scikit-learn is missing or refuses the numbers.

    References
    ----------
    Pedregosa et al., Scikit-learn: machine learning in Python, 2011; `sklearn.datasets.make_moons`.

    Examples
    --------
    >>> moons(10)
    <moons: 7 samples of 2 features, 3 held out>
    """
    check_memory(float(samples) * _BYTES_A_SAMPLE, f"{samples} samples")
    with_noise = _refused_in_a_sentence(_sklearn("datasets").make_moons)
    inputs, labels = with_noise(n_samples=samples, noise=noise, random_state=seed)
    return _split("moons", inputs, labels, test, split_seed)


@checked
def digits(test: float = 0.25, split_seed: int = 0) -> Data:
    """Return scikit-learn's 1797 handwritten digits of 8×8 pixels between 0 and 1.

    Parameters
    ----------
    test : float
        The share of the samples that is held out.
    split_seed : int
        Of the choice of those.

    Returns
    -------
    Data
        Of 64 features and the classes 0 to 9.

    Raises
    ------
    TrajvizError
        If scikit-learn is missing or refuses the share.

    References
    ----------
    Alpaydin and Kaynak, Optical recognition of handwritten digits, UCI machine learning repository, 1998;
    `sklearn.datasets.load_digits`.

    Examples
    --------
    >>> digits()
    <digits: 1347 samples of 64 features, 450 held out>
    """
    images, labels = _sklearn("datasets").load_digits(return_X_y=True)
    return _split("digits", images / 16, labels, test, split_seed)


@checked
def mnist(path: str | PathLike[str]) -> Data:
    """Return the handwritten digits in a local `mnist.npz`, pixels between 0 and 1.

    Parameters
    ----------
    path : str or path-like
        A file with the arrays x_train and x_test, images of 28×28 pixels from 0 to 255 as whole numbers or from 0 to 1,
        and y_train and y_test, whole numbers from 0 to 9.

    Returns
    -------
    Data
        Of 784 features and the classes 0 to 9, with the file's own part held out.

    Raises
    ------
    TrajvizError
        If the file is missing, truncated or no such archive, or an array is missing or not of this kind.

    References
    ----------
    LeCun, Bottou, Bengio and Haffner, Gradient-based learning applied to document recognition, 1998.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> images, labels = np.zeros((3, 28, 28), dtype=np.uint8), np.array([5, 0, 4])
    >>> with TemporaryDirectory() as folder:
    ...     np.savez(f"{folder}/mnist.npz", x_train=images, y_train=labels, x_test=images[:1], y_test=labels[:1])
    ...     mnist(f"{folder}/mnist.npz")
    <mnist: 3 samples of 784 features, 1 held out>
    """
    arrays = _arrays(path, ["x_train", "y_train", "x_test", "y_test"])
    try:
        train, test = (_images_and_labels(arrays, part) for part in ("train", "test"))
    except TrajvizError as error:
        raise TrajvizError(f"{fspath(path)!r} is no MNIST: {error}") from None
    return Data("mnist", *train, *test)


def check_samples(samples: object) -> None:
    """Raise TrajvizError unless `samples` is a number of samples."""
    if not is_whole(samples) or samples < 1:
        raise TrajvizError(f"the number of samples is a whole number from 1, not {samples!r}")
    check_memory(float(samples) * _BYTES_A_SAMPLE, f"{samples} samples")


def _sklearn(module: str) -> ModuleType:
    from importlib import import_module

    try:
        return import_module(f"sklearn.{module}")
    except ImportError:
        raise TrajvizError("digits and moons come from scikit-learn: pip install 'optrajviz[learning]'") from None


def _refused_in_a_sentence(function: Callable[..., Any]) -> Callable[..., Any]:  # scikit-learn has no types
    """Return a function of scikit-learn's that tells of wrong arguments as trajviz does."""

    def checked(*arguments: object, **options: object) -> Any:  # what that returns
        try:
            return function(*arguments, **options)
        except (TypeError, ValueError, OverflowError) as error:
            raise TrajvizError(f"scikit-learn refuses these data: {' '.join(str(error).split())}") from error

    return checked


def _split(name: str, inputs: Array, labels: Numbers, test: float, seed: int) -> Data:
    split = _refused_in_a_sentence(_sklearn("model_selection").train_test_split)
    inputs, test_inputs, labels, test_labels = split(inputs, labels, test_size=test, random_state=seed)
    return Data(name, inputs, labels, test_inputs, test_labels)


def _arrays(path: str | PathLike[str], names: list[str]) -> Mapping[str, Numbers]:
    """Return arrays from an archive, reading nothing that could run code."""
    from zipfile import is_zipfile

    shown = fspath(path)
    try:
        if not is_zipfile(path):
            with open(path, "rb"):  # tells what is the matter with a file that can't be read
                raise TrajvizError(f"{shown!r} is no .npz archive of arrays, or was cut off")
        with np.load(path, allow_pickle=False) as archive:
            missing = [name for name in names if name not in archive]
            if missing:
                raise TrajvizError(f"{shown!r} has no array {missing[0]}; it needs {', '.join(names)}")
            return {name: archive[name] for name in names}
    except TrajvizError:
        raise
    except OSError as error:
        raise TrajvizError(f"cannot read {shown!r}: {error.strerror or error}") from error
    except Exception as error:  # there is no end to the ways in which a file can be broken
        raise TrajvizError(f"{shown!r} holds something other than plain arrays, or is damaged") from error


def _images_and_labels(arrays: Mapping[str, Numbers], part: str) -> tuple[Array, NDArray[np.int_]]:
    images, labels = arrays[f"x_{part}"], arrays[f"y_{part}"]
    if images.shape[1:] not in ((PIXELS, PIXELS), (PIXELS**2,)) or not len(images):
        raise TrajvizError(f"x_{part} must have shape (n, {PIXELS}, {PIXELS}), not {images.shape}")
    if labels.shape != images.shape[:1]:
        raise TrajvizError(f"y_{part} must have shape {images.shape[:1]}, as many as x_{part}, not {labels.shape}")
    if images.dtype.kind not in "uif":
        raise TrajvizError(f"x_{part} must hold numbers, not {images.dtype}")
    if labels.dtype.kind not in "ui" or labels.min() < 0 or labels.max() > 9:
        raise TrajvizError(f"y_{part} must hold whole numbers from 0 to 9")
    white = 1.0 if images.dtype.kind == "f" else 255.0
    if not (images.min() >= 0 and images.max() <= white):  # nan is neither
        raise TrajvizError(f"x_{part} must lie between 0 and {white:g}, not {images.min():g} and {images.max():g}")
    return images.reshape(len(images), -1) / white, labels.astype(int)
