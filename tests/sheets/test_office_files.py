"""Files as offices write them: heads, merged headers, groups, totals, footers, old fonts."""

import datetime
import io
from decimal import Decimal

import openpyxl
import pytest
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from portal.sheets import (
    Preview,
    Reading,
    Sheet,
    SheetRefused,
    TextAs,
    decimal_column,
    preview,
    read_workbook,
    text_column,
    whole_column,
    write_xlsx,
)
from tests.sheets.sheet_samples import MEMBERS, saved, workbook

FIGURES = Sheet(
    "figures",
    "Số liệu",
    (
        text_column("unit", "Đơn vị", required=True),
        whole_column("total", "Tổng số"),
        whole_column("women", "Nữ", synonyms=("Trong đó / Nữ",)),
        decimal_column("rate", "Tỷ lệ (%)"),
    ),
)


def read(
    book: openpyxl.Workbook, sheet: Sheet = MEMBERS, reading: Reading | None = None
) -> Preview:
    table = read_workbook(saved(book), "danh-sach.xlsx")
    return preview(table, sheet, reading)


def office_report() -> openpyxl.Workbook:
    book = workbook(
        [
            ["HUYỆN UỶ TÂN HỒNG", None, None, "ĐẢNG CỘNG SẢN VIỆT NAM"],
            ["BAN DÂN VẬN"],
            [],
            ["SỐ LIỆU ĐOÀN VIÊN, HỘI VIÊN"],
            ["Đơn vị tính: người"],
            ["STT", "Đơn vị", "Tổng số", "Trong đó", None, "Tỷ lệ (%)"],
            [None, None, None, "Nữ", "DTTS", None],
            ["A", "B", 1, 2, 3, "4=2/1"],
            ["I", "Khối xã"],
            [1, "Xã Bình Phú", 120, "60", None, "50,5"],
            [2, "Xã Thông Bình", "1.234", 34, 1, 12.5],
            [],
            ["STT", "Đơn vị", "Tổng số", "Nữ", "DTTS", "Tỷ lệ (%)"],
            [3, "Tổng Công ty", 0, 0, None, None],
            ["Các cơ quan"],
            [None, "Tổng cộng", 1300, 94],
            [None, None, None, "Tân Hồng, ngày 05 tháng 01 năm 2021"],
            [None, "Người lập biểu", None, "T/M BAN DÂN VẬN"],
            [None, "Nguyễn Thị Hoà"],
        ]
    )
    sheet = book.worksheets[0]
    for merged in ("A1:C1", "A6:A7", "B6:B7", "C6:C7", "D6:E6", "F6:F7", "A15:F15"):
        sheet.merge_cells(merged)
    return book


def test_a_report_is_read_without_what_is_no_row() -> None:
    made = read(office_report(), FIGURES)
    assert [(row.number, row.values) for row in made.rows] == [
        (10, {"unit": "Xã Bình Phú", "total": 120, "women": 60, "rate": Decimal("50.5")}),
        (11, {"unit": "Xã Thông Bình", "total": 1234, "women": 34, "rate": Decimal("12.5")}),
        (14, {"unit": "Tổng Công ty", "total": 0, "women": 0, "rate": None}),
    ]
    reasons = {one.number: str(one.reason) for one in made.skipped}
    assert reasons == {
        8: "numbers of the columns",
        9: "heading of a group",
        13: "header repeated",
        15: "heading of a group",
        16: "total",
        17: "below the list",
        18: "below the list",
        19: "below the list",
    }
    assert any("total row says 1300, the rows add up to 1354" in note for note in made.notes)
    assert not any("94" in note for note in made.notes)
    assert any("DTTS" in note for note in made.notes)


def test_headings_are_found_by_synonym_without_marks_in_any_order() -> None:
    made = read(workbook([["sdt", "NĂM SINH", "Ho ten"], ["0912345678", 1984, "Lê An"]]))
    assert made.rows[0].values["full_name"] == "Lê An"
    assert made.rows[0].values["birth"] == (datetime.date(1984, 1, 1), "year")
    assert made.rows[0].values["phone"] == "0912345678"


def test_a_name_under_one_merged_heading_is_joined() -> None:
    book = workbook([["STT", "Họ và tên", None, "SĐT"], [1, "Nguyễn Văn", "An", None]])
    book.worksheets[0].merge_cells("B1:C1")
    assert read(book).rows[0].values["full_name"] == "Nguyễn Văn An"


def test_two_columns_of_one_name_are_not_guessed() -> None:
    rows = [["Họ và tên", "SĐT", "Giới tính", "SĐT"], ["Lê An", "0912345678", "Nam", "x"]]
    made = read(workbook(rows))
    assert made.rows[0].values.get("phone") is None
    assert any("two columns have one name: “SĐT / SĐT”" in note for note in made.notes)


def test_the_user_may_assign_columns() -> None:
    book = workbook([["a", "b"], ["0912345678", "Lê An"]])
    with pytest.raises(SheetRefused, match="No row of headings"):
        read(book)
    made = read(book, reading=Reading({1: "full_name", 0: "phone"}))
    assert made.rows[0].values["full_name"] == "Lê An"
    assert made.rows[0].values["phone"] == "0912345678"


