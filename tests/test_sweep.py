"""Sweeps: several values in a spec, all combinations at one budget, what is said of them, files, pictures, command."""

import csv
import io
import json
import math
import os
import signal
import subprocess
import sys
import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import trajviz as tv
from trajviz import parallel
from trajviz.cli import main
from trajviz.drawing.header import header
from trajviz.drawing.sweeps.figure import KINDS, kind_of
from trajviz.drawing.views import Scene
from trajviz.methods import parse_combinations, parse_optimizer, parse_optimizers
from trajviz.runs.several import labels_of
from trajviz.runs.tracing import trace_each
from trajviz.runs.tuning import RATES as RATES_TRIED
from trajviz.runs.tuning import tuned

RATES = "GD(lr=[0.01,0.03,0.1])"


class TestSeveralValuesInASpec:
    def test_a_list_is_as_many_methods(self):
        assert list(map(str, parse_optimizers(f"{RATES},BFGS"))) == ["GD(lr=0.01)", "GD(lr=0.03)", "GD(lr=0.1)", "BFGS"]

    @given(st.floats(1e-12, 1e12), st.floats(1e-12, 1e12), st.integers(2, 40))
    def test_a_range_is_a_logarithmic_grid_between_its_ends(self, low, high, count):
        if not max(low, high) / min(low, high) > 1.001:
            return
        rates = [each.hyperparameters["lr"] for each in parse_combinations(f"Adam(lr={low!r}..{high!r}:{count})")]
        assert (rates[0], rates[-1], len(rates), len(set(rates))) == (low, high, count, count)
        assert np.allclose(rates, np.geomspace(low, high, count), rtol=5.1e-3)

    def test_twenty_rates(self):
        optimizers = parse_combinations("Adam(lr=1e-3..1:20)")
        assert len(optimizers) == 20
        assert [parse_optimizer(str(each)) for each in optimizers] == optimizers

    def test_of_two_lists_all_pairs_are_meant(self):
        pairs = parse_combinations("Momentum(lr=[0.1,0.2],momentum=[0.5,0.9],)")
        assert [tuple(each.changed.values()) for each in pairs] == [(0.1, 0.5), (0.1, 0.9), (0.2, 0.5), (0.2, 0.9)]

    def test_whole_numbers_are_whole(self):
        values = [each.hyperparameters["maxiter"] for each in parse_combinations("BFGS(maxiter=[1,2])")]
        assert values == [1, 2]
        optimizers = parse_combinations("Differential evolution(popsize=1..10:5)")
        assert [each.hyperparameters["popsize"] for each in optimizers] == [1, 2, 3, 6, 10]

    def test_what_may_be_a_sequence_is_one_value(self):
        assert parse_optimizer("Adam(betas=[0.8,0.99])").changed == {"beta1": 0.8, "beta2": 0.99}
        assert len(parse_combinations("Differential evolution(mutation=[0.5,0.9])")) == 1
        assert len(parse_combinations("Differential evolution(mutation=[(0.5,0.9),(0.4,0.8)])")) == 2

    def test_schedules_stand_in_lists(self):
        assert list(map(str, parse_combinations("GD(lr=[0.1,0.1*0.9**t])")))[1] == "GD(lr=0.1*0.9**t)"

    @pytest.mark.parametrize(
        ("spec", "said"),
        [
            ("GD(lr=[])", "empty"),
            ("GD(lr=[0.1,0.1])", "twice"),
            ("GD(lr=0..1:3)", "above 0"),
            ("GD(lr=1..1:3)", "two numbers"),
            ("GD(lr=1e-3..1:1)", "from 2 to"),
            ("GD(lr=1e-3..1:9999)", "from 2 to"),
            ("GD(lr=1e-3...1:20:3)", "1e-3..1:20"),
            ("GD(lr=1..2:1000000000000000000000000)", "from 2 to"),
            ("GD(lr=[-1,1])", "at least 0, not -1"),
            ("GD(nonsense=1..2:3)", "nonsense"),
            ("Adam(lr=1..2:100,beta1=0.1..0.9:100,beta2=0.1..0.9:100)", "at the most"),
            ("GD(lr=[__import__('os')])", "must be"),
        ],
    )
    def test_a_mistake_is_told_in_a_sentence(self, spec, said):
        with pytest.raises(tv.TrajvizError, match=said) as told:
            parse_combinations(spec)
        assert "\n" not in str(told.value)

    def test_one_is_asked_for(self):
        with pytest.raises(tv.TrajvizError, match="3 methods"):
            tv.optimizer(RATES)
        with pytest.raises(tv.TrajvizError, match="3 methods"):
            tv.trace("camel", RATES)

    def test_labels_say_what_differs(self):
        labels = labels_of(parse_optimizers("Adam(beta1=0.8,lr=1e-3..1:20),GD"))
        assert labels[0] == "Adam(lr=0.001)"
        assert labels[-1] == "GD"
        assert len(set(labels)) == 21

    def test_an_animation_takes_them(self):
        animation = tv.animate("quadratic", RATES, steps=5)
        assert [run.label for run in animation.trajectories] == ["GD(lr=0.01)", "GD(lr=0.03)", "GD(lr=0.1)"]
        assert len(tv.animate("quadratic", [RATES, "BFGS"], steps=5).trajectories) == 4

    def test_in_a_legend_names_stay_distinct(self):
        runs = tv.animate("camel", "Adam(lr=1e-3..1:20)", steps=5).trajectories
        scene = Scene(runs[0].objective, tuple(runs), tv.themes["light"])
        fitted = header(scene, "Camel", np.arange(6.0), readout=True, marks=True).fitted((800, 500))
        assert fitted.title == "Camel: Adam by lr"
        names = [track.label for track, _ in fitted.entries]
        assert len(set(names)) == 20
        assert not any("…" in name for name in names)


