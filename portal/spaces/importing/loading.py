"""Write a checked tree in a few statements, however large it is."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ...audit import record
from ...database import db
from ...text import fold, text_key
from ..models import SpaceKind
from ..naming import in_force_on
from ..oversight import lock_oversight, rebuild_oversight
from ..vocabulary import load_vocabulary
from ..widening import widen_reach
from .areas import Places, match_areas
from .reading import BadFile, Problem, read
from .seats import Seat, Seats
from .trees import match_spaces

INSERT_AREAS = sa.text(
    """
    insert into area (id, code, level, kind, name, parent_id, valid_from, valid_to)
    select * from jsonb_to_recordset(cast(:rows as jsonb)) as r(id int, code text, level text,
        kind text, name text, parent_id int, valid_from date, valid_to date)
    """
)
UPDATE_AREAS = sa.text(
    """
    update area a set kind = r.kind, name = r.name, parent_id = r.parent_id, valid_to = r.valid_to
    from jsonb_to_recordset(cast(:rows as jsonb)) as r(id int, kind text, name text,
        parent_id int, valid_to date)
    where a.id = r.id
    """
)
INSERT_SPACES = sa.text(
    """
    insert into space (id, slug, kind, line, level, parent_id, area_id, name, short_name, sort_key,
        folded, opened_on)
    select r.id, r.slug, r.kind, k.line, k.level, r.parent_id, r.area_id, r.name, r.short_name,
        r.sort_key, r.folded, r.opened_on
    from jsonb_to_recordset(cast(:rows as jsonb)) as r(id int, slug text, kind text, parent_id int,
        area_id int, name text, short_name text, sort_key text, folded text, opened_on date)
    join space_kind k on k.name = r.kind
    """
)
RENAME_SPACES = sa.text(
    """
    update space s set name = r.name, short_name = r.short_name, sort_key = r.sort_key,
        folded = r.folded, version = s.version + 1
    from jsonb_to_recordset(cast(:rows as jsonb)) as r(id int, name text, short_name text,
        sort_key text, folded text)
    where s.id = r.id
    """
)
INSERT_BODIES = sa.text(
    """
    insert into body (space_id, code, name, rank, valid_from)
    select * from jsonb_to_recordset(cast(:rows as jsonb)) as r(space_id int, code text, name text,
        rank int, valid_from date)
    """
)


@dataclass(frozen=True)
class Outcome:
    """What an import did, or would do."""

    new_areas: int
    changed_areas: int
    new_spaces: int
    renamed_spaces: int
    unchanged_spaces: int

    def __str__(self) -> str:
        return (
            f"{self.new_areas} new areas, {self.changed_areas} changed; "
            f"{self.new_spaces} new spaces, {self.renamed_spaces} renamed, "
            f"{self.unchanged_spaces} unchanged."
        )


def import_tree(content: bytes, source: str, *, dry_run: bool = False) -> Outcome:
    """Load a CSV file of areas and spaces (columns: reading.COLUMNS) in the open transaction.

    The map must be open for writing. Existing spaces keep their address, leader and dates; only
    their names follow the file. Raises BadFile with every problem found; then nothing is written.
    """
    session = db.session()
    rows = read(content)
    lock_oversight(session)
    load_vocabulary(session)
    places = match_areas(session, rows)
    seats = match_spaces(session, rows, places)
    if not rows.problems and not (rows.areas or rows.spaces):
        rows.problems.append(Problem(0, "", "it has no rows."))
    if rows.problems:
        raise BadFile(sorted(rows.problems, key=lambda problem: problem.row))
    outcome = Outcome(
        len(places.new()),
        len(places.changed()),
        len(seats.new()),
        len(seats.renamed()),
        len(rows.spaces) - len(seats.new()) - len(seats.renamed()),
    )
    if not dry_run:
        _write(session, places, seats)
        _remember(seats, source, outcome)
    return outcome


def _write(session: Session, places: Places, seats: Seats) -> None:
    new = seats.new()
    _run(session, INSERT_AREAS, [asdict(place) for place in places.new()])
    _run(session, UPDATE_AREAS, [asdict(place) for place in places.changed()])
    _run(session, INSERT_SPACES, [_row(seat) for seat in new])
    _run(session, RENAME_SPACES, [_row(seat) for seat in seats.renamed()])
    widen_reach(seat.id for seat in [*new, *seats.renamed()])
    _run(session, INSERT_BODIES, _bodies(session, places, new))
    rebuild_oversight(session)
    session.expire_all()


def _run(session: Session, statement: sa.TextClause, rows: list[dict[str, Any]]) -> None:
    if rows:
        session.execute(statement, {"rows": json.dumps(rows, default=dt.date.isoformat)})


def _row(seat: Seat) -> dict[str, Any]:
    return {
        **asdict(seat),
        "sort_key": text_key(seat.name),
        "folded": fold(f"{seat.name} {seat.short_name}"),
    }


def _bodies(session: Session, places: Places, seats: list[Seat]) -> list[dict[str, Any]]:
    kinds = dict(session.execute(sa.select(SpaceKind.name, SpaceKind.bodies)).tuples().all())
    return [
        {
            "space_id": seat.id,
            "code": body["code"],
            "name": body["name"],
            "rank": rank,
            "valid_from": seat.opened_on,
        }
        for seat in seats
        for rank, body in enumerate(in_force_on(kinds[seat.kind], seat.opened_on), 1)
    ]


def _remember(seats: Seats, source: str, outcome: Outcome) -> None:
    """Record the import once in the chain of each topmost space that it touched."""
    touched = {seat.id for seat in [*seats.new(), *seats.renamed()]}
    for id in touched:
        seat = seats.by_id[id]
        if seat.parent_id not in touched:
            record("spaces.imported", source, after=asdict(outcome), space_id=id)
