"""A training loop of PyTorch's, listened to from outside: each step of an optimizer, and the losses that it comes from.

PyTorch calls hooks before and after each step. Losses pass no hook of the optimizer's: they are what `backward` is
called on, which is looked at while the loop is followed, and put back as it was afterwards. A loss belongs to the
parameters that it was computed at, so to the iterate before the step.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from threading import get_ident
from typing import Any

from trajviz.checks import shown
from trajviz.errors import TrajvizError


@contextmanager
def following(
    optimizer: Any,
    begin: Callable[[object], None],
    record: Callable[[object], None],
    set_value: Callable[[float], None],
) -> Iterator[None]:
    """Call `begin` with the parameters, `record` with them after each step, and `set_value` with the loss before each.

    Parameters
    ----------
    optimizer : torch.optim.Optimizer
    begin, record : callable
        Take a list of tensors, which change with the next step.
    set_value : callable
        Takes the loss at what was recorded last.

    Raises
    ------
    TrajvizError
        If the optimizer is none of PyTorch's.
    """
    torch: Any = sys.modules.get("torch")
    if torch is None or not isinstance(optimizer, torch.optim.Optimizer):
        raise TrajvizError(f"what is followed is an optimizer of PyTorch's, not {shown(optimizer)}")
    losses = _Losses(optimizer)
    begin(losses.parameters)

    def before(*_: object) -> None:
        losses.begin_step()

    def after(*_: object) -> None:
        value = losses.of_step()
        if value is not None:
            set_value(value)
        record(losses.parameters)

    hooks = [optimizer.register_step_pre_hook(before), optimizer.register_step_post_hook(after)]
    backward = torch.Tensor.backward
    torch.Tensor.backward = losses.listening(backward)
    try:
        yield
    finally:
        if torch.Tensor.backward is not losses.listener:
            losses.silent = True  # somebody else has put theirs in front of it, and it stays behind, mute
        else:
            torch.Tensor.backward = backward
        for hook in hooks:
            hook.remove()


class _Losses:
    """What `backward` was called on since the last step, as far as it reached the parameters of an optimizer."""

    def __init__(self, optimizer: Any) -> None:
        self._optimizer = optimizer
        self._before: list[Any] = []
        self._within: list[Any] = []
        self._in_step = False
        self._thread = get_ident()
        self.silent = False
        self.listener: Callable[..., Any] | None = None

    @property
    def parameters(self) -> list[Any]:
        """The parameters of all groups, in order; groups may be added during a run only before the first step."""
        return [parameter for group in self._optimizer.param_groups for parameter in group["params"]]

    def begin_step(self) -> None:
        """Take what is heard from now on for what the closure of the step computes."""
        self._in_step = True

    def of_step(self) -> float | None:
        """Return the loss from which the step that ends now was taken, and forget it; None if none was heard."""
        losses = self._before or self._within[:1]
        self._before, self._within, self._in_step = [], [], False
        return float(sum(float(loss) for loss in losses)) if losses else None

    def listening(self, backward: Callable[..., Any]) -> Callable[..., Any]:
        """Return `backward`, listened to."""

        @wraps(backward)
        def listener(tensor: Any, *arguments: Any, **named: Any) -> Any:
            if self.silent or get_ident() != self._thread or tensor.numel() != 1:
                return backward(tensor, *arguments, **named)
            if not self._in_step and not self._has_gradients():  # they were zeroed: what was heard led to no step
                self._before.clear()
            result = backward(tensor, *arguments, **named)
            if self._has_gradients():
                (self._within if self._in_step else self._before).append(tensor.detach())
            return result

        self.listener = listener
        return listener

    def _has_gradients(self) -> bool:
        return any(parameter.grad is not None for parameter in self.parameters)