def test_old_fonts_are_converted_and_reported() -> None:
    book = workbook([["Hä vµ tªn", "Ghi chú"], ["NguyÔn ThÞ Hoµ", "Taân Hoàng"]])
    sheet = book.worksheets[0]
    sheet["A1"].font = Font(".VnTimeH")
    sheet["A2"].font = Font(".VnTime")
    sheet["B2"].font = Font("VNI-Times")
    run = TextBlock(InlineFont(rFont=".VnTime"), "T©n ")
    sheet.append(["Lê An", CellRichText(run, "Hồng")])
    made = read(book)
    assert made.rows[0].values["full_name"] == "Nguyễn Thị Hoà"
    assert made.rows[0].values["note"] == "Tân Hồng"
    assert made.rows[1].values["note"] == "Tân Hồng"
    assert [(one.row, one.column, one.font, one.after) for one in made.conversions] == [
        (1, 1, ".VnTimeH", "HỌ VÀ TÊN"),
        (2, 1, ".VnTime", "Nguyễn Thị Hoà"),
        (2, 2, "VNI-Times", "Tân Hồng"),
        (3, 2, ".VnTime", "Tân Hồng"),
    ]


def test_the_worksheet_that_fits_is_taken_or_the_one_named() -> None:
    book = workbook([["Ghi chú chung"]], "Bìa")
    book.create_sheet("Trống")
    for name, person in (("TB", "Lê An"), ("TCC", "Võ Bình")):
        sheet = book.create_sheet(name)
        sheet.append(["Họ và tên", "SĐT"])
        sheet.append([person, None])
    made = read(book)
    assert (made.grid_name, made.other_grids) == ("TB", ("Bìa", "TCC"))
    assert made.rows[0].values["full_name"] == "Lê An"
    named = Reading({0: "full_name", 1: "phone"}, sheet_name="TCC")
    assert read(book, reading=named).rows[0].values["full_name"] == "Võ Bình"


def test_hidden_sheets_do_not_come_before_visible_ones() -> None:
    book = workbook([["Họ và tên", "SĐT"], ["Lê An", None]])
    book.worksheets[0].sheet_state = "hidden"
    sheet = book.create_sheet("Mới")
    sheet.append(["Họ và tên", "SĐT"])
    sheet.append(["Võ Bình", None])
    assert read(book).rows[0].values["full_name"] == "Võ Bình"


def test_a_missing_required_column_is_named() -> None:
    with pytest.raises(SheetRefused, match="no column “Họ và tên”"):
        read(workbook([["SĐT", "CCCD"], ["0912345678", None]]))


def test_a_list_without_rows_is_refused() -> None:
    with pytest.raises(SheetRefused, match="no rows"):
        read(workbook([["Họ và tên", "SĐT"]]))


def test_the_file_of_another_list_is_refused() -> None:
    content = write_xlsx(FIGURES, [{"unit": "Xã Bình Phú"}])
    table = read_workbook(io.BytesIO(content), "x.xlsx")
    with pytest.raises(SheetRefused, match=r"another list\..*“Danh sách hội viên”"):
        preview(table, MEMBERS)


def test_own_files_survive_moved_columns_and_changed_headings() -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(FIGURES, [{"id": 3, "unit": "Tổng"}])))
    sheet = book.worksheets[0]
    sheet.insert_cols(1)
    sheet["C2"] = "Name of the unit"
    made = read(book, FIGURES)
    assert made.rows[0].id == 3
    assert made.rows[0].values["unit"] == "Tổng"


def test_copied_and_overwritten_ids_are_errors() -> None:
    rows = [{"id": 3, "unit": "a"}, {"id": 3, "unit": "b"}, {"id": 4, "unit": "c"}]
    book = openpyxl.load_workbook(io.BytesIO(write_xlsx(FIGURES, rows)))
    book.worksheets[0]["A5"] = "x"
    made = read(book, FIGURES)
    assert not made.rows[0].errors
    assert "copied from row 3" in made.rows[1].errors["id"]
    assert "ID was changed" in made.rows[2].errors["id"]


def test_errors_of_the_list_join_those_of_the_cells() -> None:
    made = read(workbook([["Họ và tên", "SĐT"], ["Lê An", None], ["Võ Bình", "0"]]))
    more = made.with_errors({2: {"full_name": "Đã có trong danh sách"}, 3: {"phone": "khác"}})
    assert more.rows[0].errors == {"full_name": "Đã có trong danh sách"}
    assert more.rows[1].errors == made.rows[1].errors
    assert (more.ok_count, made.ok_count) == (0, 1)


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", ";"), ("utf-8-sig", ","), ("utf-16", "\t")]
)
def test_csv_in_the_usual_forms(encoding: str, mark: str) -> None:
    content = f"Họ và tên{mark}SĐT\r\nLê Ân{mark}0912345678\r\n".encode(encoding)
    made = preview(read_workbook(io.BytesIO(content), "ds.CSV"), MEMBERS)
    assert made.rows[0].values["full_name"] == "Lê Ân"
    assert made.rows[0].values["phone"] == "0912345678"


@pytest.mark.parametrize(
    ("text_as", "read_as"),
    [("", "Tám"), ("vni", "Tám"), ("unicode", "T¸m"), ("tcvn3", "Tám")],
)
def test_the_user_may_say_in_what_letters_a_text_lies(text_as: TextAs, read_as: str) -> None:
    book = workbook([["T¸m", "T¸m"]])
    book.worksheets[0]["A1"].font = Font(".VnTime")
    table = read_workbook(saved(book), "ds.xlsx", None, text_as)
    assert table.grids[0].rows[0][0] == read_as
    other = {"": "T¸m", "vni": "T¸m", "unicode": "T¸m", "tcvn3": "Tám"}
    assert table.grids[0].rows[0][1] == other[text_as]


def test_subtotals_are_held_against_their_groups() -> None:
    rows = [
        ["Đơn vị", "Tổng số"],
        ["Xã A", 1],
        ["Xã B", 2],
        ["Cộng", 3],
        ["Xã C", 4],
        ["Cộng", 5],
        ["Tổng cộng", 7],
    ]
    made = read(workbook(rows), FIGURES)
    assert len(made.rows) == 3
    (note,) = [note for note in made.notes if "total row" in note]
    assert "says 5, the rows add up to 4 (row 6)" in note
