"""A model of PyTorch's as an objective: the loss over data, as a function of the model's parameters in one vector.

PyTorch is an extra, imported when a model is given. The model is copied and set to evaluate, so that neither dropout
nor a batch's statistics make the loss depend on anything but the parameters.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from itertools import accumulate, pairwise
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from trajviz.arrays import Array
from trajviz.docstrings import with_inherited_parameters
from trajviz.errors import TrajvizError
from trajviz.functions.cost import Cost, Derivative
from trajviz.functions.objective import Objective
from trajviz.learning.networks import MOST_WITH_A_HESSIAN, REACH

_AT_ONCE = 4_000_000  # numbers that are evaluated at once: parameters or samples, of all models
_PRECISE = 1_000_000  # parameters up to which a model is copied in double precision
_ALIKE = 1e-4  # of the value: how far values that are evaluated together may be from those one by one


@with_inherited_parameters
@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class TorchObjective(Objective):
    """The loss of a PyTorch model over its data, of shape (d, ...) for d parameters; see `torch_objective`.

    Parameters
    ----------
    names : tuple of str
        What the model calls its parameters, in the order in which they stand in a point.
    shapes : tuple of tuple of int
        Their shapes.
    loss_at : callable
        From the model's parameters in one tensor, of shape (d,), and the data to the loss.
    tensor_of : callable
        From a point to a tensor of the model's type on its device.
    sample : callable
        From the numbers of samples, or None for all, to the data.
    together : bool
        Whether many points are evaluated at once.

    Examples
    --------
    >>> import torch  # doctest: +SKIP
    >>> model = torch.nn.Linear(2, 1)  # doctest: +SKIP
    >>> torch_objective(model, torch.nn.MSELoss(), (torch.zeros(4, 2), torch.zeros(4, 1))).names  # doctest: +SKIP
    ('weight', 'bias')
    """

    names: tuple[str, ...]
    shapes: tuple[tuple[int, ...], ...]
    loss_at: Callable[[Any, Any], Any]
    tensor_of: Callable[[Array], Any]
    sample: Callable[[NDArray[np.int_] | None], Any]
    together: bool = False

    default_methods: ClassVar[str] = "GD,Adam"
    spatial: ClassVar[bool] = False

    @property
    def default_view(self) -> str:
        """The view that shows it unless told otherwise."""
        return "loss"

    @property
    def layers(self) -> tuple[slice, ...]:
        """Where each layer, the parameters of one module, stands in a point."""
        groups: dict[str, slice] = {}
        for name, place in zip(self.names, self._places, strict=True):
            owner = name.rpartition(".")[0]
            groups[owner] = slice(groups[owner].start if owner in groups else place.start, place.stop)
        return tuple(groups.values())

    @property
    def filters(self) -> tuple[slice, ...]:
        """Where each filter stands in a point: what leads to one output of a layer; biases belong to none."""
        return tuple(
            slice(start, start + size)
            for shape, place in zip(self.shapes, self._places, strict=True)
            if len(shape) > 1
            for size in [int(np.prod(shape[1:]))]
            for start in range(place.start, place.stop, size)
        )

    @property
    def _places(self) -> list[slice]:
        ends = list(accumulate((int(np.prod(shape)) for shape in self.shapes), initial=0))
        return [slice(a, b) for a, b in pairwise(ends)]

    def hessian_product(self, x: ArrayLike, vector: ArrayLike) -> Array:
        """Return the Hessian at a point times a vector, without the matrix.

        Parameters
        ----------
        x : array-like of shape (d,)
            The point.
        vector : array-like of shape (d,)
            The vector.

        Returns
        -------
        ndarray of shape (d,)
            The product.

        References
        ----------
        Pearlmutter, Fast exact multiplication by the Hessian, 1994.

        Examples
        --------
        >>> import torch  # doctest: +SKIP
        >>> model = torch.nn.Linear(2, 1)  # doctest: +SKIP
        >>> fit = torch_objective(model, torch.nn.MSELoss(), (torch.zeros(4, 2), torch.zeros(4, 1)))  # doctest: +SKIP
        >>> fit.hessian_product(fit.start, [0.0, 0.0, 1.0]).tolist()  # doctest: +SKIP
        [0.0, 0.0, 2.0]
        """
        torch = _torch()
        point = self.tensor_of(np.asarray(x, dtype=float)).requires_grad_()
        with torch.enable_grad():
            loss = self.loss_at(point, self.sample(None))
            (gradient,) = torch.autograd.grad(loss, point, create_graph=True)
            along = (gradient * self.tensor_of(np.asarray(vector, dtype=float))).sum()
            if not along.requires_grad:  # a model that is linear in its parameters, under a linear loss
                return np.zeros(self.dimension)
            (product,) = torch.autograd.grad(along, point)
        return _as_floats(product)

    def point_of(self, module: Any) -> Array:
        """Return the parameters of another model of the same kind as a point.

        Parameters
        ----------
        module : torch.nn.Module
            The model, with parameters of the same names and shapes.

        Returns
        -------
        ndarray of shape (d,)
            The point.

        Raises
        ------
        TrajvizError
            If it has other parameters.

        Examples
        --------
        >>> import torch  # doctest: +SKIP
        >>> model = torch.nn.Linear(2, 1)  # doctest: +SKIP
        >>> fit = torch_objective(model, torch.nn.MSELoss(), (torch.zeros(4, 2), torch.zeros(4, 1)))  # doctest: +SKIP
        >>> fit.point_of(torch.nn.Linear(2, 1)).shape  # doctest: +SKIP
        (3,)
        """
        own = {name: parameter for name, parameter in module.named_parameters() if parameter.requires_grad}
        shapes = tuple(tuple(parameter.shape) for parameter in own.values())
        if tuple(own) != self.names or shapes != self.shapes:
            raise TrajvizError(f"{self.name} has other parameters than this model")
        return _as_floats(_vector(own.values()))

    def __repr__(self) -> str:
        return f"<{self.name}: {self.dimension} parameters, {self.samples} samples>"


def torch_objective(
    model: Any, loss: Callable[..., Any], data: object, *, name: str = "", weight_decay: float = 0.0
) -> TorchObjective:
    """Return the loss of a PyTorch model over data as an objective of its parameters.

    Every optimizer trains it and every view shows it; `tv.Recorder` brings the runs of one's own training loop.

    Parameters
    ----------
    model : torch.nn.Module
        Copied as it is; its parameters that require a gradient are the variables, in the order of
        `model.named_parameters()`, each flattened in rows. They are the start.
    loss : callable
        `loss(model(inputs), targets)` returns a number, a mean over the samples, such as `torch.nn.MSELoss()`.
    data : (inputs, targets), Dataset or DataLoader
        Tensors or arrays with a sample per row; inputs may be a tuple of such, for models that take several.
    name : str
        The objective's name; by default that of the model's class.
    weight_decay : float
        The factor of ½ Σ w² over all parameters, added to the loss.

    Returns
    -------
    TorchObjective
        Values at many points are evaluated together by `torch.func` where it can. Models of up to a million parameters
        are evaluated in double precision, larger ones in their own.

    Raises
    ------
    TrajvizError
        If PyTorch is not installed, the model has nothing to train, or the loss is no number.

    Examples
    --------
    >>> torch = __import__("pytest").importorskip("torch")
    >>> model = torch.nn.Linear(2, 1)
    >>> f = torch_objective(model, torch.nn.MSELoss(), ([[0.0, 1.0], [1.0, 0.0]], [[1.0], [2.0]]))
    >>> f.dimension, f.names, f(f.start).shape
    (3, ('weight', 'bias'), ())
    """
    torch = _torch()
    if not isinstance(model, torch.nn.Module):
        raise TrajvizError(f"model must be a torch.nn.Module, not {model!r:.80}")
    import copy

    model = copy.deepcopy(model).eval()
    trained = {key: value for key, value in model.named_parameters() if value.requires_grad}
    if not trained:
        raise TrajvizError("the model has no parameter that requires a gradient, so there is nothing to train")
    if sum(parameter.numel() for parameter in trained.values()) <= _PRECISE:
        model = model.double()
        trained = {key: value for key, value in model.named_parameters() if value.requires_grad}
    first = next(iter(trained.values()))
    inputs, targets = _tensors(torch, data, first)
    shapes = tuple(tuple(parameter.shape) for parameter in trained.values())
    sizes = [parameter.numel() for parameter in trained.values()]

    def loss_at(point: Any, of: Any) -> Any:
        parts = [part.reshape(shape) for part, shape in zip(point.split(sizes), shapes, strict=True)]
        outputs = torch.func.functional_call(model, dict(zip(trained, parts, strict=True)), of[0])
        value = loss(outputs, of[1])
        return value + 0.5 * weight_decay * (point**2).sum() if weight_decay else value

    def tensor_of(point: Array) -> Any:
        return torch.as_tensor(np.ascontiguousarray(point), dtype=first.dtype, device=first.device)

    def sample(batch: NDArray[np.int_] | None) -> Any:
        if batch is None:
            return inputs, targets
        rows = torch.as_tensor(batch, device=first.device)
        return tuple(each[rows] for each in inputs), targets[rows]

    start = _as_floats(_vector(trained.values()))
    _check_loss(torch, loss_at, tensor_of(start), (inputs, targets))
    together = _can_evaluate_together(torch, loss_at, tensor_of, start, (inputs, targets))
    evaluate = _values_together if together else _values_one_by_one
    called = name or type(model).__name__
    numbers = max(len(start), sum(each.numel() for each in inputs))

    def gradient(x: Array, batch: NDArray[np.int_] | None = None) -> Array:
        if not np.size(x):
            return np.empty_like(x)
        return _each(x, lambda point: _gradient_at(torch, loss_at, tensor_of(point), sample(batch)))

    made = TorchObjective(
        lambda x: evaluate(torch, loss_at, tensor_of, np.asarray(x), (inputs, targets), max(1, _AT_ONCE // numbers)),
        called,
        domain=[(-REACH, REACH)] * len(start),
        start=start.tolist(),
        gradient_function=gradient,
        hessian_function=_hessian(called, len(start), lambda x, vector: made.hessian_product(x, vector)),
        samples=len(targets),
        sample_gradient=gradient,
        names=tuple(trained),
        shapes=shapes,
        loss_at=loss_at,
        tensor_of=tensor_of,
        sample=sample,
        together=together,
    )
    return made


def _torch() -> Any:
    try:
        return import_module("torch")
    except ImportError:
        raise TrajvizError("a model of PyTorch's needs PyTorch: pip install 'optrajviz[torch]'") from None


def _tensors(torch: Any, data: object, like: Any) -> tuple[tuple[Any, ...], Any]:
    """Return the inputs, as a tuple for the model to take, and the targets, as tensors of the model's type."""
    if not (isinstance(data, tuple | list) and len(data) == 2) and hasattr(data, "__getitem__"):
        data = torch.utils.data.DataLoader(data, batch_size=1024)  # a Dataset
    if not isinstance(data, tuple | list):
        batches: Sequence[Any] = [batch for batch in data] if isinstance(data, Iterable) else []  # noqa: C416 # typed
        if not batches or any(not isinstance(batch, tuple | list) or len(batch) != 2 for batch in batches):
            raise TrajvizError("data must be (inputs, targets), or a Dataset or DataLoader of such pairs")
        data = tuple(torch.cat([batch[i] for batch in batches]) for i in (0, 1))
    inputs, targets = data

    def tensor(values: Any) -> Any:
        try:
            made = torch.as_tensor(values, device=like.device)
        except (TypeError, ValueError, RuntimeError) as error:
            raise TrajvizError(f"data must be tensors or arrays of numbers: {error}") from None
        return made.to(like.dtype) if made.is_floating_point() else made

    several = inputs if isinstance(inputs, tuple) else (inputs,)
    return tuple(tensor(each) for each in several), tensor(targets)


