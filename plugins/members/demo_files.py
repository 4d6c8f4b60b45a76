"""Files as communes send them, of the demo's people: the same at each call, with their faults."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from random import Random
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import openpyxl
from openpyxl.styles import Font

from portal.demo.hamlets import HAMLETS
from portal.testing.xls_files import xls

from .demo_fonts import TCVN3, TCVN3_CAPITALS, VNI, typed_in
from .demo_lives import LEAST_AGE
from .demo_papers import Listed, Paper, paper_of
from .demo_people import invented
from .people import Enrolment, Invented, Noise, Place, as_written

CLOCK = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ")
"""When a workbook was made, as it says itself."""
DAY = dt.date(2026, 6, 30)
"""The day of the lists: that of the people who are on them, whenever the files are made."""
COMMUNES = {
    "29926": "thị trấn Sa Rài",
    "29929": "xã Tân Hộ Cơ",
    "29932": "xã Thông Bình",
    "29935": "xã Bình Phú",
    "29950": "xã An Phước",
}
BRANCHES = {
    "youth": "Chi đoàn",
    "women": "Chi hội phụ nữ",
    "farmers": "Chi hội nông dân",
    "veterans": "Chi hội cựu chiến binh",
}
PER_BRANCH, TWICE = 60, 0.02
"""At most so many of a branch are listed; the share of those who stand there twice."""
WRITING = Noise(no_citizen_id=0.25, unmarked=0.1, year_only=0.4, misspelt=0.03)


@dataclass(frozen=True)
class Sent:
    """A file: whose list it is, and how it was made."""

    name: str
    line: str
    commune: str
    office: str
    above: str
    font: str = "Times New Roman"
    decomposed: bool = False
    without_zeros: bool = False

    @property
    def member(self) -> str:
        """What a member is called on the list."""
        return "đoàn viên" if self.line == "youth" else "hội viên"


FILES = (
    Sent(
        "hoi-vien-phu-nu-tan-ho-co.xlsx",
        "women",
        "29929",
        "Hội LHPN xã Tân Hộ Cơ",
        "HỘI LHPN HUYỆN TÂN HỒNG",
    ),
    Sent(
        "hoi-vien-nong-dan-thong-binh.xls",
        "farmers",
        "29932",
        "Hội Nông dân xã Thông Bình",
        "HỘI NÔNG DÂN HUYỆN TÂN HỒNG",
        font=TCVN3,
    ),
    Sent(
        "doan-vien-sa-rai.xlsx",
        "youth",
        "29926",
        "Đoàn thị trấn Sa Rài",
        "HUYỆN ĐOÀN TÂN HỒNG",
        font=VNI,
    ),
    Sent(
        "hoi-vien-ccb-binh-phu.xls",
        "veterans",
        "29935",
        "Hội CCB xã Bình Phú",
        "HỘI CCB HUYỆN TÂN HỒNG",
        without_zeros=True,
    ),
    Sent(
        "hoi-vien-phu-nu-an-phuoc.xlsx",
        "women",
        "29950",
        "Hội LHPN xã An Phước",
        "HỘI LHPN HUYỆN TÂN HỒNG",
        decomposed=True,
        without_zeros=True,
    ),
)


def write_files(folder: Path) -> list[Path]:
    """Write every file into a folder that is there; gives them."""
    made = []
    people = invented(_places(), DAY)
    for sent in FILES:
        path = folder / sent.name
        path.write_bytes(bytes_of(sent, people))
        made.append(path)
    return made


def bytes_of(sent: Sent, people: Sequence[Invented]) -> bytes:
    """A file, of these people."""
    listed = list(listed_in(sent, people))
    paper = paper_of(sent.office, sent.above, sent.member, DAY, listed)
    if sent.decomposed:
        paper.rows = [[_apart(value) for value in row] for row in paper.rows]
    return _as_xls(paper, sent.font) if sent.name.endswith(".xls") else _as_xlsx(paper, sent.font)


def listed_in(sent: Sent, people: Sequence[Invented]) -> Iterator[Listed]:
    """The lines of a list as they were typed, some of them twice."""
    chance = Random(f"file {sent.name}")
    own = [p for p in people if p.place.commune == sent.commune and sent.line in p.lines]
    known = {person.number: person for person in own}
    rows = [row for row in as_written(own, sent.name, WRITING) if row.line == sent.line]
    of_hamlet: dict[str | int, int] = {}
    for row in sorted(rows, key=lambda row: str(row.place.hamlet)):
        of_hamlet[row.place.hamlet] = of_hamlet.get(row.place.hamlet, 0) + 1
        if of_hamlet[row.place.hamlet] <= PER_BRANCH:
            typed = _typed(chance, sent, row, known[row.person])
            yield from [typed] * (1 + (chance.random() < TWICE))


def _typed(chance: Random, sent: Sent, row: Enrolment, person: Invented) -> Listed:
    first = dt.date(person.birth_date.year + LEAST_AGE.get(sent.line, 18) + 1, 1, 1)
    joined = first + dt.timedelta(days=chance.randrange(max(1, (DAY - first).days)))
    phone = f"02770000{chance.randrange(1000):03d}" if chance.random() < 0.5 else None
    number = row.citizen_id
    return Listed(
        name=row.name,
        born=_date(chance, row.birth),
        sex=person.sex,
        citizen_id=int(number) if number and sent.without_zeros else number,
        hamlet=str(person.place.hamlet),
        phone=int(phone) if phone and sent.without_zeros else phone,
        joined=_date(chance, f"{joined:%d/%m/%Y}"),
        unit=f"{BRANCHES[sent.line]} {_lower(str(person.place.hamlet))}",
    )


def _date(chance: Random, written: str) -> str:
    """A date as it is typed: with zeros, without, with points, or 00/00 before a year."""
    if "/" not in written:
        return written if chance.random() < 0.85 else f"00/00/{written}"
    day, month, year = written.split("/")
    ways = (written, f"{int(day)}/{int(month)}/{year}", f"{day}.{month}.{year}")
    return chance.choices(ways, (5, 4, 1))[0]


def _lower(hamlet: str) -> str:
    """How a name ends with a hamlet: “ấp Đuôi Tôm”, but “Ấp 1” (Decree 30/2020)."""
    return hamlet if hamlet[-1].isdigit() else hamlet[0].lower() + hamlet[1:]


def _places() -> list[Place]:
    return [
        Place(f"{word} {name}", code, 0.7 + 0.7 * Random(f"{code} {name}").random())
        for code, (word, names) in HAMLETS.items()
        for name in names
    ]


def _apart(value: object) -> str | int | None:
    if isinstance(value, str):
        return unicodedata.normalize("NFD", value)
    return value if isinstance(value, int) else None


def _font(value: object, font: str) -> str:
    """The font of a cell: titles are typed in the capitals of TCVN3."""
    capitals = font == TCVN3 and isinstance(value, str) and value.isupper()
    return TCVN3_CAPITALS if capitals else font


def _as_xlsx(paper: Paper, font: str) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("Danh sách", 0)
    del book[book.sheetnames[1]]
    for number, row in enumerate(paper.rows, 1):
        for column, value in enumerate(row, 1):
            if value is not None:
                named = _font(value, font)
                typed = typed_in(value, named) if isinstance(value, str) else value
                cell = sheet.cell(number, column, typed)
                cell.font = Font(name=named, size=12, bold=number - 1 in paper.bold)
    for top, bottom, left, right in paper.merged:
        sheet.merge_cells(
            start_row=top + 1, end_row=bottom + 1, start_column=left + 1, end_column=right + 1
        )
    saved, out = BytesIO(), BytesIO()
    book.save(saved)
    with ZipFile(saved) as made, ZipFile(out, "w", ZIP_DEFLATED) as again:
        for part in made.namelist():
            content = CLOCK.sub(f"{DAY}T08:00:00Z".encode(), made.read(part))
            again.writestr(ZipInfo(part, (*DAY.timetuple()[:3], 8, 0, 0)), content, ZIP_DEFLATED)
    return out.getvalue()


def _as_xls(paper: Paper, font: str) -> bytes:
    places = {
        (number, column): _font(value, font)
        for number, row in enumerate(paper.rows)
        for column, value in enumerate(row)
        if isinstance(value, str)
    }
    rows = [
        [
            typed_in(value, places[number, column]) if isinstance(value, str) else value
            for column, value in enumerate(row)
        ]
        for number, row in enumerate(paper.rows)
    ]
    return xls(rows, places, paper.merged)
