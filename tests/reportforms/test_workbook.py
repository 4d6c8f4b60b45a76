"""A form in Excel: the layout of its paper, and formulas that compute the same figures."""

from __future__ import annotations

import datetime as dt
import io
import random
import re
from fractions import Fraction
from typing import Any

import openpyxl
import pytest

from portal.reportforms import FormPeriod, fill, write_form
from portal.reportforms.layout import parts_of
from portal.sheets import Head

from .form_samples import ROWS, KeptBooks, form, known

YEAR = FormPeriod("year", 2024)
END = (dt.date(2024, 12, 31), dt.date(2024, 12, 31))
HEAD = Head(
    ("HỘI NÔNG DÂN HUYỆN", "BAN THƯỜNG VỤ"),
    ("CỘNG HOÀ XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"),
    "BÁO CÁO THỰC LỰC HỘI",
    ("Năm 2024", "Đơn vị tính: người"),
)
COLUMNS: list[dict[str, Any]] = [
    {"title": "Hộ", "columns": [
        {"number": "1", "measure": "m.at", "with": {"of": "1"}, "title": "Hộ nông nghiệp"},
        {"number": "2", "measure": "m.at", "with": {"of": "2"}, "mark": "1", "title": "Giảm"},
    ]},
    {"title": "Hội viên", "columns": [
        {"number": "3", "formula": "4.3 + 5", "title": "Tổng số"},
        {"title": "Dân cư", "columns": [
            {"number": "4.1", "measure": "m.at", "with": {"of": "4.1"}, "title": "Tăng"},
            {"title": "Lũy kế", "columns": [
                {"number": "4.3", "measure": "m.at", "with": {"of": "4.3"}, "title": "Cuối kỳ"},
            ]},
        ]},
        {"number": "5", "measure": "m.at", "with": {"of": "5"}, "title": "Ngành nghề"},
    ]},
    {"title": "Tỷ lệ", "begins_part": True, "columns": [
        {"number": "6", "formula": "(4.3 + 5) ÷ 1 × #100", "decimals": 1, "title": "Tỷ lệ"},
        {"number": "7", "previous": "5", "title": "Kỳ trước"},
        {"number": "8", "lacks": "chưa có sổ", "title": "Xếp loại"},
        {"number": "9", "formula": "8 + 5", "title": "Cộng"},
    ]},
]  # fmt: skip


def books(**values: Any) -> KeptBooks:
    return KeptBooks(
        {("m.at", *END, ("of", number)): known(given) for number, given in values.items()}
    )


FIGURES = books(
    **{
        "1": [40, 0, 20],
        "2": [1, 2, 3],
        "4.1": [5, 5, 5],
        "4.3": [10, 20, None],
        "5": [6, 7, None],
    }
)


def written(columns: Any = COLUMNS, found: KeptBooks = FIGURES, **more: Any) -> tuple[Any, Any]:
    """The sheet of a form filled in, and what it was filled with."""
    asked = form(columns, signatures=[{"title": "NGƯỜI LẬP BIỂU"}, {"title": "T/M BAN"}], **more)
    filled = fill(asked, found, YEAR, "spaces", ROWS, [1, 2, 3], "Cộng")
    file = io.BytesIO(write_form(filled, HEAD))
    sheet = openpyxl.load_workbook(file).active
    _results_stand_beside(sheet, openpyxl.load_workbook(file, data_only=True).active)
    return sheet, filled


def _results_stand_beside(sheet: Any, shown: Any) -> None:
    """Who opens the file without computing it sees what the formulas compute."""
    excel = Excel(sheet)
    for row in sheet.iter_rows():
        for cell in row:
            if cell.data_type == "f":
                said, seen = excel.value(cell.coordinate), shown[cell.coordinate].value
                same = said == seen if said == "…" else float(said) == pytest.approx(seen)
                assert same, (cell.coordinate, cell.value, said, seen)


def test_the_sheet_has_the_layout_of_its_paper() -> None:
    sheet, _filled = written()
    merged = {str(each) for each in sheet.merged_cells.ranges}
    # part one: A-H, part two: I-N; head in rows 1-2, title in 4, two lines, headings in 8-11
    assert {"A1:D1", "E1:H1", "I1:K1", "A4:H4", "I4:N4", "A5:H5"} <= merged
    assert {"A8:A11", "B8:B11", "C8:D8", "E8:H8", "F9:G9", "E9:E11", "F10:F11"} <= merged
    assert {"K8:N8", "K9:K11", "J8:J11"} <= merged
    assert sheet["A1"].value == "HỘI NÔNG DÂN HUYỆN" and sheet["E1"].value.startswith("CỘNG HOÀ")
    assert sheet["A4"].value == "BÁO CÁO THỰC LỰC HỘI" == sheet["I4"].value
    assert sheet["A6"].value == "Đơn vị tính: người"
    assert [sheet.cell(8, at).value for at in (3, 5, 11)] == ["Hộ", "Hội viên", "Tỷ lệ"]
    assert sheet.page_setup.orientation == "landscape" and str(sheet.page_setup.paperSize) == "9"
    assert [each.id for each in sheet.col_breaks.brk] == [8]
    assert sheet.print_title_rows == "$8:$12" and sheet.freeze_panes == "C13"