@pytest.fixture(scope="module")
def found():
    return tv.sweep("rosenbrock", "GD(lr=1e-4..1:9),Adam(lr=[0.1,0.5]),BFGS", starts=4, budget=80)


class TestWhatASweepFinds:
    def test_every_combination_is_a_record(self, found):
        table = found.table
        assert len(table) == len(found) == 4 * (9 + 2 + 1 + 1)  # with the defaults, 0.01 of GD being tried
        assert {(each["optimizer"], each["start"], each["seed"]) for each in table} == {
            (str(setting.optimizer), start, 0) for setting in found.settings for start in range(4)
        }

    def test_nobody_spends_more_than_the_budget(self, found):
        assert (found.evaluations <= 80).all()
        assert (found.evaluations[[s == "GD(lr=0.0001)" for s in (r["optimizer"] for r in found.table)]] == 80).all()

    @pytest.mark.parametrize("spec", ["GD(lr=0.0001)", "Adam(lr=0.5)", "BFGS", "Nelder-Mead", "Newton", "CMA-ES"])
    def test_a_run_is_that_of_trace_as_far_as_the_budget_goes(self, spec):
        if spec == "CMA-ES":
            pytest.importorskip("cma")
        found = tv.sweep("rosenbrock", spec, starts=[(-1.5, 2.0)], budget=50)
        run = tv.trace("rosenbrock", spec, (-1.5, 2.0), steps=50)
        # The count of the last row holds what was asked for after it.
        last = np.flatnonzero(run.evaluations <= 50)[-1]
        assert found.values[0] == pytest.approx(run.values[last], rel=1e-9, abs=1e-300)
        assert found.steps[0] == run.step_of_row[last]
        assert found.curves[0, -1] == found.values[0]
        assert found.curves[0, 0] == run.values[0]

    def test_the_summary_is_that_of_the_table(self, found):
        for each in found.summary:
            own = [record for record in found.table if record["method"] == each.method]
            assert each.runs == len(own)
            medians = {}
            for spec in {record["optimizer"] for record in own}:
                values = sorted(
                    math.inf if r["outcome"] in ("diverged", "failed") or not math.isfinite(r["value"]) else r["value"]
                    for r in own
                    if r["optimizer"] == spec
                )
                medians[spec] = values[2]  # of four the upper of the two in the middle
            tried = {str(s.optimizer) for s in found.settings if s.method == each.method and s.is_tried}
            assert each.best_value == min(medians[spec] for spec in tried)
            assert str(found.best(each.method)) == str(each.best.optimizer)
            assert each.diverged == sum(r["outcome"] in ("diverged", "failed") for r in own)

    def test_what_was_tuned_and_how_far_is_said(self, found):
        gd, adam, bfgs = found.summary
        assert gd.told_tuning == "9 lr from 0.0001 to 1"
        assert adam.told_tuning == "2 lr from 0.1 to 0.5"
        assert adam.edges == ("lr",)
        assert "edge" in adam.told_best
        assert gd.edges == ()
        assert (bfgs.told_tuning, bfgs.edges) == ("nothing", ())
        assert math.isinf(gd.default_value)  # its default diverges here
        assert str(adam.default.optimizer) == "Adam"
        assert not adam.default.is_tried

    def test_the_table_as_text_is_read_back(self, found):
        records = list(csv.DictReader(io.StringIO(found.csv)))
        assert len(records) == len(found)
        assert [float(record["value"]) for record in records] == pytest.approx(found.values.tolist(), nan_ok=True)

    def test_seeds_draw_anew_and_the_same_again(self):
        noisy = tv.objective("quadratic").noisy(0.5)
        found = tv.sweep(noisy, RATES, seeds=3, budget=20)
        again = tv.sweep(noisy, RATES, seeds=[2, 0], budget=20)
        by_seed = {record["seed"]: record["value"] for record in found.table if record["optimizer"] == "GD(lr=0.1)"}
        assert len(set(by_seed.values())) == 3
        for record in again.table:
            if record["optimizer"] == "GD(lr=0.1)":
                assert record["value"] == by_seed[record["seed"]]

    def test_starts_say_how_many_variables_there_are(self):
        found = tv.sweep("rosenbrock", "GD(lr=[1e-4,1e-3])", starts=np.ones((2, 5)) / 2, budget=5)
        assert found.table[0]["x5"] == 0.5
        with pytest.raises(tv.TrajvizError, match="outside"):
            tv.sweep("camel", "GD", starts=[(0.0, 0.5), (9.0, 0.0)], bounds=(-1, 1))

    def test_seeds_of_methods_that_draw(self):
        found = tv.sweep("camel", "Differential evolution,GD", seeds=2, budget=60)
        assert [record["seed"] for record in found.table if record["method"] == "GD"] == [0]
        assert len([record for record in found.table if record["method"] == "Differential evolution"]) == 2

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            ({"seeds": 2}, "nothing is"),
            ({"seeds": []}, "seeds"),
            ({"seeds": [1, 1]}, "seeds"),
            ({"starts": 0}, "starts"),
            ({"starts": [[1, 2, 3]]}, "coordinates"),
            ({"starts": [[math.nan, 2]]}, "finite"),
            ({"budget": 0}, "budget"),
            ({"budget": 1.5}, "budget"),
        ],
    )
    def test_mistakes(self, arguments, said):
        with pytest.raises(tv.TrajvizError, match=said):
            tv.sweep("camel", RATES, **arguments)

    def test_a_budget_stops_a_run(self):
        asked = []
        objective = tv.objective(lambda x: (asked.append(1), (x**2).sum(axis=0))[1], start=(1.0, 2.0))
        (run,) = trace_each(objective, "Nelder-Mead", (1.0, 2.0), 10_000, evaluations=30, progress=lambda _: None)
        assert 30 <= run.nfev < 40


