"""Figures of a space and of those below it: read by right, rolled up over the tree."""

from __future__ import annotations

from .reading import Figure, Figures, figures_here
from .rolling import NONE, Rolled, Sum
from .trees import Node, Place, Tree

__all__ = ["NONE", "Figure", "Figures", "Node", "Place", "Rolled", "Sum", "Tree", "figures_here"]
