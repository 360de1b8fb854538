"""Record the paths of PyTorch's optimizers in `data/pytorch_paths.npz`: `python tests/make_pytorch_paths.py`.

PyTorch is several gigabytes on some machines, so it is needed to make the record and not to test against it.
A record's key is `objective/spec`, the spec being how trajviz spells the same optimizer; its first row is the
start.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np

RECORD = Path(__file__).parent / "data" / "pytorch_paths.npz"
STEPS = 100

FUNCTIONS = {
    "quadratic": (lambda x, y: x**2 + 0.5 * y**2, (-4.0, 4.0)),
    "camel": (lambda x, y: (4 - 2.1 * x**2 + x**4 / 3) * x**2 + x * y + (4 * y**2 - 4) * y**2, (-1.0, -0.5)),
    "rosenbrock": (lambda x, y: (1 - x) ** 2 + 100 * (y - x**2) ** 2, (-0.5, 0.8)),
}

# How trajviz spells it, PyTorch's class and its arguments. Defaults are left to PyTorch, but for those of the methods
# that are parts of its SGD.
OPTIMIZERS = [
    ("SGD", "SGD", {}),
    (
        "SGD(lr=0.0005, momentum=0.6, dampening=0.3, weight_decay=0.1)",
        "SGD",
        {"lr": 0.0005, "momentum": 0.6, "dampening": 0.3, "weight_decay": 0.1},
    ),
    (
        "SGD(lr=0.0005, momentum=0.6, nesterov=True)",
        "SGD",
        {"lr": 0.0005, "momentum": 0.6, "nesterov": True},
    ),
    ("SGD(lr=0.0005, dampening=0.3)", "SGD", {"lr": 0.0005, "dampening": 0.3}),
    ("GD", "SGD", {"lr": 0.01}),
    ("GD(lr=0.0005)", "SGD", {"lr": 0.0005}),
    ("Momentum", "SGD", {"lr": 0.01, "momentum": 0.9}),
    ("Momentum(lr=0.0005, momentum=0.6)", "SGD", {"lr": 0.0005, "momentum": 0.6}),
    ("Nesterov", "SGD", {"lr": 0.01, "momentum": 0.9, "nesterov": True}),
    ("Nesterov(lr=0.0005, momentum=0.6)", "SGD", {"lr": 0.0005, "momentum": 0.6, "nesterov": True}),
    ("Adagrad", "Adagrad", {}),
    ("Adagrad(lr=0.5, lr_decay=0.1, eps=0.01)", "Adagrad", {"lr": 0.5, "lr_decay": 0.1, "eps": 0.01}),
    ("RMSprop", "RMSprop", {}),
    (
        "RMSprop(lr=0.005, alpha=0.2, eps=0.01, momentum=0.5)",
        "RMSprop",
        {"lr": 0.005, "alpha": 0.2, "eps": 0.01, "momentum": 0.5},
    ),
    ("Adadelta", "Adadelta", {}),
    ("Adadelta(lr=1.5, rho=0.8, eps=0.001)", "Adadelta", {"lr": 1.5, "rho": 0.8, "eps": 0.001}),
    ("Adam", "Adam", {}),
    ("Adam(lr=0.05, beta1=0.8, beta2=0.9, eps=0.01)", "Adam", {"lr": 0.05, "betas": (0.8, 0.9), "eps": 0.01}),
    ("AMSGrad", "Adam", {"amsgrad": True}),
    (
        "AMSGrad(lr=0.05, beta1=0.8, beta2=0.9, eps=0.01)",
        "Adam",
        {"lr": 0.05, "betas": (0.8, 0.9), "eps": 0.01, "amsgrad": True},
    ),
    ("Adamax", "Adamax", {}),
    (
        "Adamax(lr=0.05, beta1=0.8, beta2=0.9, eps=0.01)",
        "Adamax",
        {"lr": 0.05, "betas": (0.8, 0.9), "eps": 0.01},
    ),
    ("AdamW", "AdamW", {}),
    (
        "AdamW(lr=0.05, beta1=0.8, beta2=0.9, eps=0.01, weight_decay=0.5)",
        "AdamW",
        {"lr": 0.05, "betas": (0.8, 0.9), "eps": 0.01, "weight_decay": 0.5},
    ),
    ("Nadam", "NAdam", {}),
    (
        "Nadam(lr=0.02, beta1=0.8, beta2=0.99, eps=0.01, momentum_decay=0.1)",
        "NAdam",
        {"lr": 0.02, "betas": (0.8, 0.99), "eps": 0.01, "momentum_decay": 0.1},
    ),
    (
        "RMSprop(lr=0.005, alpha=0.2, eps=0.01, momentum=0.5, weight_decay=0.1, centered=True)",
        "RMSprop",
        {"lr": 0.005, "alpha": 0.2, "eps": 0.01, "momentum": 0.5, "weight_decay": 0.1, "centered": True},
    ),
    (
        "Adagrad(lr=0.5, lr_decay=0.1, weight_decay=0.1, initial_accumulator_value=0.3, eps=0.01)",
        "Adagrad",
        {"lr": 0.5, "lr_decay": 0.1, "weight_decay": 0.1, "initial_accumulator_value": 0.3, "eps": 0.01},
    ),
    (
        "Adadelta(lr=0.8, rho=0.8, eps=0.001, weight_decay=0.1)",
        "Adadelta",
        {"lr": 0.8, "rho": 0.8, "eps": 0.001, "weight_decay": 0.1},
    ),
    (
        "Adam(lr=0.05, beta1=0.8, beta2=0.9, eps=0.01, weight_decay=0.1, amsgrad=True)",
        "Adam",
        {"lr": 0.05, "betas": (0.8, 0.9), "eps": 0.01, "weight_decay": 0.1, "amsgrad": True},
    ),
    (
        "AMSGrad(lr=0.05, beta1=0.8, beta2=0.9, eps=0.01, weight_decay=0.1)",
        "Adam",
        {"lr": 0.05, "betas": (0.8, 0.9), "eps": 0.01, "weight_decay": 0.1, "amsgrad": True},
    ),
    (
        "Adamax(lr=0.05, beta1=0.8, beta2=0.9, eps=0.01, weight_decay=0.1)",
        "Adamax",
        {"lr": 0.05, "betas": (0.8, 0.9), "eps": 0.01, "weight_decay": 0.1},
    ),
    (
        "AdamW(lr=0.05, beta1=0.8, beta2=0.9, eps=0.01, weight_decay=0.5, amsgrad=True)",
        "AdamW",
        {"lr": 0.05, "betas": (0.8, 0.9), "eps": 0.01, "weight_decay": 0.5, "amsgrad": True},
    ),
    *(
        (
            "Nadam(lr=0.02, beta1=0.8, beta2=0.99, eps=0.01, weight_decay=0.1, momentum_decay=0.1,"
            f" decoupled_weight_decay={decoupled})",
            "NAdam",
            {
                "lr": 0.02,
                "betas": (0.8, 0.99),
                "eps": 0.01,
                "momentum_decay": 0.1,
                "weight_decay": 0.1,
                "decoupled_weight_decay": decoupled,
            },
        )
        for decoupled in (False, True)
    ),
    ("RAdam", "RAdam", {}),
    *(
        (
            f"RAdam(lr=0.02, beta1=0.8, beta2=0.99, eps=0.01, weight_decay=0.1, decoupled_weight_decay={decoupled})",
            "RAdam",
            {
                "lr": 0.02,
                "betas": (0.8, 0.99),
                "eps": 0.01,
                "weight_decay": 0.1,
                "decoupled_weight_decay": decoupled,
            },
        )
        for decoupled in (False, True)
    ),
    ("Rprop", "Rprop", {}),
    (
        "Rprop(lr=0.05, eta_minus=0.4, eta_plus=1.3, step_min=0.001, step_max=0.2)",
        "Rprop",
        {"lr": 0.05, "etas": (0.4, 1.3), "step_sizes": (0.001, 0.2)},
    ),
    ("ASGD", "ASGD", {}),
    (
        "ASGD(lr=0.0005, lambd=0.01, alpha=0.5, t0=20, weight_decay=0.1)",
        "ASGD",
        {"lr": 0.0005, "lambd": 0.01, "alpha": 0.5, "t0": 20, "weight_decay": 0.1},
    ),
    (
        "ASGD(lr=0.0005, lambd=0.01, alpha=0.5, t0=20, weight_decay=0.1, average=True)",
        "ASGD",
        {"lr": 0.0005, "lambd": 0.01, "alpha": 0.5, "t0": 20, "weight_decay": 0.1},
    ),
    ("Muon", "Muon", {"lr": 0.02, "weight_decay": 0.0}),
    (
        "Muon(lr=0.005, momentum=0.8, weight_decay=0.3, eps=0.1, ns_steps=4)",
        "Muon",
        {"lr": 0.005, "momentum": 0.8, "weight_decay": 0.3, "eps": 0.1, "ns_steps": 4},
    ),
    (
        "Muon(lr=0.005, momentum=0.8, nesterov=False, weight_decay=0.3, eps=0.1, ns_steps=4)",
        "Muon",
        {"lr": 0.005, "momentum": 0.8, "nesterov": False, "weight_decay": 0.3, "eps": 0.1, "ns_steps": 4},
    ),
]

# Here the default learning rate diverges, and rounding grows with the path.
DIVERGING = {"rosenbrock/GD", "rosenbrock/Momentum", "rosenbrock/Nesterov", "rosenbrock/ASGD"}


def torch_path(objective, torch_name, torch_arguments, *, averaged):
    """Return the path, shape (STEPS + 1, 2), of `torch.optim.<torch_name>` on a function, or of its mean."""
    import torch

    function, start = FUNCTIONS[objective]
    shape = (2, 1) if torch_name == "Muon" else (2,)  # which takes matrices
    x = torch.tensor(start, dtype=torch.float64).reshape(shape).requires_grad_()
    optimizer = getattr(torch.optim, torch_name)([x], **torch_arguments)
    path = [np.array(start)]
    for _ in range(STEPS):
        optimizer.zero_grad()
        function(*x.ravel()).backward()
        optimizer.step()
        shown = optimizer.state[x]["ax"] if averaged else x
        path.append(shown.detach().numpy().ravel().copy())
    return np.array(path)


def main():
    import torch

    # NAdam keeps a product in the default type, and in single precision it would lose half of the digits.
    torch.set_default_dtype(torch.float64)
    torch.Tensor.bfloat16 = torch.Tensor.clone  # to which Muon would round what it makes orthogonal
    paths = {
        f"{objective}/{spec}": torch_path(objective, torch_name, torch_arguments, averaged="average=True" in spec)
        for objective in FUNCTIONS
        for spec, torch_name, torch_arguments in OPTIMIZERS
        if f"{objective}/{spec}" not in DIVERGING
    }
    np.savez_compressed(RECORD, torch_version=str(torch.__version__), **paths)


if __name__ == "__main__":
    main()
