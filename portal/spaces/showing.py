"""The tree as the macro `tree` prints it: nodes with addresses, some to be loaded when opened."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from .switching import way_into
from .tree_queries import Branch, Forest

Node = dict[str, Any]


def nodes_of(forest: Forest) -> list[Node]:
    """The topmost spaces, open, with those directly below them."""
    nodes = [_node(branch) for branch in forest.roots]
    if forest.left_out > 0:
        nodes.append(_rest(forest.left_out, url_for("dashboard.my_spaces")))
    return nodes


def inside(forest: Forest) -> list[Node]:
    """What stands inside the one space of a forest, for a node that loads when it is opened."""
    return [node for root in forest.roots for node in [_way_in(root), *_children(root)]]


def _node(branch: Branch) -> Node:
    url = way_into(branch.slug)
    node: Node = {"name": _name(branch), "url": url}
    if branch.branches:
        node |= {"open": True, "children": _children(branch)}
    elif branch.below:
        further = url_for("spaces.tree", under=branch.slug, to=request.args.get("to"))
        show = ngettext("Show %(num)s space below", "Show %(num)s spaces below", branch.below)
        node |= {"load": further, "children": [{"name": show, "url": further}]}
    return node | {"count": branch.below or None}


def _children(branch: Branch) -> list[Node]:
    nodes = [_node(child) for child in branch.branches]
    if branch.left_out > 0:
        nodes.append(_rest(branch.left_out, url_for("spaces.below", space=branch.slug)))
    return nodes


def _rest(count: int, url: str) -> Node:
    return {"name": _("%(number)s more: see the list", number=count), "url": url}


def _way_in(branch: Branch) -> Node:
    url = way_into(branch.slug)
    return {"name": _("Open %(name)s", name=branch.name), "url": url}


def _name(branch: Branch) -> str:
    return _("%(space)s (closed)", space=branch.name) if branch.closed else branch.name
