"""A sweep on a cluster of Dask's; here of two processes on this machine: `pip install "optrajviz[cluster]"`."""

import joblib
from dask.distributed import Client

import trajviz as tv

if __name__ == "__main__":
    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None), joblib.parallel_config("dask"):
        found = tv.sweep("rosenbrock", "Nelder-Mead(size=1e-2..10:16)", starts=200, budget=200)
    for each in found.summary:
        print(f"{each.method}: best {each.told_best} with f = {each.best_value:.2g} of {each.told_tuning}")
