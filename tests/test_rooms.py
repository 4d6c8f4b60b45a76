"""The rooms of the core's features, as of every module: imports go one way, queries stay home."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from importlib.util import resolve_name
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("models", "queries", "actions", "forms", "views", "plugin")
"""In the order of their imports: each may import what stands before it."""
FILES = sorted(
    path
    for path in (ROOT / "portal").rglob("*.py")
    if path.stem.rpartition("_")[2] in ROOMS and "testing" not in path.parts
)


def rank_of(name: str) -> int:
    """The place of a file among the rooms, -1 for one that is none: `officer_forms` is forms."""
    room = name.rpartition(".")[2].rpartition("_")[2]
    return ROOMS.index(room) if room in ROOMS else -1


def imported(source: str, package: str) -> Iterator[str]:
    """Every module of the portal that a file imports, and every name that may be one."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            base = "." * node.level + (node.module or "")
            base = resolve_name(base, package) if node.level else base
            if base.startswith("portal"):
                yield base
                yield from (f"{base}.{alias.name}" for alias in node.names)


def climbs(name: str, source: str, package: str) -> list[str]:
    """What a room imports from one that stands after it."""
    return [each for each in imported(source, package) if rank_of(each) > rank_of(name)]


def queries_in(source: str) -> list[int]:
    """The lines on which a file asks the database itself."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Attribute)
        and (
            ast.unparse(node) in ("sa.select", "sa.update", "sa.insert", "sa.delete", "sa.text")
            or (
                ast.unparse(node.value).endswith("session")
                and node.attr in ("scalar", "scalars", "execute", "get", "get_one", "add", "flush")
            )
        )
    ]


def test_a_climbing_import_and_a_query_are_noticed() -> None:
    climbing = "from .officer_views import module\nfrom . import body_forms, models"
    assert climbs("spaces.actions", climbing, "portal.spaces") == [
        "portal.spaces.officer_views",
        "portal.spaces.body_forms",
    ]
    assert climbs("spaces.views", climbing, "portal.spaces") == []
    asking = "db.session.get_one(Space, 1)\nsa.select(Space)\npeople.of(db.session, 1)"
    assert queries_in(asking) == [1, 2]


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_room_imports_none_that_stands_after_it(path: Path) -> None:
    package = ".".join(path.relative_to(ROOT).parts[:-1])
    assert climbs(path.stem, path.read_text(encoding="utf-8"), package) == []


@pytest.mark.parametrize(
    "path",
    [path for path in FILES if rank_of(path.stem) >= ROOMS.index("forms")],
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_forms_views_and_offers_ask_no_database(path: Path) -> None:
    assert queries_in(path.read_text(encoding="utf-8")) == []
