"""Numbers and dates as they are typed."""

import datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.text import parse_vn_date, parse_vn_number

DAY = datetime.date(2021, 1, 5)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("1.234,5", "1234.5"),
        ("1.234", "1234"),
        ("12.345.678", "12345678"),
        ("1 234\u00a0567,8", "1234567.8"),
        ("12,5", "12.5"),
        ("0,125", "0.125"),
        ("1234,567", "1234.567"),
        ("1,2340", "1.234"),
        ("-5", "-5"),
        ("\u22125", "-5"),
        (" 7 ", "7"),
    ],
)
def test_numbers(text: str, number: str) -> None:
    assert parse_vn_number(text) == Decimal(number)


def test_an_ambiguous_number_is_asked_about() -> None:
    with pytest.raises(ValueError, match=r"1\.234 .*1,2340") as refusal:
        parse_vn_number("1,234")
    assert "two ways" in str(refusal.value)


@pytest.mark.parametrize(
    "text", ["", "-", "x", "1.23", "0.123", "1,234.5", "1.2345", "12.34.567", "1e5", "٣", "1 23"]
)
def test_other_numbers_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="Write a number like"):
        parse_vn_number(text)


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=4, min_value=-(10**12), max_value=10**12
    )
)
def test_numbers_written_with_groups_come_back(number: Decimal) -> None:
    shown = f"{number:,.4f}".translate(str.maketrans(",.", ".,"))
    assert parse_vn_number(shown) == number


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("5/1/21", (DAY, "day")),
        ("05/01/2021", (DAY, "day")),
        ("5-1-2021", (DAY, "day")),
        ("5.1.2021", (DAY, "day")),
        ("2021-01-05", (DAY, "day")),
        ("ngày 05 tháng 01 năm 2021", (DAY, "day")),
        ("01/2021", (DAY.replace(day=1), "month")),
        ("00/01/2021", (DAY.replace(day=1), "month")),
        ("Tháng 1 năm 2021", (DAY.replace(day=1), "month")),
        ("1984", (datetime.date(1984, 1, 1), "year")),
        ("00/00/1984", (datetime.date(1984, 1, 1), "year")),
        ("năm 1984", (datetime.date(1984, 1, 1), "year")),
    ],
)
def test_dates(text: str, read: tuple[datetime.date, str]) -> None:
    assert parse_vn_date(text) == read


def test_two_digit_years_end_at_the_latest_date() -> None:
    latest = datetime.date(2026, 11, 23)
    assert parse_vn_date("1/2/26", latest)[0].year == 2026
    assert parse_vn_date("1/2/27", latest)[0].year == 1927
    assert parse_vn_date("1/2/84")[0].year == 1984


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "day/month/year"),
        ("21", "day/month/year"),
        ("5/11", "day/month/year"),
        ("hôm qua", "day/month/year"),
        ("44201", "day/month/year"),
        ("31/02/2021", "no day 31/02/2021"),
        ("01/25/2021", "no day 01/25/2021"),
        ("3/0/2020", "no day"),
        ("1/1/0084", "year 84"),
        ("9999", "year 9999"),
    ],
)
def test_other_dates_are_refused(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        parse_vn_date(text)


@given(st.dates(datetime.date(1900, 1, 1), datetime.date(2100, 1, 1)))
def test_dates_come_back(day: datetime.date) -> None:
    assert parse_vn_date(f"{day:%d/%m/%Y}") == (day, "day")
    assert parse_vn_date(day.isoformat()) == (day, "day")
