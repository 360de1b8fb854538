"""Functions: what is minimised.

Importing this package enters every test function of the catalogue.
"""

from __future__ import annotations

from trajviz.functions.objective import Objective
from trajviz.functions.registration import objectives
from trajviz.functions.resolve import as_objective

from trajviz.functions import catalogue  # isort: skip  # last: NumPy takes longer where it is imported deep within

__all__ = ["Objective", "as_objective", "catalogue", "objectives"]
