"""Which units stand where in the demo: those of each hamlet, and a few for occupation or interest.

The sizes follow what is published of the district and its neighbours: one branch of each
organization in a hamlet, about ten self-governing groups; the names are the usual ones.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from portal.testing.generating import Seats, Shape

from .kinds import kind_named

MOST = {
    # kind: how many hold each of its offices, least and most, in the order of kinds.json
    "front_board": ((1, 1), (1, 2), (6, 10)),
    "self_governing_group": ((1, 1), (1, 1)),
    "labour_team": ((1, 1), (0, 1)),
}
USUAL = ((1, 1), (0, 1), (0, 2))
IN_HAMLET = {
    # line: the kind and the name of its branch in a hamlet
    "party": ("party_cell_hamlet", "Chi bộ {hamlet}"),
    "front": ("front_board", "Ban công tác Mặt trận {hamlet}"),
    "youth": ("youth_branch", "Chi đoàn {hamlet}"),
    "women": ("women_branch", "Chi hội phụ nữ {hamlet}"),
    "farmers": ("farmers_branch", "Chi hội nông dân {hamlet}"),
    "veterans": ("veterans_branch", "Chi hội cựu chiến binh {hamlet}"),
}
MISSING = {"youth": 0.05, "veterans": 0.05}
"""The share of hamlets without a branch of the line."""
EVERYWHERE = {
    "party": (
        ("party_cell_military", "Chi bộ Quân sự {commune}", "Ban Chỉ huy Quân sự {commune}"),
        ("party_cell_police", "Chi bộ Công an {commune}", "Công an {commune}"),
    ),
    "labour": (
        ("labour_team", "Tổ công đoàn khối Uỷ ban nhân dân", "Uỷ ban nhân dân {commune}"),
        ("labour_team", "Tổ công đoàn khối Đảng, đoàn thể", "Đảng uỷ {commune}"),
    ),
}
BY_TURNS: tuple[tuple[tuple[str, str, str, str | None], ...], ...] = (
    # one of each row in a commune, by its turn: line, kind, name, workplace
    (
        ("party", "party_cell_school", "Chi bộ Trường Tiểu học {short}", "Trường Tiểu học {short}"),
        ("party", "party_cell_health", "Chi bộ Trạm Y tế {commune}", "Trạm Y tế {commune}"),
        ("party", "party_cell_office", "Chi bộ cơ quan {commune}", "Uỷ ban nhân dân {commune}"),
    ),
    (
        ("women", "club", "Câu lạc bộ Gia đình 5 không, 3 sạch", None),
        ("youth", "club", "Câu lạc bộ Thanh niên khởi nghiệp", None),
        ("veterans", "club", "Câu lạc bộ Cựu chiến binh làm kinh tế", None),
    ),
    (
        ("farmers", "farmers_branch", "Chi hội nông dân nghề nghiệp nuôi cá tra", None),
        ("farmers", "community_house_club", "Hội quán Sen Hồng", None),
        ("farmers", "cooperative_group", "Tổ hợp tác sản xuất lúa giống", None),
    ),
)
PARTS = {
    # line: a unit that is part of the branch in the first hamlet, where it is the commune's turn
    "women": ("women_team", "Tổ phụ nữ số 1 {hamlet}"),
    "farmers": ("farmers_team", "Tổ hội nông dân trồng sen {hamlet}"),
    "youth": ("youth_subbranch", "Phân đoàn nông thôn {hamlet}"),
}
FORMER = ("youth", "youth_branch", "Chi đoàn {hamlet} (cũ)")
"""A unit that merged into the branch of its hamlet, in some communes."""


@dataclass(frozen=True)
class Hamlet:
    """A hamlet of the demo: its area and how a name ends with it."""

    area_id: int
    phrase: str


@dataclass(frozen=True)
class Commune:
    """A commune of the demo; `turn` counts them."""

    turn: int
    phrase: str
    short: str
    hamlets: Sequence[Hamlet]


@dataclass(frozen=True)
class Standing:
    """Where a unit of the demo stands, and the names of what it is part of or went into."""

    kind: str
    name: str
    basis: str
    stands: str
    workplace: str | None = None
    hamlet: Hamlet | None = None
    part_of: str | None = None
    went_into: str | None = None


def shape_of(name: str, line: str) -> Shape:
    """What units of a kind look like to the generator."""
    kind = kind_named(name)
    most = MOST.get(name, USUAL)
    return Shape(
        kind=name,
        line=line,
        seats=tuple(
            Seats(office.name, office.rank, *numbers)
            for office, numbers in zip(kind.offices, most, strict=False)
        ),
        term_months=kind.term_months,
        households=kind.roster == "households",
        in_party=line == "party",
    )


def standing_in(line: str, commune: Commune) -> Iterator[Standing]:
    """The units of an organization in a commune, those that others are part of first."""
    if line in IN_HAMLET:
        kind, name = IN_HAMLET[line]
        for place, hamlet in enumerate(commune.hamlets):
            missing = Random(f"{line} {commune.phrase} {hamlet.phrase}").random()
            if place == 0 or missing >= MISSING.get(line, 0):
                yield _in(hamlet, kind, name)
    if line == "front":
        yield from _groups(commune)
    for kind, name, workplace in EVERYWHERE.get(line, ()):
        yield _across(commune, kind, name, workplace)
    for row in BY_TURNS:
        owner, its_kind, its_name, whose = row[commune.turn % len(row)]
        if owner == line:
            yield _across(commune, its_kind, its_name, whose)
    if commune.turn % 3 == 0:
        yield from _parts(line, commune.hamlets[0])


def _in(hamlet: Hamlet, kind: str, name: str, **more: str) -> Standing:
    named = name.format(hamlet=hamlet.phrase)
    return Standing(kind, named, "residential", "hamlet", hamlet=hamlet, **more)


def _groups(commune: Commune) -> Iterator[Standing]:
    for hamlet in commune.hamlets:
        count = Random(f"groups of {commune.phrase} {hamlet.phrase}").randint(8, 13)
        for number in range(1, count + 1):
            name = f"Tổ Nhân dân tự quản số {number} {hamlet.phrase}"
            yield _in(hamlet, "self_governing_group", name)


def _across(commune: Commune, kind: str, name: str, workplace: str | None) -> Standing:
    words = {"commune": commune.phrase, "short": commune.short}
    bases = kind_named(kind).bases
    occupational = workplace is not None or "interest" not in bases or kind == "farmers_branch"
    return Standing(
        kind,
        name.format(**words),
        "occupational" if occupational else "interest",
        "workplace" if workplace else "commune",
        workplace.format(**words) if workplace else None,
    )


def _parts(line: str, hamlet: Hamlet) -> Iterator[Standing]:
    if line in PARTS:
        kind, name = PARTS[line]
        branch = IN_HAMLET[line][1].format(hamlet=hamlet.phrase)
        yield _in(hamlet, kind, name, part_of=branch)
    if line == FORMER[0]:
        branch = IN_HAMLET[line][1].format(hamlet=hamlet.phrase)
        yield _in(hamlet, FORMER[1], FORMER[2], went_into=branch)