class TestTheFile:
    METHODS = "GD(lr=[0.001,0.002]),Nelder-Mead,BFGS"

    def sweep(self, file, **more):
        return tv.sweep("rosenbrock", self.METHODS, **{"starts": 45, "budget": 10, "file": file, **more})

    def test_one_that_was_interrupted_goes_on_where_it_was(self, tmp_path, monkeypatch):
        whole = self.sweep(None)
        file = tmp_path / "kept"
        told = []

        def interrupt(done):
            told.append(done)
            if len(told) == 4:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            self.sweep(file, progress=interrupt)
        lines = file.read_bytes().splitlines()
        assert len(lines) == 1 + 4
        file.write_bytes(file.read_bytes() + lines[-1][:50])  # as a power cut leaves it
        ran = []
        monkeypatch.setattr("trajviz.runs.sweeps.trace_each", lambda *a, **k: (ran.append(1), trace_each(*a, **k))[1])
        again = self.sweep(file)
        assert len(ran) == len(file.read_bytes().splitlines()) - 5
        assert again.csv == whole.csv
        assert np.array_equal(again.curves, whole.curves, equal_nan=True)
        ran.clear()
        assert self.sweep(file).csv == whole.csv  # all is known
        assert not ran

    @pytest.mark.parametrize(
        ("changed", "said"),
        [({"budget": 11}, "budget 10 and not 11"), ({"starts": 44}, "number of starts 45"), ({"seed": 1}, "starts")],
    )
    def test_another_sweep_is_refused(self, tmp_path, changed, said):
        file = tmp_path / "kept"
        self.sweep(file)
        before = file.read_bytes()
        with pytest.raises(tv.TrajvizError, match=said):
            self.sweep(file, **changed)
        assert file.read_bytes() == before

    def test_another_function_of_the_same_name_is_refused(self, tmp_path):
        for power in (2, 4):
            objective = tv.objective(lambda x, power=power: (x**power).sum(axis=0), start=(1.0, 2.0))
            if power == 2:
                tv.sweep(objective, RATES, file=tmp_path / "kept")
            else:
                with pytest.raises(tv.TrajvizError, match=r"function [0-9a-f]+ and not"):
                    tv.sweep(objective, RATES, file=tmp_path / "kept")

    def test_what_holds_no_sweep_is_left_alone(self, tmp_path):
        (tmp_path / "kept").write_text("mine\n")
        with pytest.raises(tv.TrajvizError, match="holds no sweep"):
            self.sweep(tmp_path / "kept")
        assert (tmp_path / "kept").read_text() == "mine\n"


