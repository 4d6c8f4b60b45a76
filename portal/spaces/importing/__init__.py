"""Load a tree of areas and spaces from a CSV file: read, check whole, write whole or not at all."""

from .loading import Outcome, import_tree
from .reading import COLUMNS, BadFile, Problem

__all__ = ["COLUMNS", "BadFile", "Outcome", "Problem", "import_tree"]
