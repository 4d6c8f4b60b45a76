"""What the tests of spaces share: the command line, the seeds, what stands in the map."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.cli.console import at_console
from portal.database import db
from portal.spaces.models import Area, Space
from portal.text import fold, text_key

DATA = Path(__file__).resolve().parents[2] / "portal" / "data"
TAN_HONG, DONG_THAP = DATA / "tan_hong_2021.csv", DATA / "dong_thap_2026.csv"
Console = Callable[..., AbstractContextManager[None]]


@pytest.fixture
def console(app: Flask) -> Console:
    """`with console():` work as on the command line, one transaction, committed at its end."""

    @contextmanager
    def work(dry_run: bool = False) -> Iterator[None]:
        with app.app_context(), at_console(dry_run=dry_run):
            yield

    return work


@pytest.fixture
def area_ids(owner: sa.Connection) -> dict[str, int]:
    """The ids of the cast's areas, by code."""
    return dict(owner.execute(sa.text("select code, id from area")).tuples().all())


@pytest.fixture
def overseen(owner: sa.Connection) -> Callable[[str], set[str]]:
    """The addresses of the spaces that a space oversees: `overseen("huyen")`."""

    def below(slug: str) -> set[str]:
        query = sa.text(
            "select s.slug from oversight o join space s on s.id = o.space_id"
            " join space above on above.id = o.overseer_id where above.slug = :slug"
        )
        return set(owner.scalars(query, {"slug": slug}))

    return below


@pytest.fixture
def run(app: Flask) -> Callable[..., tuple[int, str]]:
    """Run `flask spaces …`; gives the exit code and what was printed."""

    def invoke(*args: object) -> tuple[int, str]:
        result = app.test_cli_runner().invoke(args=["spaces", *map(str, args)])
        return result.exit_code, result.output

    return invoke


def add_space(slug: str, parent: Space, area: Area | int, name: str, **more: object) -> Space:
    """Put one more space of the cast's kinds into the map, without the rules of its opening."""
    values = {
        "kind": "commune_women",
        "line": "women",
        "level": "commune",
        "opened_on": parent.opened_on,
        "short_name": name,
    }
    space = Space(
        slug=slug,
        parent_id=parent.id,
        area_id=area if isinstance(area, int) else area.id,
        name=name,
        sort_key=text_key(name),
        folded=fold(name),
        **{**values, **more},
    )
    db.session.add(space)
    db.session.flush()
    return space