def _check_loss(torch: Any, loss_at: Callable[[Any, Any], Any], point: Any, data: Any) -> None:
    try:
        with torch.no_grad():
            value = loss_at(point, data)
    except Exception as error:
        raise TrajvizError(f"the loss of the model can't be evaluated: {error}") from error
    if not torch.is_tensor(value) or value.numel() != 1:
        raise TrajvizError(
            f"the loss must be a number, a mean over the samples, not of shape {getattr(value, 'shape', ())}"
        )


def _can_evaluate_together(
    torch: Any, loss_at: Callable[[Any, Any], Any], tensor_of: Callable[[Array], Any], start: Array, data: Any
) -> bool:
    """Whether `torch.func.vmap` takes the model, and to the same values."""
    points = np.stack([start, 0.9 * start], axis=1)
    one_by_one = _values_one_by_one(torch, loss_at, tensor_of, points, data, 1)
    try:
        together = _values_together(torch, loss_at, tensor_of, points, data, 2)
    except (RuntimeError, NotImplementedError, ValueError, TypeError):
        return False
    return bool(np.allclose(together, one_by_one, rtol=_ALIKE, atol=_ALIKE, equal_nan=True))


def _values_together(
    torch: Any, loss_at: Callable[[Any, Any], Any], tensor_of: Callable[[Array], Any], x: Array, data: Any, chunk: int
) -> Array:
    points = x.reshape(len(x), -1).T
    of_each = torch.func.vmap(lambda point: loss_at(point, data).reshape(()))
    with torch.no_grad():
        values = [_as_floats(of_each(tensor_of(points[i : i + chunk]))) for i in range(0, len(points), chunk)]
    return np.concatenate([np.empty(0), *values]).reshape(x.shape[1:])


