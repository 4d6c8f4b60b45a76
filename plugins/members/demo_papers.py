"""A list of members as an office lays it out: heads, title, two rows of headings, groups, sums."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

Value = str | int | None
HEADINGS = (
    # over several columns where followed by None; the row below names them
    ("STT", "Họ và tên", "Năm sinh", None, "Số CCCD", "Khóm, ấp", "Điện thoại"),
    (None, None, "Nam", "Nữ", None, None, None),
)
WIDTH = 9
ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII")


@dataclass(frozen=True)
class Listed:
    """A line of the list: values as they were typed."""

    name: str
    born: str
    sex: str
    citizen_id: Value
    hamlet: str
    phone: Value
    joined: str
    unit: str


@dataclass
class Paper:
    """A sheet as it is to be written: rows of values, merged ranges, which rows are bold.

    Ranges are (first row, last row, first column, last column), from 0.
    """

    rows: list[list[Value]] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    bold: set[int] = field(default_factory=set)

    def add(self, *values: Value, bold: bool = False) -> int:
        """Add a row; gives its number."""
        self.rows.append([*values, *[None] * (WIDTH - len(values))])
        if bold:
            self.bold.add(len(self.rows) - 1)
        return len(self.rows) - 1


def paper_of(office: str, above: str, member: str, day: dt.date, listed: Sequence[Listed]) -> Paper:
    """The list of an organization on paper; those of a unit stand together under its name."""
    paper = Paper()
    for left, right in (
        (above, "CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
        (office.upper(), "Độc lập - Tự do - Hạnh phúc"),
    ):
        row = paper.add(left, None, None, None, right, bold=True)
        paper.merged += [(row, row, 0, 3), (row, row, 4, WIDTH - 1)]
    paper.add()
    for title in (f"DANH SÁCH {member.upper()}", f"(Tính đến ngày {day:%d/%m/%Y})"):
        row = paper.add(title, bold=True)
        paper.merged.append((row, row, 0, WIDTH - 1))
    paper.add()
    _headings(paper, member)
    for number, (unit, rows) in enumerate(_by_unit(listed)):
        paper.add(ROMAN[number % len(ROMAN)], unit, bold=True)
        for place, each in enumerate(rows, 1):
            paper.add(place, *_values(each))
        paper.add(None, "Cộng", *_sexes(rows), bold=True)
    paper.add(None, "Tổng cộng", *_sexes(listed), bold=True)
    paper.add()
    paper.add(None, None, None, None, None, f"Ngày {day:%d} tháng {day:%m} năm {day:%Y}")
    paper.add(None, "NGƯỜI LẬP BIỂU", None, None, None, "TM. BAN THƯỜNG VỤ", bold=True)
    paper.add(None, "(Ký, ghi rõ họ tên)", None, None, None, "(Ký tên, đóng dấu)")
    return paper


def _headings(paper: Paper, member: str) -> None:
    top, below = HEADINGS
    joined = "Ngày vào Đoàn" if member == "đoàn viên" else "Ngày vào Hội"
    unit = "Chi đoàn" if member == "đoàn viên" else "Chi hội"
    first = paper.add(*top, joined, unit, bold=True)
    last = paper.add(*below, bold=True)
    paper.merged.append((first, first, 2, 3))
    paper.merged += [(first, last, column, column) for column in (0, 1, *range(4, WIDTH))]
    paper.add(*range(1, WIDTH + 1))


def _by_unit(listed: Sequence[Listed]) -> Iterator[tuple[str, list[Listed]]]:
    for unit in dict.fromkeys(each.unit for each in listed):
        yield unit, [each for each in listed if each.unit == unit]


def _values(each: Listed) -> Iterator[Value]:
    yield each.name
    yield from ((None, each.born) if each.sex == "female" else (each.born, None))
    yield from (each.citizen_id, each.hamlet, each.phone, each.joined, each.unit)


def _sexes(rows: Sequence[Listed]) -> tuple[int, int]:
    women = sum(each.sex == "female" for each in rows)
    return len(rows) - women, women
