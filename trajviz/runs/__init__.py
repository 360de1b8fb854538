"""Runs: what happened. An optimizer is run, recorded, judged and kept."""