def test_the_row_of_numbers_is_printed_as_on_paper() -> None:
    sheet, _filled = written()
    numbers = [sheet.cell(12, at).value for at in range(1, 9)]
    assert numbers == ["A", "B", "1", None, "3=4.3+5", "4.1", "4.3", "5"]
    assert "C12:D12" in {str(each) for each in sheet.merged_cells.ranges}


def test_headings_of_every_depth_span_their_columns() -> None:
    _sheet, filled = written()
    first = parts_of(filled.form)[0]
    assert first.depth == 4
    cells = [(c.text, c.column, c.colspan, c.rowspan) for row in first.headings() for c in row]
    assert ("Hội viên", 2, 4, 1) in cells and ("Dân cư", 3, 2, 1) in cells
    assert ("Tổng số", 2, 1, 3) in cells and ("Cuối kỳ", 4, 1, 1) in cells


def test_names_are_texts_and_figures_are_numbers_or_formulas() -> None:
    sheet, _filled = written()
    row = 15
    assert sheet.cell(row, 2).value == "=Xã Ba" and sheet.cell(row, 2).data_type == "s"
    assert sheet.cell(13, 3).value == 40
    assert sheet.cell(13, 5).value == "=G13+H13"


CELL = re.compile(r"\b([A-Z]{1,2})(\d+)\b")
GUARD = re.compile(r'IF\(COUNT\((.*?)\)(=|>=)(\d+),IFERROR\((.*),"…"\),"…"\)')


class Excel:
    """Computes the formulas that a form is written with."""

    def __init__(self, sheet: Any) -> None:
        self.sheet = sheet

    def value(self, place: str) -> Any:
        content = self.sheet[place].value
        if not (
            isinstance(content, str)
            and content.startswith("=")
            and self.sheet[place].data_type == "f"
        ):
            return Fraction(str(content)) if isinstance(content, int | float) else content
        return self.computed(content[1:])

    def computed(self, text: str) -> Any:
        if guard := GUARD.fullmatch(text):
            numbers = sum(len(self.numbers(each)) for each in guard[1].split(","))
            enough = numbers == int(guard[3]) if guard[2] == "=" else numbers >= int(guard[3])
            try:
                return self.computed(guard[4]) if enough else "…"
            except ZeroDivisionError:
                return "…"
        if text.startswith("SUM("):
            return sum(self.numbers(text[4:-1]), Fraction())
        words = re.sub(r"(?<![A-Z\d.])(\d+(?:\.\d+)?)(?![\d.])", r"Fraction('\1')", text)
        return eval(
            CELL.sub(r"number('\1\2')", words), {"number": self.number, "Fraction": Fraction}
        )

    def number(self, place: str) -> Fraction:
        value = self.value(place)
        assert isinstance(value, Fraction), f"{place} holds {value!r}"
        return value

    def numbers(self, places: str) -> list[Fraction]:
        if ":" not in places:
            values = [self.value(places)]
        else:
            values = [self.value(cell.coordinate) for row in self.sheet[places] for cell in row]
        return [value for value in values if isinstance(value, Fraction)]


def same(sheet: Any, filled: Any) -> None:
    """What Excel computes is what the form says, cell by cell."""
    excel, column = Excel(sheet), 1
    depth = max(part.depth for part in parts_of(filled.form))
    first = 8 + depth + 1
    rows = [*filled.rows, *([filled.total] if filled.total else [])]
    for part in parts_of(filled.form):
        for at, leaf in enumerate(part.leaves):
            for down, row in enumerate(rows):
                place = f"{openpyxl.utils.get_column_letter(column + 2 + at)}{first + down}"
                said, value = excel.value(place), row.cells[leaf.number].value
                if value is None:
                    assert said == "…", (place, leaf.number, sheet[place].value)
                else:
                    assert float(said) == pytest.approx(float(value)), (place, leaf.number)
        column += 2 + len(part.leaves)


def test_formulas_compute_what_the_form_says() -> None:
    same(*written())


def test_a_formula_computes_as_soon_as_what_was_missing_is_typed() -> None:
    sheet, _filled = written()
    excel = Excel(sheet)
    assert excel.value("E15") == "…" and excel.value("E16") == 43
    sheet["G15"], sheet["H15"] = 1, 2
    assert excel.value("E15") == 3


@pytest.mark.parametrize("seed", range(25))
def test_random_forms_compute_in_excel_what_they_say(seed: int) -> None:
    dice = random.Random(seed)
    columns: list[dict[str, Any]] = []
    figures: dict[str, Any] = {}
    for at in range(1, 40):
        if at < 5 or dice.random() < 0.4:
            number = str(at)
            figures[number] = [dice.choice([None, *range(-3, 9)]) for _row in ROWS]
            columns.append({"number": number, "measure": "m.at", "with": {"of": number}})
        else:
            parts = [str(dice.randrange(1, at)) for _part in range(3)]
            formula = (
                f"({parts[0]} {dice.choice('+−×÷')} {parts[1]}) {dice.choice('+−×÷')} {parts[2]}"
            )
            columns.append({"number": str(at), "formula": formula})
    same(*written(columns, books(**figures)))
