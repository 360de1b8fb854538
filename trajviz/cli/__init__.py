"""The command line."""

from trajviz.cli.command import main

__all__ = ["main"]