class TestPictures:
    @pytest.mark.parametrize("theme", ["light", "dark"])
    @pytest.mark.parametrize(
        ("methods", "kind"),
        [
            ("GD(lr=1e-4..1:5),Adam(lr=1e-3..1:4),BFGS", "lines"),
            ("Momentum(lr=1e-4..1:5,momentum=[0,0.5,0.9]),GD", "heatmap"),
            ("BFGS,GD", "panels"),
            ("GD(lr=[0.1,0.1*0.9**t])", "panels"),
            ("SGD(lr=[0.1,1],momentum=[0.2,0.5],dampening=[0,0.1])", "panels"),
        ],
    )
    def test_each_is_drawn_the_same_again(self, methods, kind, theme, tmp_path):
        found = tv.sweep("rosenbrock", methods, starts=3, budget=15)
        assert kind_of(found.settings) == kind
        for suffix in ("png", "svg", "html"):
            for name in ("a", "b"):
                found.save(tmp_path / f"{name}.{suffix}", theme=theme)
            assert (tmp_path / f"a.{suffix}").read_bytes() == (tmp_path / f"b.{suffix}").read_bytes()
        assert found.figure(kind, theme=theme).axes

    @pytest.mark.parametrize("kind", KINDS)
    @pytest.mark.parametrize("objective", ["camel", "x**2 + y**4 - 3", "saddle"])
    def test_where_all_diverge_and_where_no_minimum_is_known(self, objective, kind, tmp_path):
        methods = "Momentum(lr=[1e3,1e5],momentum=[0.5,0.9])" if kind == "heatmap" else "GD(lr=[1e3,1e5])"
        found = tv.sweep(objective, methods, budget=30)
        assert found.summary[0].best is None
        with pytest.raises(tv.TrajvizError, match="no best"):
            found.best(found.methods[0])
        found.save(tmp_path / "x.png", kind)
        assert "none: all diverged" in (found.save(tmp_path / "x.html", kind), (tmp_path / "x.html").read_text())[1]

    def test_a_default_that_does_not_go_together_with_what_is_set_is_none(self):
        with_momentum, without = tv.sweep(
            "camel", "SGD(lr=[0.01,0.1],momentum=[0.2,0.5],nesterov=[True,False])", budget=9
        ).summary
        assert with_momentum.method == "SGD(nesterov=True)"
        assert with_momentum.default is None
        assert without.default is not None

    @pytest.mark.parametrize("suffix", ["csv", "svg", "html"])
    def test_where_there_is_no_default_nothing_is_said_of_it(self, suffix, tmp_path):
        found = tv.sweep("camel", "SGD(lr=[0.01,0.1],momentum=[0.2,0.5],nesterov=True)", budget=9)
        found.save(tmp_path / f"x.{suffix}")
        assert "nan" not in (tmp_path / f"x.{suffix}").read_text()
        told = [text.get_text() for axes in found.figure().axes for text in axes.texts]
        assert any("best lr=" in each for each in told)
        assert not any("default" in each for each in told)

    def test_many_methods_stand_in_rows(self):
        methods = "GD,Momentum,Adam,BFGS,Nelder-Mead,Newton,Adagrad"
        figure = tv.sweep("camel", methods, budget=10).figure()
        boxes = [axes.get_position() for axes in figure.axes if axes.get_label() != "header"]
        assert len(boxes) == 7
        assert all(0 <= box.x0 < box.x1 <= 1 and 0 <= box.y0 < box.y1 <= 1 for box in boxes)

    @pytest.mark.parametrize("kind", ["heatmap", "nonsense"])
    def test_what_can_not_be_shown(self, found, kind, tmp_path):
        with pytest.raises(tv.TrajvizError):
            found.save(tmp_path / "x.png", kind)
        assert not list(tmp_path.iterdir())

    def test_a_page_has_all_in_one_file(self, found, tmp_path):
        found.save(tmp_path / "x.html")
        page = (tmp_path / "x.html").read_text()
        assert "<script" not in page
        assert "http://" not in page.replace("http://www.w3.org", "")
        assert page.count("<tr>") == 2 + len(found.summary) + len(found)

    def test_names_can_not_break_a_page(self, tmp_path):
        def sneaky(objective, x, *, lr=0.1):
            while True:
                x = x - lr * objective.gradient(x)
                yield x

        sneaky.__name__ = "<script>alert(1)</script>"
        tv.sweep("camel", sneaky, budget=5).save(tmp_path / "x.html")
        assert "<script" not in (tmp_path / "x.html").read_text()


