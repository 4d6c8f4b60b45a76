"""Columns for the usual values; every error says how to write the value."""

import datetime
import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from flask_babel import lazy_gettext as _l

from portal.sheets.columns import Column, Noted, Writable, shown
from portal.sheets.grids import CellValue
from portal.sheets.refusals import Label
from portal.text import Precision, clean_lines, fold, parse_vn_date, parse_vn_number

DATE_FORMAT = "dd/mm/yyyy"
_EXCEL_DIGITS = 15
_FIRST_EXCEL_YEAR = 1901


class Options(TypedDict, total=False):
    """What every kind of column takes besides name and label."""

    required: bool
    width: int
    synonyms: tuple[str, ...]


def text_column(
    name: str, label: Label, *, lines: bool = False, **options: Unpack[Options]
) -> Column:
    """A line of text; `lines=True` keeps line breaks."""
    if not lines:
        return Column(name, label, as_text=True, **options)
    return Column(
        name, label, parse=lambda value: clean_lines(shown(value)), as_text=True, **options
    )


def vn_number(number: Decimal) -> str:
    """Write a number so that parse_vn_number() reads it back: a comma, never "1,234"."""
    whole, _, decimals = f"{number:f}".partition(".")
    if not decimals:
        return whole
    return f"{whole},{decimals}0" if len(decimals) == 3 else f"{whole},{decimals}"


def _number(value: CellValue) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise ValueError(_l("Write a number like 1234 or 1.234,5."))
    return parse_vn_number(value) if isinstance(value, str) else Decimal(f"{value:.15g}")


def _format_number(number: int | Decimal) -> Writable:
    """Write more digits than Excel keeps (15) as text."""
    digits = Decimal(number).normalize().as_tuple().digits
    return vn_number(Decimal(number)) if len(digits) > _EXCEL_DIGITS else number


def whole_column(
    name: str,
    label: Label,
    *,
    least: int = 0,
    most: int = 10**15 - 1,
    **options: Unpack[Options],
) -> Column:
    """A whole number from `least` to `most`, read as int."""

    def parse(value: CellValue) -> int:
        number = _number(value)
        if number != number.to_integral_value():
            raise ValueError(_l("Write a whole number, without decimals."))
        if not least <= number <= most:
            raise ValueError(
                _l("Write a number from %(least)s to %(most)s.", least=least, most=most)
            )
        return int(number)

    return Column(name, label, parse, _format_number, number_format="#,##0", summed=True, **options)


def decimal_column(name: str, label: Label, **options: Unpack[Options]) -> Column:
    """A number with decimals, read as Decimal; 15 digits are kept of a numeric cell."""
    return Column(
        name, label, _number, _format_number, number_format="#,##0.##", summed=True, **options
    )


def _full_date(value: CellValue, latest: datetime.date | None) -> tuple[datetime.date, Precision]:
    if isinstance(value, datetime.datetime):
        return value.date(), "day"
    if isinstance(value, datetime.date):
        return value, "day"
    return parse_vn_date(shown(value), latest)


def _format_date(day: datetime.date) -> Writable:
    """Write days before Excel's calendar as text."""
    return day if day.year >= _FIRST_EXCEL_YEAR else f"{day.day:02}/{day.month:02}/{day.year}"


def date_column(
    name: str, label: Label, *, latest: datetime.date | None = None, **options: Unpack[Options]
) -> Column:
    """A day. Two-digit years end at `latest` (see parse_vn_date)."""

    def parse(value: CellValue) -> datetime.date:
        day, precision = _full_date(value, latest)
        if precision != "day":
            raise ValueError(_l("Write the date as day/month/year, for example 05/01/2021."))
        return day

    return Column(name, label, parse, _format_date, number_format=DATE_FORMAT, **options)


def partial_date_column(
    name: str, label: Label, *, latest: datetime.date | None = None, **options: Unpack[Options]
) -> Column:
    """A day, month or year, as (date, precision): births are often known by the year only."""

    def write(value: tuple[datetime.date, Precision]) -> Writable:
        day, precision = value
        if precision == "day":
            return _format_date(day)
        return f"{day.month:02}/{day.year}" if precision == "month" else str(day.year)

    return Column(
        name,
        label,
        lambda value: _full_date(value, latest),
        write,
        number_format=DATE_FORMAT,
        **options,
    )


