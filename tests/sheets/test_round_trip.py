"""What is exported imports to the same values, as .xlsx, as CSV, and after a mended error."""

import csv
import datetime
import io
from decimal import Decimal
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from portal.sheets import (
    Head,
    Preview,
    faulty_rows_xlsx,
    preview,
    read_workbook,
    write_csv,
    write_template,
    write_xlsx,
)
from portal.text import clean, clean_lines
from tests.sheets.sheet_samples import MEMBERS, ROW

DANGEROUS = ["=1+1", "+84 912", "-5", "@SUM(A1)", "'=x", "''-x", "#N/A", "Tổng cộng", "_x0041_"]
HEAD = Head(
    ("ĐẢNG BỘ TỈNH ĐỒNG THÁP", "HUYỆN UỶ TÂN HỒNG"),
    ("ĐẢNG CỘNG SẢN VIỆT NAM",),
    "DANH SÁCH HỘI VIÊN",
    ("đến ngày 05/01/2021",),
)


def imported(content: bytes, name: str) -> Preview:
    return preview(read_workbook(io.BytesIO(content), name), MEMBERS)


def values(made: Preview) -> list[dict[str, Any]]:
    assert not made.faulty, [row.errors for row in made.faulty]
    return [{"id": row.id, **row.values} for row in made.rows]


texts = st.text(max_size=30).map(clean) | st.sampled_from(DANGEROUS)
names = texts.filter(lambda text: text.strip("'") != "")
dates = st.dates(datetime.date(1800, 1, 1), datetime.date(2199, 12, 31))
months = dates.map(lambda day: (day.replace(day=1), "month"))
years = dates.map(lambda day: (day.replace(day=1, month=1), "year"))
members = st.fixed_dictionaries(
    {
        "id": st.none() | st.integers(1, 10**9),
        "full_name": names,
        "birth": st.none() | st.tuples(dates, st.just("day")) | months | years,
        "sex": st.sampled_from(["f", "m", None]),
        "phone": st.none() | st.from_regex(r"0[35789][0-9]{8}|02[0-9]{8,9}", fullmatch=True),
        "citizen_id": st.none() | st.from_regex(r"[0-9]{12}|[0-9]{9}", fullmatch=True),
        "joined_on": st.none() | dates,
        "households": st.none() | st.integers(0, 10**15 - 1),
        "dues": st.none() | st.decimals(-(10**12), 10**12, places=3) | st.decimals(0, 1, places=20),
        "core": st.sampled_from([True, False, None]),
        "note": st.none() | st.text(max_size=30).map(clean_lines).map(lambda text: text or None),
    }
)
lists = st.lists(members, min_size=1, max_size=5, unique_by=lambda row: row["id"] or object())


@given(lists, st.sampled_from([None, HEAD]))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_xlsx(rows: list[dict[str, Any]], head: Head | None) -> None:
    assert values(imported(write_xlsx(MEMBERS, rows, head=head), "x.xlsx")) == rows


@given(lists)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_csv(rows: list[dict[str, Any]]) -> None:
    assert values(imported(write_csv(MEMBERS, rows), "x.csv")) == rows


def test_rows_may_come_from_a_generator() -> None:
    rows = ({**ROW, "id": number} for number in range(1, 400))
    assert len(values(imported(write_xlsx(MEMBERS, rows), "x.xlsx"))) == 399


def test_a_filled_template_imports() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template(MEMBERS)))
    book.worksheets[0].append([None, "Lê Văn An", 1990, "nam", 912345678])
    stream = io.BytesIO()
    book.save(stream)
    made = imported(stream.getvalue(), "mau.xlsx")
    assert made.rows[0].values["birth"] == (datetime.date(1990, 1, 1), "year")
    assert made.rows[0].values["phone"] == "0912345678"
    assert "0912345678" in made.rows[0].notes["phone"]
    assert made.rows[0].id is None and not made.faulty


def test_template_guards_headings_and_offers_choices() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_template(MEMBERS)))
    sheet, lists_sheet = book.worksheets
    assert sheet.protection.sheet and sheet["B2"].protection.locked
    assert not sheet.column_dimensions["B"].protection.locked
    assert sheet.column_dimensions["A"].hidden and sheet.row_dimensions[1].hidden
    assert sheet.freeze_panes == "A3"
    assert sheet.column_dimensions["F"].number_format == "@"
    assert lists_sheet.sheet_state == "hidden"
    rules = {str(rule.sqref): rule.formula1 for rule in sheet.data_validations.dataValidation}
    assert rules["D3:D502"] == "portal_lists!$A$1:$A$2"
    assert [cell.value for cell in lists_sheet["A"]] == ["Nữ", "Nam"]


