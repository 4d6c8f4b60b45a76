"""How many people are in which organizations, by commune and sex, and how these numbers add up.

Pure: given who the people are, it counts, adds up and hides. People here are a commune, the lines
they are enrolled in, and a sex; nothing else of them comes near a table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from .suppression import Sum, hidden

SEXES = ("female", "male")
MANY = 3
"""In so many organizations or more: one column."""
ENROLMENTS = "*"
"""What a cell counts that counts the enrolments in all lines."""
COMMON = 40
"""Sets of organizations that so many people of a commune are in, on average, are shown of each
commune; the others of the whole alone."""


class Cell(NamedTuple):
    """What a number counts: None stands for all of them.

    `what` is a set of lines (people in just these), a number (people in so many lines, MANY: or
    more), one line (enrolments in it), ENROLMENTS (those in all lines), or None (people).
    """

    commune: Hashable | None = None
    what: frozenset[str] | int | str | None = None
    sex: str | None = None


class Counted(NamedTuple):
    """One person as a table sees them."""

    commune: Hashable
    lines: frozenset[str]
    sex: str


@dataclass
class Table:
    """All numbers of the table by cell, and which of them are hidden."""

    communes: list[Hashable]
    sets: list[frozenset[str]]
    lines: list[str]
    numbers: dict[Cell, int]
    sums: list[Sum] = field(repr=False)
    published: set[Cell] = field(repr=False)
    hidden: set[Cell] = field(default_factory=set)

    @property
    def shown(self) -> dict[Cell, int | None]:
        """The numbers as they may be shown: None is hidden."""
        return {
            cell: None if cell in self.hidden else self.numbers[cell] for cell in self.published
        }


def table_of(people: Iterable[Counted], common: int = COMMON) -> Table:
    """Count people, and hide what must be. `common`: see COMMON."""
    counted = Counter(people)
    communes = sorted({each.commune for each in counted}, key=str)
    sets = sorted({each.lines for each in counted}, key=lambda s: (len(s), sorted(s)))
    lines = sorted({line for each in sets for line in each})
    numbers: dict[Cell, int] = Counter()
    for each, number in counted.items():
        for commune in (each.commune, None):
            for sex in (each.sex, None):
                for what in _counted_in(each.lines):
                    numbers[Cell(commune, what, sex)] += number
                for line in each.lines:
                    numbers[Cell(commune, line, sex)] += number
                    numbers[Cell(commune, ENROLMENTS, sex)] += number
    for cell in _all_cells(communes, sets, lines):
        numbers.setdefault(cell, 0)
    often = {each for each in sets if numbers[Cell(None, each)] >= common * len(communes)}
    published = {cell for cell in numbers if _is_published(cell, often)}
    sums = list(_sums(communes, sets, lines))
    table = Table(communes, sets, lines, dict(numbers), sums, published)
    table.hidden = hidden(table.numbers, sums, published, _worth)
    return table


def _is_published(cell: Cell, common: set[frozenset[str]]) -> bool:
    """Sets of organizations without sex, of a commune the common ones; people by sex everywhere."""
    if isinstance(cell.what, frozenset):
        return cell.sex is None and (cell.commune is None or cell.what in common)
    return cell.what is None or cell.sex is None or cell.commune is None


def _worth(cell: Cell) -> int:
    """How much a reader misses a number: single sets of organizations least.

    Enrolments are known to everybody who sees each organization's own list: they go last.
    """
    of_all = 2 * (cell.commune is None) + (cell.sex is None)
    if isinstance(cell.what, frozenset):
        return of_all
    return of_all + (4 if isinstance(cell.what, int) else 8 if cell.what is None else 12)


def in_so_many(lines: frozenset[str]) -> int:
    """In how many organizations somebody is, MANY standing for more."""
    return min(len(lines), MANY)


def _counted_in(lines: frozenset[str]) -> tuple[frozenset[str] | int | None, ...]:
    return lines, in_so_many(lines), None


def _all_cells(
    communes: list[Hashable], sets: list[frozenset[str]], lines: list[str]
) -> Iterable[Cell]:
    numbers = sorted({in_so_many(each) for each in sets})
    for commune in (*communes, None):
        for what in (*sets, *numbers, *lines, ENROLMENTS, None):
            for sex in (*SEXES, None):
                yield Cell(commune, what, sex)


def _sums(communes: list[Hashable], sets: list[frozenset[str]], lines: list[str]) -> Iterable[Sum]:
    numbers = sorted({in_so_many(each) for each in sets})
    for cell in _all_cells(communes, sets, lines):
        if cell.commune is None:
            yield Sum(cell, tuple(cell._replace(commune=each) for each in communes))
        if cell.sex is None:
            yield Sum(cell, tuple(cell._replace(sex=each) for each in SEXES))
        if cell.what is None:
            yield Sum(cell, tuple(cell._replace(what=number) for number in numbers))
        if cell.what == ENROLMENTS:
            yield Sum(cell, tuple(cell._replace(what=line) for line in lines))
            continue
        parts = _parts(cell.what, sets)
        if parts:
            yield Sum(cell, tuple(cell._replace(what=each) for each in parts))


def _parts(
    what: frozenset[str] | int | str | None, sets: list[frozenset[str]]
) -> list[frozenset[str]]:
    """The sets of lines whose people make up what a cell counts."""
    if what is None:
        return sets
    if isinstance(what, int):
        return [each for each in sets if in_so_many(each) == what]
    if isinstance(what, str):
        return [each for each in sets if what in each]
    return []
