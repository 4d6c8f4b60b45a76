"""How the demo's units fare: hamlets of focus, a survey, and what helps the weak ones."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from random import Random

from portal.database import Model

from .demo_layout import Commune, Standing
from .models import WEAK, UnitsFocus, UnitsMark, UnitsRemedy, UnitsSurvey

SURVEY = "Khảo sát thực trạng đầu kỳ"
MARKS = {"strong": 30, "fair": 40, "average": 21, "weak": 7, "inactive": 2}
"""Of a hundred units, how many a survey finds so."""
DIRECTORS = {
    "party": "Phó Bí thư Thường trực Đảng uỷ",
    "front": "Chủ tịch Uỷ ban Mặt trận Tổ quốc",
    "women": "Chủ tịch Hội",
    "farmers": "Chủ tịch Hội",
    "veterans": "Chủ tịch Hội",
    "youth": "Bí thư Đoàn",
}
TASK = "Củng cố chi bộ, chi đoàn, chi hội; làm điểm rút kinh nghiệm"
REMEDIES = (
    # cause, measure, who helps
    (
        "Người đứng đầu đi làm ăn xa, sinh hoạt không đều",
        "Giới thiệu nhân sự thay thế, kiện toàn trong quý",
        "Uỷ viên phụ trách ấp",
    ),
    (
        "Ít hội viên, nội dung sinh hoạt chưa thiết thực",
        "Sinh hoạt theo chuyên đề làm ăn, gắn với tổ hợp tác",
        "Thường trực cơ sở",
    ),
    (
        "Chưa được chi bộ quan tâm lãnh đạo thường xuyên",
        "Phân công đảng viên phụ trách, dự sinh hoạt hằng quý",
        "Bí thư chi bộ",
    ),
)
HELPED, CLOSED = 0.75, 0.6
"""Shares: weak units with a remedy, and of those looked at again, the ones that were closed."""


def care_of(
    slug: str,
    space_id: int,
    line: str,
    day: dt.date,
    units: Mapping[int, Standing],
    commune: Commune,
) -> Iterator[Model]:
    """A survey of the units of a space, its remedies, and its hamlet of focus this year."""
    chance = Random(f"care of {slug}")
    own = {"space_id": space_id}
    if line in DIRECTORS:
        area_id = chance.choice(commune.hamlets).area_id
        director = DIRECTORS[line]
        yield UnitsFocus(**own, area_id=area_id, year=day.year, director=director, task=TASK)
    survey = UnitsSurvey(**own, name=SURVEY, held_on=day - dt.timedelta(days=240))
    yield survey
    for unit_id, standing in units.items():
        if standing.kind == "self_governing_group":
            continue
        mark = chance.choices([*MARKS], [*MARKS.values()])[0]
        listed = chance.randrange(18, 60)
        attending = round(listed * (0.35 if mark in WEAK else 0.6 + 0.35 * chance.random()))
        facts = {"mark": mark, "listed": listed, "attending": attending}
        yield UnitsMark(**own, survey=survey, unit_id=unit_id, **facts)
        if mark in WEAK and chance.random() < HELPED:
            yield _remedy(chance, space_id, unit_id, day)


def _remedy(chance: Random, space_id: int, unit_id: int, day: dt.date) -> UnitsRemedy:
    cause, measure, helper = chance.choice(REMEDIES)
    opened = day - dt.timedelta(days=chance.randrange(120, 220))
    recheck = opened + dt.timedelta(days=chance.randrange(100, 240))
    closed = recheck < day and chance.random() < CLOSED
    return UnitsRemedy(
        space_id=space_id,
        unit_id=unit_id,
        opened_on=opened,
        cause=cause,
        measure=measure,
        helper=helper,
        recheck_on=recheck,
        closed_on=recheck if closed else None,
        outcome="better" if closed else None,
    )
