"""Spreadsheets in and out, one service for every list of every module.

Out: `write_xlsx`, `write_csv`, `write_template`. In: `read_workbook`, `preview`,
`faulty_rows_xlsx`; a list offers an `Importable`. What is written reads back to the same values.
"""

from portal.sheets.bodies import numbers_columns
from portal.sheets.books import XLSX_TYPE, Head
from portal.sheets.columns import ID_LABEL, ID_NAME, Column, Noted, Sheet, cell_text
from portal.sheets.fonts import TEXT_AS, TextAs, font_as
from portal.sheets.grids import CellValue, Grid, Table
from portal.sheets.headers import (
    HEADER_ROWS,
    Header,
    Known,
    find_header,
    header_at,
    label_key,
)
from portal.sheets.importing import Change, Importable, Renewing, UndoRefused, chunk_of
from portal.sheets.kinds import (
    choice_column,
    citizen_id_column,
    date_column,
    decimal_column,
    digits_column,
    partial_date_column,
    phone_column,
    text_column,
    whole_column,
    yes_no_column,
)
from portal.sheets.layouts import (
    Layout,
    Reading,
    find_layout,
    laid_out,
    missing_columns,
    read_as,
    require_columns,
)
from portal.sheets.limits import Limits
from portal.sheets.lists import SheetList
from portal.sheets.preview import Preview, preview
from portal.sheets.reading import look_over, read_workbook
from portal.sheets.refusals import SheetRefused
from portal.sheets.rows import PreviewRow, Rows
from portal.sheets.staging import rows_from, rows_kept
from portal.sheets.writing import CSV_TYPE, faulty_rows_xlsx, write_csv, write_template, write_xlsx

__all__ = [
    "CSV_TYPE",
    "HEADER_ROWS",
    "ID_LABEL",
    "ID_NAME",
    "TEXT_AS",
    "XLSX_TYPE",
    "CellValue",
    "Change",
    "Column",
    "Grid",
    "Head",
    "Header",
    "Importable",
    "Known",
    "Layout",
    "Limits",
    "Noted",
    "Preview",
    "PreviewRow",
    "Reading",
    "Renewing",
    "Rows",
    "Sheet",
    "SheetList",
    "SheetRefused",
    "Table",
    "TextAs",
    "UndoRefused",
    "cell_text",
    "choice_column",
    "chunk_of",
    "citizen_id_column",
    "date_column",
    "decimal_column",
    "digits_column",
    "faulty_rows_xlsx",
    "find_header",
    "find_layout",
    "font_as",
    "header_at",
    "label_key",
    "laid_out",
    "look_over",
    "missing_columns",
    "numbers_columns",
    "partial_date_column",
    "phone_column",
    "preview",
    "read_as",
    "read_workbook",
    "require_columns",
    "rows_from",
    "rows_kept",
    "text_column",
    "whole_column",
    "write_csv",
    "write_template",
    "write_xlsx",
    "yes_no_column",
]