def test_a_document_head_stands_above_the_list() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(MEMBERS, [ROW], head=HEAD)))
    sheet = book.worksheets[0]
    assert sheet["B2"].value == "HUYỆN UỶ TÂN HỒNG"
    assert sheet["G1"].value == "ĐẢNG CỘNG SẢN VIỆT NAM"
    assert {"B1:F1", "G1:K1", "B4:K4"} <= {str(merged) for merged in sheet.merged_cells.ranges}
    assert sheet["B4"].value == "DANH SÁCH HỘI VIÊN"
    assert sheet["B8"].value == "Họ và tên *"
    assert sheet.freeze_panes == "A9"
    assert sheet.print_title_rows == "$8:$8"


@pytest.mark.parametrize("text", DANGEROUS)
def test_xlsx_holds_no_formula(text: str) -> None:
    content = write_xlsx(MEMBERS, [{**ROW, "full_name": text, "note": text}])
    book = openpyxl.load_workbook(io.BytesIO(content))
    cell = book.worksheets[0]["B3"]
    assert (cell.data_type, cell.quotePrefix, cell.number_format) == ("s", True, "@")


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\uff1d1", "=HYPERLINK(1)"])
def test_csv_holds_no_formula(text: str) -> None:
    content = write_csv(MEMBERS, [{**ROW, "full_name": text, "note": "\t=1"}])
    assert content.startswith(b"\xef\xbb\xbf")
    row = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))[1]
    assert row[1] == "'" + text
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in row)


def test_numbers_of_a_csv_are_written_the_vietnamese_way() -> None:
    row = {**ROW, "dues": Decimal("1.234"), "birth": (datetime.date(1984, 5, 1), "month")}
    cells = list(csv.reader(io.StringIO(write_csv(MEMBERS, [row]).decode("utf-8-sig"))))[1]
    assert cells[2] == "05/1984"
    assert cells[6:9] == ["05/01/2021", "12", "1,2340"]


def test_faulty_rows_come_back_with_errors_beside_and_import_once_mended() -> None:
    rows = [ROW, {**ROW, "id": 8, "full_name": "Trần An"}, {**ROW, "id": 9}]
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(MEMBERS, rows)))
    book.worksheets[0]["E4"] = "0912"
    book.worksheets[0]["G4"] = "31/02/2021"
    book.worksheets[0]["B5"] = " "
    stream = io.BytesIO()
    book.save(stream)
    made = imported(stream.getvalue(), "x.xlsx")
    assert (made.ok_count, made.faulty_count) == (1, 2)
    assert set(made.rows[1].errors) == {"phone", "joined_on"}
    assert made.rows[1].number == 4 and "phone" not in made.rows[1].values

    back = openpyxl.load_workbook(io.BytesIO(faulty_rows_xlsx(made.sheet, made.faulty)))
    sheet = back.worksheets[0]
    headings = [cell.value for cell in sheet[2]]
    phone = headings.index("Số điện thoại")
    assert headings[phone + 1] == "Error: Số điện thoại"
    assert sheet.cell(3, phone + 1).value == "0912"
    assert "10 digits" in str(sheet.cell(3, phone + 2).value)
    assert sheet.cell(4, phone + 2).value is None
    assert sheet.max_row == 4

    again = imported(faulty_rows_xlsx(made.sheet, made.faulty), "x.xlsx")
    assert [row.errors for row in again.rows] == [row.errors for row in made.faulty]
    sheet.cell(3, phone + 1).value = "0912 345 678"
    sheet.cell(3, headings.index("Ngày vào hội") + 1).value = datetime.date(2021, 1, 5)
    sheet.cell(4, 2).value = None
    sheet.cell(4, headings.index("Họ và tên *") + 1).value = "Nguyễn Thị Hoà"
    stream = io.BytesIO()
    back.save(stream)
    assert values(imported(stream.getvalue(), "x.xlsx")) == rows[1:]
