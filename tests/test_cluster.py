"""Workers of Dask's: the same to the last bit, told as it goes on, and nothing lost with a worker that is killed."""

import json
import subprocess
import sys

import pytest

pytest.importorskip("distributed")
pytestmark = pytest.mark.slow

SCRIPT = """
import json, os, signal, sys
from dataclasses import replace

import joblib
import numpy as np
from dask.distributed import Client

import trajviz as tv
from trajviz import parallel
from trajviz.methods import parse_optimizers
from trajviz.planes import coordinate_plane
from trajviz.planes.blocks import in_blocks
from trajviz.runs.exploration import explore


def sweep(tell=None):
    methods = "Nelder-Mead(size=[0.1,1.0]),BFGS,GD(lr=[0.001,0.002])"
    found = tv.sweep("rosenbrock", methods, starts=100, budget=40, progress=tell)
    return found.csv.encode() + found.curves.tobytes()


def basins():
    found = explore(tv.objective("camel"), parse_optimizers("BFGS"), ["BFGS"], grid=(14, 10), steps=30)
    return b"".join(part.tobytes() for part in (*found.paths, *found.values, *found.evaluations, *found.basins))


def plane():
    objective = replace(tv.objective("rosenbrock").in_dimensions(5), scaled=None)
    points = np.stack(np.meshgrid(np.linspace(-2, 2, 40), np.linspace(-2, 2, 30)))
    lift = coordinate_plane(np.zeros(5), 0, 3).lift
    return in_blocks(lambda some: objective(lift(some)), points, 5).tobytes()


if __name__ == "__main__":
    parallel.WORTH_WORKERS = 1e9
    here = [sweep(), basins(), plane()]
    parallel.WORTH_WORKERS = 0.0
    with Client(n_workers=2, threads_per_worker=1, dashboard_address=None, memory_limit=None) as client:
        processes = client.run(os.getpid)
        with joblib.parallel_config("dask"):
            told = []
            there = [sweep(told.append), basins(), plane()]
            at_work = client.run(lambda: sys.modules.get("trajviz.runs.tracing") is not None)
            killed = []

            def kill(done):
                if done >= 40 and not killed:
                    killed.append(done)
                    os.kill(next(iter(processes.values())), signal.SIGKILL)

            with_a_death = sweep(kill)
    print(json.dumps({
        "same": [one == other for one, other in zip(here, there)],
        "told": told,
        "workers": sum(at_work.values()),
        "killed": killed,
        "same after a death": with_a_death == here[0],
    }))
"""


def test_workers_of_dasks_give_the_same_and_lose_nothing(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=False, timeout=600)
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout.splitlines()[-1])
    assert said["same"] == [True, True, True]
    assert said["told"] == sorted(said["told"])
    assert said["told"][-1] == 700
    assert len(said["told"]) > 10
    assert said["workers"] == 2
    assert said["killed"]
    assert said["same after a death"]
