"""Spreadsheets in and out, one service for every list of every module.

Out: `write_xlsx`, `write_csv`, `write_template`. In: `read_workbook`, `preview`,
`faulty_rows_xlsx`; a list offers an `Importable`. What is written reads back to the same values.
"""

from portal.sheets.books import XLSX_TYPE, Head
from portal.sheets.columns import Column, Noted, Sheet
from portal.sheets.grids import Table
from portal.sheets.importing import Change, Importable, UndoRefused, chunk_of
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
from portal.sheets.layouts import Layout, laid_out
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
    "XLSX_TYPE",
    "Change",
    "Column",
    "Head",
    "Importable",
    "Layout",
    "Limits",
    "Noted",
    "Preview",
    "PreviewRow",
    "Rows",
    "Sheet",
    "SheetList",
    "SheetRefused",
    "Table",
    "UndoRefused",
    "choice_column",
    "chunk_of",
    "citizen_id_column",
    "date_column",
    "decimal_column",
    "digits_column",
    "faulty_rows_xlsx",
    "laid_out",
    "look_over",
    "partial_date_column",
    "phone_column",
    "preview",
    "read_workbook",
    "rows_from",
    "rows_kept",
    "text_column",
    "whole_column",
    "write_csv",
    "write_template",
    "write_xlsx",
    "yes_no_column",
]
