"""A swarm of particles, written out."""

from __future__ import annotations

import numpy as np

from trajviz.arrays import Array
from trajviz.functions.objective import Objective
from trajviz.methods.box import box_of
from trajviz.methods.details import begin, take_step
from trajviz.methods.formulas import in_rows
from trajviz.methods.hyperparameters import AT_LEAST_0, COUNT, SEED
from trajviz.methods.optimizer import Record, optimizer


@optimizer(
    "Particle swarm",
    reference="Kennedy and Eberhart, Particle swarm optimization, 1995; with the inertia of Shi and Eberhart 1998 and "
    "the numbers of Clerc and Kennedy 2002",
    latex=in_rows(
        r"v &\leftarrow \mathrm{inertia}\, v + \mathrm{cognitive}\, r_1 (p - x) + \mathrm{social}\, r_2 (b - x),"
        r" \quad r_1, r_2 \sim U(0, 1)^d",
        r"x &\leftarrow x + v",
        r"p &\leftarrow x \text{ if } f(x) < f(p), \quad \text{for each of } \mathrm{particles} \text{ particles}",
        r"b &= \operatorname{argmin}_p f(p), \quad \text{the best place of all}",
        r"&\text{at a bound:} \quad x_i \text{ is on it}, \; v_i = 0",
    ),
    aliases=["PSO", "particle swarm optimization"],
    takes_bounds=True,
    ranges={
        "particles": COUNT, "inertia": AT_LEAST_0, "cognitive": AT_LEAST_0, "social": AT_LEAST_0, "seed": SEED,
    },
)  # fmt: skip
def particle_swarm(
    objective: Objective,
    start: Array,
    record: Record,
    *,
    particles: int = 20,
    inertia: float = 0.7298,
    cognitive: float = 1.49618,
    social: float = 1.49618,
    seed: int = 0,
) -> None:
    """Let particles fly, drawn to the best place that each and that any has seen.

    v ← inertia v + cognitive r₁ (own best − x) + social r₂ (best of all − x),  x ← x + v, with r₁ and r₂ uniform from
    0 to 1, anew for each coordinate. The first particle begins at the start, the others anywhere in the bounds, or
    where there are none in the domain; at a bound they stop. The path is that of the best place of all.
    """
    random = np.random.default_rng(seed)
    low, high = box_of(objective, start, "Particle swarm")
    x = random.uniform(low, high, (particles, len(start)))
    x[0] = start
    velocity = random.uniform(low - x, high - x) / 2
    own, at_own = x.copy(), objective(x.T)
    begin(record, {"population": x})
    while True:
        best = own[np.argmin(np.where(np.isnan(at_own), np.inf, at_own))]
        drawn = cognitive * random.random(x.shape) * (own - x) + social * random.random(x.shape) * (best - x)
        velocity = inertia * velocity + drawn
        x = x + velocity
        if objective.bounds is not None:
            velocity = np.where((x < low) | (x > high), 0.0, velocity)
            x = np.clip(x, low, high)
        values = objective(x.T)
        better = ~(values >= at_own)
        own, at_own = np.where(better[:, None], x, own), np.where(better, values, at_own)
        best = own[np.argmin(np.where(np.isnan(at_own), np.inf, at_own))]
        take_step(record, best, {"population": x})
