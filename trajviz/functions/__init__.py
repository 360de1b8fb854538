"""Functions: what is minimised.

Importing this package enters every test function of the catalogue.
"""

from __future__ import annotations

from trajviz.functions import catalogue
from trajviz.functions.objective import Objective
from trajviz.functions.registration import objectives
from trajviz.functions.resolve import as_objective

__all__ = ["Objective", "as_objective", "catalogue", "objectives"]