def _values_one_by_one(
    torch: Any, loss_at: Callable[[Any, Any], Any], tensor_of: Callable[[Array], Any], x: Array, data: Any, _chunk: int
) -> Array:
    with torch.no_grad():
        return _each(x, lambda point: _as_floats(loss_at(tensor_of(point), data).reshape(())))


def _gradient_at(torch: Any, loss_at: Callable[[Any, Any], Any], point: Any, data: Any) -> Array:
    point.requires_grad_()
    with torch.enable_grad():
        (gradient,) = torch.autograd.grad(loss_at(point, data), point)
    return _as_floats(gradient)


def _each(x: Array, function: Callable[[Array], Array]) -> Array:
    """Return a function of a point for points of shape (d, ...), one by one."""
    x = np.asarray(x)
    if x.ndim == 1:
        return function(x)
    each = np.array([function(point) for point in x.reshape(len(x), -1).T])
    return each.T.reshape(*each.shape[1:], *x.shape[1:])


def _hessian(name: str, parameters: int, product: Callable[[ArrayLike, ArrayLike], Array]) -> Callable[[Array], Array]:
    def at_point(x: Array) -> Array:
        return np.stack([product(x, unit) for unit in np.eye(parameters)])

    def hessian(x: Array) -> Array:
        if parameters > MOST_WITH_A_HESSIAN:
            raise TrajvizError(
                f"{name} has {parameters} parameters, too many for a Hessian, which is computed up to"
                f" {MOST_WITH_A_HESSIAN}: choose an optimizer that uses gradients"
            )
        if x.ndim == 1:
            return at_point(x)
        each = np.stack([at_point(point) for point in x.reshape(len(x), -1).T], axis=-1)
        return each.reshape(parameters, parameters, *x.shape[1:])

    return Derivative(hessian, Cost(hessians=1))


def _vector(parameters: Iterable[Any]) -> Any:
    return _torch().cat([parameter.detach().reshape(-1) for parameter in parameters])


def _as_floats(tensor: Any) -> Array:
    return np.asarray(tensor.detach().cpu().double().numpy())
