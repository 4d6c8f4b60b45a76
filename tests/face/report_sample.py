"""A report form with headings of every depth, filled in with invented figures."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any

from portal.reportforms import (
    Asked,
    FormPeriod,
    Row,
    ShownForm,
    TypedValue,
    fill,
    read_form,
    shown,
)

NAMES = ("Tân Công Chí", "Tân Hộ Cơ", "Sa Rài", "An Phước")


class InventedBooks:
    """Figures by the number of the column; the last row kept no books."""

    def counted(self, _measure: str, asked: Asked) -> Sequence[Mapping[int, int]]:
        return [
            {key: int(variant["of"]) * 37 + key * 11 for key in asked.keys[:-1]}
            for variant in asked.variants
        ]

    def typed(self, keys: Sequence[str], asked: Asked) -> Mapping[str, Mapping[int, TypedValue]]:
        said = TypedValue(812, dt.date(2022, 12, 31), "Niên giám thống kê")
        return {key: {asked.keys[0]: said} for key in keys}


def _counted(number: str, title: str) -> dict[str, Any]:
    return {"number": number, "title": title, "measure": "m.at", "with": {"of": number}}


def _members(first: int, title: str) -> dict[str, Any]:
    numbers = [str(first + at) for at in range(4)]
    return {
        "title": title,
        "columns": [
            _counted(numbers[0], "Phát triển trong kỳ"),
            _counted(numbers[1], "Giảm trong kỳ"),
            {
                "title": "Lũy kế",
                "columns": [
                    _counted(numbers[2], "Lũy kế tăng"),
                    _counted(numbers[3], "Lũy kế trong kỳ"),
                ],
            },
        ],
    }


def sample() -> ShownForm:
    """The form as a page shows it."""
    columns: list[dict[str, Any]] = [
        {"number": "1", "title": "Hộ nông nghiệp", "typed": "farms"},
        {
            "title": "Hội viên",
            "columns": [
                {"number": "2", "title": "Tổng số", "formula": "6 + 10"},
                _members(3, "Địa bàn dân cư"),
                _members(7, "Ngành nghề"),
            ],
        },
        {
            "title": "Đánh giá cuối năm",
            "begins_part": True,
            "columns": [
                {"number": "11", "title": "Tổng số", "formula": "12 + 13"},
                {"number": "12", "title": "HTXSNV", "lacks": "chưa có sổ xếp loại"},
                {"number": "13", "title": "HTTNV", "lacks": "chưa có sổ xếp loại"},
            ],
        },
    ]
    entry = {
        "title": "Báo cáo thực lực Hội",
        "source": "mẫu",
        "periods": ["year"],
        "rows": ["spaces"],
        "columns": columns,
        "checks": [{"left": "2", "right": "6 + 10 + #1", "says": "Tổng số không khớp"}],
    }
    form = read_form(json.dumps(entry), "members.sample")
    rows = [Row(at, name, "/commune" if at < 3 else "") for at, name in enumerate(NAMES, 1)]
    period = FormPeriod("year", 2023)
    return shown(fill(form, InventedBooks(), period, "spaces", rows, [1, 2, 3, 4], "Cộng"))
