"""Files of others whose linking is to be judged: read from CSV, with a sentence for each fault."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from portal.text import clean, fold

from .reading import birth_of
from .traces import Written

COLUMNS = {
    # what a column is: how its heading may read, folded
    "name": ("name", "full name", "ho ten", "ho va ten", "ho va ten khai sinh"),
    "birth": ("birth", "birth date", "date of birth", "dob", "birth year", "ngay sinh", "nam sinh"),
    "sex": ("sex", "gender", "gioi tinh"),
    "area": ("area", "hamlet", "ap", "khom", "khom ap", "noi o"),
    "commune": ("commune", "xa", "xa thi tran"),
    "citizen_id": ("citizen id", "cccd", "so cccd", "so dinh danh", "id number"),
    "space": ("space", "don vi"),
    "org": ("org", "organization", "organisation", "to chuc"),
    "person": ("person", "person id", "label"),
}
NEEDED = ("name", "birth")
SEXES = {"female": "female", "f": "female", "nu": "female", "male": "male", "m": "male"}
SEXES |= {"nam": "male"}
SEPARATORS = ",;\t"


class UnfitFile(ValueError):
    """A file cannot be judged; the text says why and how to mend it."""


@dataclass(frozen=True)
class ForeignRow:
    """A row of the file: its line there, whose list it is of, what it says, whose it is."""

    line: int
    space: tuple[str, ...] | None
    written: Written
    person: str | None


def rows_of(path: Path) -> list[ForeignRow]:
    """The rows of a CSV file. Raises UnfitFile."""
    reader = csv.reader(io.StringIO(_text(path), newline=""), delimiter=_separator(path))
    try:
        heading = next(reader, None)
        if heading is None:
            raise UnfitFile(f"{path} is empty. The first line must name the columns.")
        places = _places(heading)
        rows = [
            _row(reader.line_num, cells, places) for cells in reader if any(map(str.strip, cells))
        ]
    except csv.Error as error:
        raise UnfitFile(f"Line {reader.line_num} of {path} is no CSV: {error}.") from None
    if not rows:
        raise UnfitFile(f"{path} has no rows below the line that names the columns.")
    return rows


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnfitFile(f"{path} is not UTF-8. Save it as CSV UTF-8.") from None
    except OSError as error:
        raise UnfitFile(f"{path} cannot be read: {error.strerror}.") from None


def _separator(path: Path) -> str:
    first = _text(path).partition("\n")[0]
    return max(SEPARATORS, key=first.count)


def _places(heading: list[str]) -> Mapping[str, int]:
    places: dict[str, int] = {}
    for at, cell in enumerate(heading):
        words = fold(cell).replace("_", " ").replace("/", " ")
        column = next((name for name, known in COLUMNS.items() if words in known), None)
        if column in places:
            raise UnfitFile(f"Two columns are the {column}: keep one of them.")
        if column:
            places[column] = at
    missing = [name for name in NEEDED if name not in places]
    if missing:
        found = ", ".join(filter(None, map(clean, heading))) or "nothing"
        raise UnfitFile(
            f"A column is missing: {', '.join(missing)}. The first line names {found};"
            f" it must name {', '.join(NEEDED)}, and may name the other columns of --help."
        )
    return places


def _row(line: int, cells: list[str], places: Mapping[str, int]) -> ForeignRow:
    said = {name: clean(cells[at]) if at < len(cells) else "" for name, at in places.items()}
    if not said["name"]:
        raise UnfitFile(f"Line {line}: the name is empty.")
    if "person" in said and not said["person"]:
        raise UnfitFile(f"Line {line}: the person is empty; every row needs one, or none has any.")
    try:
        born, year = birth_of(said["birth"])
    except ValueError:
        raise UnfitFile(
            f"Line {line}: “{said['birth']}” is no birth. Write dd/mm/yyyy or the year."
        ) from None
    area, wider = _areas(said)
    spaces = tuple(said[name] for name in ("space", "org") if said.get(name))
    return ForeignRow(
        line=line,
        space=spaces or None,
        written=Written(
            name=said["name"],
            born=born,
            year=year,
            sex=_sex(line, said.get("sex", "")),
            area=area,
            wider=wider,
            citizen_id="".join(filter(str.isalnum, said.get("citizen_id", ""))) or None,
        ),
        person=said.get("person"),
    )


def _sex(line: int, text: str) -> str | None:
    if not text:
        return None
    try:
        return SEXES[fold(text)]
    except KeyError:
        raise UnfitFile(
            f"Line {line}: “{text}” is no sex. Write male or female, or nam or nữ."
        ) from None


def _areas(said: Mapping[str, str]) -> tuple[str | None, str | None]:
    """The area with the commune in front, and the commune: its own column, or after the comma."""
    parts = [fold(part) for part in said.get("area", "").split(",")]
    commune = fold(said.get("commune", "")) or (parts.pop() if len(parts) > 1 else "")
    hamlet = ", ".join(filter(None, parts))
    return (", ".join(filter(None, (commune, hamlet))) or None), commune or None


def labels_of(rows: list[ForeignRow]) -> Mapping[int, str] | None:
    """Whose each row is by line, or None where the file does not say."""
    return dict(_labels(rows)) if rows[0].person is not None else None


def _labels(rows: list[ForeignRow]) -> Iterator[tuple[int, str]]:
    return ((row.line, row.person or "") for row in rows)
