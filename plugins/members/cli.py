"""flask members: judge how well people are told apart, renew the traces by which they are."""

from __future__ import annotations

import json
import secrets
from pathlib import Path

import click
from flask.cli import AppGroup

from portal.cli.console import at_console

from .demo_files import write_files
from .linking import Linked, Tracer, linked
from .linking.foreign import ForeignRow, UnfitFile, labels_of, rows_of
from .linking.judging import judged
from .tracing import trace_missing

cli = AppGroup("members", help="Members: how people are told apart.")


@cli.command()
@click.option(
    "--csv",
    "path",
    required=True,
    type=click.Path(path_type=Path, dir_okay=False),
    help="The file: CSV in UTF-8 with the columns below, separated by , ; or tab.",
)
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def link(path: Path, as_json: bool) -> None:
    """Find out which rows of a file are of the same person; judge it if the file says so.

    Nothing of the file is kept, and the database is not asked.

    \b
    Columns, named in the first line, in any order, others are left alone:
      name        full name, with or without diacritics (needed)
      birth       dd/mm/yyyy, or the year, or nothing (needed)
      sex         male or female, nam or nữ
      area        where the person lives: "Ấp 1, Xã Tân Phước" or the hamlet
      commune     the commune of the area, where area does not say it
      citizen_id  number of the citizen, or nothing
      space, org  in whose list the row stands: two rows of one list are seldom one person
      person      whose the row truly is: with it, the answer is judged

    \b
    What is printed:
      rows, people   rows of the file, people found
      pairs          pairs of rows that were merged
      precision, recall, f1   over all pairs of rows
      wrong          share of wrong ones among the merged pairs
      left_to_ask    share of the rows about which somebody is asked
    """
    try:
        rows = rows_of(path)
    except UnfitFile as error:
        raise click.ClickException(str(error)) from None
    found = linked_rows(rows)
    answer = summary(rows, found)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for name, value in answer.items():
        click.echo(f"{name}: {value}")


@cli.command()
def retrace() -> None:
    """Make the traces of members that are missing or lie under a former key.

    To be called after `flask keys rotate --kind hash`: a count of people reads none but those of
    the key in use.
    """
    with at_console(personal=True):
        made = trace_missing()
    click.echo(f"{made} traces were made.")


@cli.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
def files(folder: Path) -> None:
    """Write lists of members as communes send them into FOLDER, of the demo's invented people.

    Excel of both kinds: heads and titles, two rows of headings, groups and sums, old fonts, dates
    as text, lost zeros. They are the same at each call.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for path in write_files(folder):
        click.echo(path)


def linked_rows(rows: list[ForeignRow]) -> Linked:
    """Link the rows of a file under a key that is forgotten; their lines are the refs."""
    tracer = Tracer(secrets.token_bytes(32))
    return linked([tracer.trace(row.line, row.space, row.written) for row in rows])


def summary(rows: list[ForeignRow], found: Linked) -> dict[str, float | int]:
    """The answer in numbers; without labels those that need none."""
    merged = sum(len(group) * (len(group) - 1) // 2 for group in found.people)
    answer: dict[str, float | int] = {
        "rows": len(rows),
        "people": len(found.people),
        "pairs": merged,
        "left_to_ask": round(len(found.asked) / len(rows), 6),
    }
    labels = labels_of(rows)
    if labels is None:
        return answer
    result = judged(found, labels)
    for name in ("precision", "recall", "f1", "wrong"):
        answer[name] = round(getattr(result, name), 6)
    return answer | {"true_people": result.people, "true_pairs": result.pairs}