def choice_column(
    name: str,
    label: Label,
    choices: Sequence[tuple[Any, Label]],
    **options: Unpack[Options],
) -> Column:
    """One of the choices (value, label); read by its label, marks and capitals ignored."""

    def parse(value: CellValue) -> Any:
        text = shown(value)
        for same in (lambda one: one, fold):
            found = [key for key, shown_as in choices if same(str(shown_as)) == same(text)]
            if len(found) == 1:
                return found[0]
        names = "; ".join(str(shown_as) for _, shown_as in choices[:12])
        raise ValueError(_l("Write one of: %(choices)s.", choices=names))

    def write(value: Any) -> Writable:
        return next((str(shown_as) for key, shown_as in choices if key == value), str(value))

    labels = tuple(shown_as for _, shown_as in choices)
    return Column(name, label, parse, write, choices=labels, as_text=True, **options)


_YES = {"x", "co", "yes", "1", "true", "dung", "v", "✓", "✔"}
_NO = {"khong", "no", "0", "false", "sai", "k", "ko"}


def yes_no_column(name: str, label: Label, **options: Unpack[Options]) -> Column:
    """Yes or no, read as bool; a blank cell is None: nobody has said."""
    yes, no = _l("Yes"), _l("No")

    def parse(value: CellValue) -> bool:
        word = fold(shown(value))
        if word in _YES | {fold(str(yes))}:
            return True
        if word in _NO | {fold(str(no))}:
            return False
        raise ValueError(_l("Write “%(yes)s” or “%(no)s”.", yes=yes, no=no))

    def write(value: bool) -> Writable:
        return str(yes if value else no)

    return Column(name, label, parse, write, choices=(yes, no), **options)


def digits_column(
    name: str,
    label: Label,
    pattern: str,
    sentence: Label,
    *,
    prepare: Callable[[str], str] = str,
    **options: Unpack[Options],
) -> Column:
    """A number that is a text: digits matching `pattern`, kept with their leading zeros.

    Excel drops leading zeros of numeric cells: up to three are put back, with a remark.
    `sentence` is the error, `prepare` mends a typed text first.
    """

    def parse(value: CellValue) -> str | Noted:
        if isinstance(value, str):
            digits = prepare(re.sub(r"[\s.()-]", "", value))
            if re.fullmatch(pattern, digits, re.ASCII):
                return digits
            if re.fullmatch(r"\d[\d.,]*E\+?\d+", value.strip(), re.IGNORECASE):
                sentence_of_loss = _l("Excel has cut this number short. Write all its digits.")
                raise ValueError(sentence_of_loss)
            raise ValueError(sentence)
        digits = shown(value)
        for zeros in ("", "0", "00", "000"):
            if re.fullmatch(pattern, zeros + digits, re.ASCII):
                note = _l("Read as %(number)s: Excel drops leading zeros.", number=zeros + digits)
                return Noted(zeros + digits, note) if zeros else digits
        raise ValueError(sentence)

    return Column(name, label, parse, as_text=True, **options)


def phone_column(name: str, label: Label, **options: Unpack[Options]) -> Column:
    """A Vietnamese phone number as national digits: mobile 0912345678, fixed 02773830123."""
    return digits_column(
        name,
        label,
        r"0[35789]\d{8}|02\d{8,9}",
        _l("Write the phone number with 10 digits, for example 0939 214 687."),
        prepare=lambda digits: re.sub(r"^(\+|00)?84(?=\d{9,10}$)", "0", digits),
        **options,
    )


def citizen_id_column(name: str, label: Label, **options: Unpack[Options]) -> Column:
    """A citizen id of 12 digits, or an old identity card of 9. It is a personal column."""
    column = digits_column(
        name,
        label,
        r"\d{12}|\d{9}",
        _l("Write the citizen id with 12 digits (the old identity card has 9)."),
        **options,
    )
    return replace(column, personal=True)
