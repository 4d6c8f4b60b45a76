"""Parts of a workbook as Excel writes them and openpyxl does not: shared and rich strings."""

import io
import zipfile
from collections.abc import Mapping

import pytest

from portal.sheets import SheetRefused, read_workbook
from portal.sheets.grids import Grid

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f"""<Types xmlns="{PACKAGE}/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>
<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>
<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/>
<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/></Types>""",
    "_rels/.rels": f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>
</Relationships>""",
    "xl/workbook.xml": f"""<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">
<sheets><sheet name="Tờ 1" sheetId="1" r:id="rId1"/></sheets></workbook>""",
    "xl/_rels/workbook.xml.rels": f"""<Relationships xmlns="{PACKAGE}/relationships">
<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>
<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>
<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>""",
    "xl/styles.xml": f"""<styleSheet xmlns="{MAIN}">
<fonts><font><name val="Arial"/></font><font><name val="VNI-Times"/></font></fonts>
<fills><fill><patternFill patternType="none"/></fill></fills>
<borders><border/></borders><cellStyleXfs><xf/></cellStyleXfs>
<cellXfs><xf fontId="0"/><xf fontId="1" applyFont="1"/></cellXfs></styleSheet>""",
}


def excel_file(shared: str, cells: str) -> bytes:
    parts: Mapping[str, str] = PARTS | {
        "xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{shared}</sst>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{MAIN}"><sheetData>{cells}</sheetData>'
        "</worksheet>",
    }
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, xml in parts.items():
            archive.writestr(name, '<?xml version="1.0" encoding="UTF-8"?>' + xml)
    return stream.getvalue()


def read(shared: str, cells: str) -> Grid:
    return read_workbook(io.BytesIO(excel_file(shared, cells)), "excel.xlsx").grids[0]


def test_shared_strings_with_runs_in_old_fonts() -> None:
    grid = read(
        '<si><r><rPr><rFont val=".VnTime"/></rPr><t xml:space="preserve">T©n </t></r>'
        '<r><rPr><rFont val="Times New Roman"/></rPr><t>Hồng</t></r></si>'
        "<si><t>Taân Hoàng</t></si><si><t>T©n</t></si>",
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1" t="s"><v>1</v></c>'
        '<c r="C1" t="s"><v>2</v></c></row>',
    )
    assert grid.rows == (("Tân Hồng", "Tân Hồng", "T©n"),)
    assert [one.font for one in grid.conversions] == [".VnTime", "VNI-Times"]


def test_a_part_whose_beginning_nobody_looked_at_is_not_read() -> None:
    stream = io.BytesIO(excel_file("", '<row r="1"><c r="A1"><v>1</v></c></row>'))
    renamed = io.BytesIO()
    with zipfile.ZipFile(stream) as archive, zipfile.ZipFile(renamed, "w") as other:
        for name in archive.namelist():
            text = archive.read(name).decode().replace("sheet1.xml", "sheet1.dat")
            other.writestr(name.replace("sheet1.xml", "sheet1.dat"), text)
    with pytest.raises(SheetRefused, match="damaged"):
        read_workbook(io.BytesIO(renamed.getvalue()), "excel.xlsx")


def test_escapes_of_excel() -> None:
    grid = read(
        "<si><t>một_x000D_hai</t></si><si><t>_x005F_x0041_</t></si>",
        '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>1</v></c></row>',
    )
    assert grid.rows == (("một\rhai", "_x0041_"),)


def test_results_of_formulas_are_taken_and_missing_ones_told() -> None:
    grid = read(
        "",
        '<row r="1"><c r="A1"><f>1+1</f><v>2</v></c><c r="B1" t="str"><f>""</f><v></v></c>'
        '<c r="C1"><f>[1]x!A1</f></c><c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c></row>',
    )
    (row,) = grid.rows
    assert row[:2] == (2, None)
    assert "no result" in str(getattr(row[2], "sentence", ""))
    assert "#DIV/0!" in str(getattr(row[3], "sentence", ""))
