"""Periods of forms: their days, their codes, what they are compared with."""

from __future__ import annotations

import datetime as dt
from itertools import pairwise

import pytest

from portal.reportforms import FormPeriod, periods_back


@pytest.mark.parametrize(
    ("code", "start", "end", "before"),
    [
        ("2024-02", "2024-02-01", "2024-02-29", "2024-01"),
        ("2024-01", "2024-01-01", "2024-01-31", "2023-12"),
        ("2024-q1", "2024-01-01", "2024-03-31", "2023-q4"),
        ("2024-q4", "2024-10-01", "2024-12-31", "2024-q3"),
        ("2024-h1", "2024-01-01", "2024-06-30", "2023-h2"),
        ("2024-h2", "2024-07-01", "2024-12-31", "2024-h1"),
        ("2024-9m", "2024-01-01", "2024-09-30", "2023-9m"),
        ("2024", "2024-01-01", "2024-12-31", "2023"),
    ],
)
def test_a_period_has_days_and_one_before(code: str, start: str, end: str, before: str) -> None:
    period = FormPeriod.from_code(code)
    assert period is not None and period.code == code
    days = period.days
    assert (days.start.isoformat(), days.end.isoformat()) == (start, end)
    assert period.previous.code == before


@pytest.mark.parametrize("code", ["", "2024-13", "2024-q5", "2024-h3", "24", "2024-6m", "9999"])
def test_what_is_no_period_is_none(code: str) -> None:
    assert FormPeriod.from_code(code) is None


@pytest.mark.parametrize("kind", ["month", "quarter", "half", "year"])
def test_periods_follow_each_other_without_a_gap(kind: str) -> None:
    periods = list(periods_back(kind, dt.date(2024, 2, 29), 30))
    assert periods[0].days.start <= dt.date(2024, 2, 29) <= periods[0].days.end
    for later, earlier in pairwise(periods):
        assert earlier.days.end + dt.timedelta(1) == later.days.start
        assert FormPeriod.from_code(earlier.code) == earlier
