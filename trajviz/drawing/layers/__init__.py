"""Layers: one thing drawn on axes, each in a file of its own.

A layer is a frozen dataclass that says what is drawn. `attach(axes)` draws it once and returns an `Attached`: the
artists that move and the function that puts them at a moment.
"""
