"""Record the paths of Optax's optimizers, and of pytorch_optimizer's: `python tests/make_other_paths.py`.

They are needed to make the record `data/other_paths.npz` and not to test against it; see `make_pytorch_paths.py`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from make_pytorch_paths import FUNCTIONS, STEPS

RECORD = Path(__file__).parent / "data" / "other_paths.npz"

BETAS = {"b1": 0.8, "b2": 0.9}

# How trajviz spells it, and what makes Optax's.
OPTAX = {
    "AdaBelief": lambda optax: optax.adabelief(0.001),
    "AdaBelief(lr=0.02, beta1=0.8, beta2=0.9, eps=0.01, eps_root=0.001)": lambda optax: optax.adabelief(
        0.02, **BETAS, eps=0.01, eps_root=0.001
    ),
    "AdaBelief(lr=0.02, beta1=0.8, beta2=0.9, eps=0.01, eps_root=0.001, weight_decay=0.5)": lambda optax: optax.chain(
        optax.scale_by_belief(**BETAS, eps=0.01, eps_root=0.001),
        optax.add_decayed_weights(0.5),
        optax.scale_by_learning_rate(0.02),
    ),
    "Yogi": lambda optax: optax.yogi(0.01),
    "Yogi(lr=0.02, beta1=0.8, beta2=0.9, eps=0.01, initial_accumulator_value=0.1, weight_decay=0.5)": (
        lambda optax: optax.chain(
            optax.scale_by_yogi(**BETAS, eps=0.01, initial_accumulator_value=0.1),
            optax.add_decayed_weights(0.5),
            optax.scale_by_learning_rate(0.02),
        )
    ),
    "Adan": lambda optax: optax.adan(0.001),
    "Adan(lr=0.02, beta1=0.8, beta2=0.9, beta3=0.95, eps=0.01, eps_root=0.001, weight_decay=0.5)": (
        lambda optax: optax.adan(0.02, **BETAS, b3=0.95, eps=0.01, eps_root=0.001, weight_decay=0.5)
    ),
    "Lion": lambda optax: optax.lion(0.001, weight_decay=0.0),
    "Lion(lr=0.02, beta1=0.8, beta2=0.9, weight_decay=0.5)": lambda optax: optax.lion(0.02, **BETAS, weight_decay=0.5),
    "Lookahead": lambda optax: optax.lookahead(optax.sgd(0.01, momentum=0.9), 5, 0.5),
    "Lookahead(lr=0.0005, momentum=0.6, k=3, alpha=0.3)": lambda optax: optax.lookahead(
        optax.sgd(0.0005, momentum=0.6), 3, 0.3
    ),
    "Polyak": lambda optax: optax.polyak_sgd(np.inf, f_min=0.0),
    # `optax.polyak_sgd` scales the gradient before it measures it.
    "Polyak(scale=0.5, target=-2.0, lr_max=0.003)": lambda optax: optax.chain(
        optax.scale_by_polyak(f_min=-2.0, max_learning_rate=0.003), optax.scale_by_learning_rate(0.5)
    ),
    "SAM": lambda optax: _sam(optax, optax.sgd(0.01), 0.05),
    "SAM(lr=0.0005, rho=0.2, momentum=0.6)": lambda optax: _sam(optax, optax.sgd(0.0005, momentum=0.6), 0.2),
}

# The same of pytorch_optimizer's SAM: the arguments of PyTorch's SGD that it is put around, and its own.
SAM = {
    f"SAM(lr=0.0005, rho=0.2, momentum=0.6, weight_decay=0.1, adaptive={adaptive})": (
        {"lr": 0.0005, "momentum": 0.6, "weight_decay": 0.1},
        {"rho": 0.2, "perturb_eps": 0.0, "adaptive": adaptive},
    )
    for adaptive in (False, True)
}

# Here the learning rate diverges, and rounding grows with the path; Optax's step is 0 at gradients next to 0; and the
# minimum of the camel is not 0.
LEFT_OUT = {"rosenbrock/Lookahead", "rosenbrock/SAM", "quadratic/Polyak", "camel/Polyak"}


def _sam(optax, optimizer, rho):
    """Return Optax's SAM, which looks around by itself where it is given the gradient as a function."""
    from optax import contrib

    uphill = optax.chain(contrib.normalize(), optax.sgd(rho))
    return contrib.sam(optimizer, uphill, opaque_mode=True)


def optax_path(objective, spec, make):
    """Return the path, shape (STEPS + 1, 2)."""
    import jax
    import optax

    function, start = FUNCTIONS[objective]
    value_and_gradient = jax.value_and_grad(lambda x: function(x[0], x[1]))
    optimizer = make(optax)
    x = jax.numpy.array(start, dtype="float64")
    if is_lookahead := "lookahead" in str(type(optimizer.init(optax.LookaheadParams.init_synced(x)))).lower():
        x = optax.LookaheadParams.init_synced(x)
    state = optimizer.init(x)
    path = [np.array(start)]
    for _ in range(STEPS):
        value, gradient = value_and_gradient(x.fast if is_lookahead else x)
        updates, state = optimizer.update(gradient, state, x, **_more(spec, value, value_and_gradient))
        x = optax.apply_updates(x, updates)
        path.append(np.array(x.fast if is_lookahead else x))
    return np.array(path)


def _more(spec, value, value_and_gradient):
    """Return what some of them take besides the gradient."""
    if spec.startswith("Polyak"):
        return {"value": value}
    return {"grad_fn": lambda x, _: value_and_gradient(x)[1]} if spec.startswith("SAM") else {}


def sam_path(objective, of_sgd, own):
    """Return the path, shape (STEPS + 1, 2)."""
    import torch
    from pytorch_optimizer import SAM as TheirSAM  # noqa: N811

    function, start = FUNCTIONS[objective]
    x = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = TheirSAM([x], torch.optim.SGD, **own, **of_sgd)

    def closure():
        optimizer.zero_grad()
        loss = function(x[0], x[1])
        loss.backward()
        return loss

    path = [np.array(start)]
    for _ in range(STEPS):
        closure()
        optimizer.step(closure)
        path.append(x.detach().numpy().copy())
    return np.array(path)


def main():
    import jax
    import torch

    torch.Tensor.float = torch.Tensor.double  # to which SAM would round the gradient's norm
    jax.config.update("jax_enable_x64", True)
    paths = {
        f"{objective}/{spec}": optax_path(objective, spec, make)
        for objective in FUNCTIONS
        for spec, make in OPTAX.items()
    }
    paths |= {f"{objective}/{spec}": sam_path(objective, *how) for objective in FUNCTIONS for spec, how in SAM.items()}
    np.savez_compressed(RECORD, **{key: path for key, path in paths.items() if key not in LEFT_OUT})


if __name__ == "__main__":
    main()
