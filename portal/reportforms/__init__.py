"""Forms as data: tables with nested headings and columns that are counted, computed or typed.

A module reads its forms from JSON (loading.py), offers measures of its books (measures.py), and
fills a form in for rows and a period (filling.py). What comes out is shown on a page (showing.py)
or written to Excel in the form's own layout (workbook.py). Nothing here knows a request or a table.
"""

from .filled import Books, Cell, Filled, FilledRow, Row, TypedValue
from .filling import fill
from .formulas import FormulaError
from .loading import check_measures, load_forms, read_form
from .measures import Asked, Measure
from .periods import FormPeriod, periods_back
from .reading import FormError
from .shape import ReportForm
from .showing import ShownForm, shown
from .workbook import write_form

__all__ = [
    "Asked",
    "Books",
    "Cell",
    "Filled",
    "FilledRow",
    "FormError",
    "FormPeriod",
    "FormulaError",
    "Measure",
    "ReportForm",
    "Row",
    "ShownForm",
    "TypedValue",
    "check_measures",
    "fill",
    "load_forms",
    "periods_back",
    "read_form",
    "shown",
    "write_form",
]