class TestTheCommand:
    METHODS = "GD(lr=[0.001,0.01]),Adam(lr=1e-2..1:3)"

    def test_it_writes_a_table_a_picture_and_a_page(self, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        assert main(["sweep", "camel", "--methods", self.METHODS, "--starts", "3", "--budget", "20"]) == 0
        assert {path.name for path in tmp_path.iterdir()} == {f"camel-sweep.{s}" for s in ("csv", "png", "html")}
        said = capsys.readouterr().out
        assert "2 lr from 0.001 to 0.01" in said
        assert "at the edge" in said
        assert len((tmp_path / "camel-sweep.csv").read_text().splitlines()) == 1 + 3 * (2 + 3 + 1)

    @pytest.mark.parametrize(
        ("arguments", "said"),
        [
            (["sweep"], "name a function"),
            (["sweep", "camel"], "--methods are missing"),
            (["sweep", "nonsense", "--methods", "GD"], "nonsense"),
            (["sweep", "camel", "--methods", "GD", "--view", "heatmap"], "two hyperparameters"),
            (["sweep", "camel", "--methods", "GD", "--view", "lines"], "several values"),
            (["sweep", "camel", "--methods", "GD", "--view", "contour"], "--view must be"),
            (["sweep", "camel", "--methods", "GD", "-o", "x.gif"], "stands still"),
            (["sweep", "camel", "--methods", "GD", "-o", "x.csv", "./x.csv"], "same"),
            (["sweep", "camel", "--methods", "GD", "--steps", "9"], "unknown option"),
            (["sweep", "camel", "--methods", "GD", "--start", "1,1", "--starts", "2"], "give one of them"),
            (["sweep", "camel", "--methods", "GD", "--seeds", "2"], "nothing is"),
            (["sweep", "camel", "beale", "--methods", "GD"], "too much"),
        ],
    )
    def test_mistakes_are_found_before_anything_is_written(self, arguments, said, tmp_path, monkeypatch, capsys):
        monkeypatch.chdir(tmp_path)
        assert main(arguments) == 2
        assert said in capsys.readouterr().err
        assert not list(tmp_path.iterdir())

    def test_it_has_a_help_of_its_own(self, capsys):
        assert main(["sweep", "--help"]) == 0
        assert "--budget" in capsys.readouterr().out
        assert main(["--help"]) == 0
        assert "trajviz sweep" in capsys.readouterr().out

    def test_a_function_that_is_called_so_is_animated(self, tmp_path, monkeypatch):
        from trajviz.functions import objectives

        monkeypatch.chdir(tmp_path)
        with monkeypatch.context() as patch:
            patch.setitem(objectives._entries, "sweep", objectives["camel"])
            patch.setitem(objectives._spellings, "sweep", "sweep")
            assert main(["sweep", "--methods", "GD", "--steps", "3", "-o", "x.png", "--quiet"]) == 0
            assert main(["sweep", "sweep", "--methods", "GD", "--budget", "3", "-o", "y.png", "--quiet"]) == 0
        (tmp_path / "sweep.py").write_text("def f(x):\n    return (x**2).sum(axis=0)\n")
        assert main(["sweep.py:f", "--methods", "GD", "--steps", "3", "-o", "z.png", "--quiet"]) == 0
        assert {path.name for path in tmp_path.glob("*.png")} == {"x.png", "y.png", "z.png"}

    def test_what_a_changed_command_would_lose_is_kept(self, tmp_path, capsys):
        command = ["sweep", "camel", "--methods", self.METHODS, "--quiet", "-o", str(tmp_path / "x.csv")]
        tv.sweep("camel", self.METHODS, budget=200, file=tmp_path / "x.csv.part")
        assert main([*command, "--budget", "100"]) == 2
        assert "budget 200 and not 100" in capsys.readouterr().err
        assert [path.name for path in tmp_path.iterdir()] == ["x.csv.part"]
        assert main(command) == 0
        assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]

    @pytest.mark.slow
    def test_a_killed_command_goes_on(self, tmp_path):
        arguments = ["--methods", "Nelder-Mead(maxiter=1..400:40)", "--starts", "60", "--budget", "400", "--quiet"]
        command = [sys.executable, "-m", "trajviz", "sweep", "rosenbrock", *arguments, "-o"]
        subprocess.run([*command, tmp_path / "whole.csv"], check=True)
        kept = tmp_path / "x.csv.part"

        def killed(number):
            """Kill the command once it has kept more than there was, and return its exit code and what it said."""
            size = kept.stat().st_size if kept.exists() else 0
            begun = subprocess.Popen([*command, tmp_path / "x.csv"], stderr=subprocess.PIPE, text=True)
            while begun.poll() is None and not (kept.exists() and kept.stat().st_size > size + 3000):
                time.sleep(0.01)
            os.kill(begun.pid, number)
            said = begun.communicate()[1]
            return begun.returncode, said

        for number, code in ((signal.SIGKILL, -9), (signal.SIGINT, 130)):
            returned, said = killed(number)
            while (tmp_path / "x.csv").exists():  # it was done before this process had its turn
                (tmp_path / "x.csv").unlink()
                returned, said = killed(number)
            assert returned == code
        assert "goes on there" in said
        lines = kept.read_bytes().splitlines()
        assert len(lines) > 2
        assert json.loads(lines[0])["format"] == "trajviz sweep"
        subprocess.run([*command, tmp_path / "x.csv"], check=True)
        assert (tmp_path / "x.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()
        assert not kept.exists()


class TestTuning:
    def test_the_best_rate_is_that_of_all_that_were_tried(self):
        objective = tv.objective("rosenbrock")
        for name in ("GD", "Adam"):
            (best,) = tuned(objective, [tv.optimizer(name)], None, 60)
            ends = {}
            for rate in RATES_TRIED:
                run = tv.trace(objective, f"{name}(lr={rate!r})", steps=60)
                if run.outcome != "diverged":
                    ends[rate] = run.values[-1]
            assert best.hyperparameters["lr"] == min(ends, key=ends.get)
            assert best.title == f"{name} (lr={best.hyperparameters['lr']:g}, best of 19)"

    def test_the_legend_says_so_and_what_was_set_stays(self):
        animation = tv.animate("quadratic", "GD,Momentum(lr=0.1),BFGS", steps=30, tune=True)
        assert [run.label for run in animation.trajectories] == ["GD (lr=0.5, best of 19)", "Momentum", "BFGS"]
        assert animation.trajectories[0].optimizer == "GD(lr=0.5)"
        assert animation.trajectories[1].hyperparameters["lr"] == 0.1

    def test_a_rate_at_the_edge_is_told(self):
        (best,) = tuned(tv.objective("1e-6*(x**2+y**2)"), [tv.optimizer("GD")], [(1.0, 1.0)], 5)
        assert best.title == "GD (lr=10, best of 19, at the edge)"

    @pytest.mark.parametrize(
        ("methods", "more", "said"),
        [("BFGS", {}, "no rate to tune"), ("GD(lr=0.1)", {}, "no rate to tune"), ("GD", {"budget": 0}, "budget")],
    )
    def test_mistakes(self, methods, more, said):
        with pytest.raises(tv.TrajvizError, match=said):
            tv.animate("camel", methods, tune=True, **more)

    def test_the_command(self, tmp_path, capsys):
        assert main(["quadratic", "--methods", "GD", "--tune", "--steps", "20", "-o", str(tmp_path / "x.png")]) == 0
        assert "best of 19" in capsys.readouterr().out
        assert main(["quadratic", "--methods", "GD", "--budget", "20", "-o", str(tmp_path / "y.png")]) == 2
        assert "--tune" in capsys.readouterr().err


class TestWorkers:
    def test_they_make_no_difference(self, monkeypatch):
        methods = "Nelder-Mead,BFGS,GD(lr=[0.001,0.002])"
        here = tv.sweep("rosenbrock", methods, starts=45, budget=20)
        monkeypatch.setattr(parallel, "WORTH_WORKERS", 0.0)
        there = tv.sweep("rosenbrock", methods, starts=45, budget=20)
        assert there.csv == here.csv
        assert np.array_equal(there.curves, here.curves, equal_nan=True)

    def test_a_function_of_a_script_is_swept_here(self, monkeypatch):
        monkeypatch.setattr(parallel, "WORTH_WORKERS", 0.0)
        process = os.getpid()

        def bowl(x):
            assert os.getpid() == process
            return (x**2).sum(axis=0)

        assert len(tv.sweep(tv.objective(bowl, start=(1.0, 2.0)), RATES, starts=[[1, 2], [3, 4]], budget=5)) == 6

    def test_what_died_is_done_by_others_and_nothing_twice(self, monkeypatch, tmp_path):
        monkeypatch.setattr(parallel, "WORTH_WORKERS", 0.0)
        told = []
        results = parallel.in_parts(_DiesOnce(tmp_path), range(12), 2, done=lambda *each: told.append(each))
        assert results == [part**2 for part in range(12)]
        assert told == [(part, part**2) for part in range(12)]

    def test_what_dies_always_is_told(self, monkeypatch):
        monkeypatch.setattr(parallel, "WORTH_WORKERS", 0.0)
        with pytest.raises(tv.TrajvizError, match="worker processes died"):
            parallel.in_parts(_dies, range(4), 2)


class _DiesOnce:
    """Squares a number; the first process that is asked for 5 and is none of ours dies."""

    def __init__(self, folder):
        self.mark, self.process = folder / "died", os.getpid()

    def __call__(self, part):
        if part == 5 and os.getpid() != self.process and not self.mark.exists():
            self.mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
        return part**2


def _dies(part):
    if part:
        os.kill(os.getpid(), signal.SIGKILL)
