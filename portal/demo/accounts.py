"""The demo's accounts: desks with names of their own, and an administrator in most other spaces.

All have the same open password. A few spaces have nobody: something that a district must act on.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..accounts.models import Account, SpaceMembership
from ..accounts.passwords import hashed
from ..locale import now
from ..spaces.models import Space
from ..text import fold, name_key
from .names import invented_name

PASSWORD = "SenHong-DongThap-2021"
SINCE = dt.date(2021, 1, 5)


@dataclass(frozen=True)
class Desk:
    """An invented person at a desk of a space, with one role."""

    username: str
    person: str
    space: str
    role: str


DESKS = (
    Desk("huyenuy", "Trần Thị Ngọc Ánh", "huyen-uy-tan-hong", "administrator"),
    Desk("bithu", "Nguyễn Văn Điền", "huyen-uy-tan-hong", "leader"),
    Desk("danvan", "Lê Thị Bích Thuỷ", "huyen-uy-tan-hong", "officer"),
    Desk("ubndhuyen", "Phạm Hữu Phước", "ubnd-huyen-tan-hong", "officer"),
    Desk("mattranhuyen", "Võ Thị Kim Yến", "ubmttq-huyen-tan-hong", "administrator"),
    Desk("huyendoan", "Đặng Minh Nhựt", "huyen-doan-tan-hong", "administrator"),
    Desk("phunuhuyen", "Huỳnh Thị Lệ Thu", "hoi-lhpn-huyen-tan-hong", "administrator"),
    Desk("nongdanhuyen", "Bùi Văn Tám", "hoi-nong-dan-huyen-tan-hong", "administrator"),
    Desk("ccbhuyen", "Hồ Văn Chiến", "hoi-ccb-huyen-tan-hong", "viewer"),
    Desk("ldldhuyen", "Ngô Thị Hạnh", "ldld-huyen-tan-hong", "clerk"),
    Desk("tanhoco", "Nguyễn Thị Út", "dang-uy-tan-ho-co", "administrator"),
    Desk("tanhoco2", "Đỗ Văn Bé", "dang-uy-tan-ho-co", "viewer"),
    Desk("phunutanhoco", "Mai Thị Sương", "hoi-lhpn-tan-ho-co", "officer"),
    Desk("sarai", "Lý Thanh Tòng", "dang-uy-sa-rai", "administrator"),
    Desk("doansarai", "Trương Quốc Khải", "doan-thi-tran-sa-rai", "officer"),
    Desk("thongbinh", "Phan Thị Diễm", "dang-uy-thong-binh", "administrator"),
    Desk("nongdanthongbinh", "Cao Văn Ruộng", "hoi-nong-dan-thong-binh", "officer"),
    Desk("binhphu", "Lâm Thị Ý", "dang-uy-binh-phu", "leader"),
    Desk("anphuoc", "Dương Văn Ơn", "dang-uy-an-phuoc", "clerk"),
    Desk("tanphuoc", "Tô Thị Ẩn", "dang-uy-tan-phuoc", "administrator"),
)


COMMUNES = (
    *("an-phuoc", "binh-phu", "sa-rai", "tan-cong-chi", "tan-ho-co"),
    *("tan-phuoc", "tan-thanh-a", "tan-thanh-b", "thong-binh"),
)
LINES = {
    # the first part of the address of a commune's space: the line it belongs to
    "dang-uy": "party",
    "ubnd": "state",
    "ubmttq": "front",
    "doan-xa": "youth",
    "hoi-lhpn": "women",
    "hoi-nong-dan": "farmers",
    "hoi-ccb": "veterans",
    "cdcs": "labour",
}
DISTRICT = ("ubnd-huyen-tan-hong", "hoi-ccb-huyen-tan-hong", "ldld-huyen-tan-hong")
WITHOUT = ("hoi-ccb-tan-thanh-b", "cdcs-tan-thanh-b", "cdcs-an-phuoc")
"""With the political centre of the district, the spaces that nobody administers yet."""


def administrators() -> Iterator[Desk]:
    """An administrator for each other space, whose username is the address of the space."""
    run = {desk.space for desk in DESKS if desk.role == "administrator"}.union(WITHOUT)
    places = [(slug, "") for slug in DISTRICT]
    places += [(_address(first, c), line) for c in COMMUNES for first, line in LINES.items()]
    for slug, line in places:
        if slug not in run:
            person = invented_name(Random(f"administrator of {slug}"), line)
            yield Desk(slug, person, slug, "administrator")


def _address(first: str, commune: str) -> str:
    """The address of a commune's space; Sa Rài is a town, which shows in the Youth Union's."""
    if (first, commune) == ("doan-xa", "sa-rai"):
        return "doan-thi-tran-sa-rai"
    return f"{first}-{commune}"


EVERY_DESK = (*DESKS, *administrators())


def load_accounts(
    session: Session,
    desks: Iterable[Desk] = EVERY_DESK,
    narrowed: Mapping[Desk, list[int]] | None = None,
) -> int:
    """Make the accounts that are missing; gives how many. The map must be open for writing.

    Desks of one username are roles of one account. `narrowed` has the units of roles that cover
    no more than those.
    """
    spaces = dict(session.execute(sa.select(Space.slug, Space.id)).tuples().all())
    have = set(session.scalars(sa.select(Account.username)))
    new = [desk for desk in desks if desk.username not in have]
    # The password is printed for everybody to read: a salt for each account would hide nothing.
    kept = hashed(PASSWORD) if new else None
    made: dict[str, Account] = {}
    for desk in new:
        if desk.username not in made:
            made[desk.username] = _account(desk, kept)
            session.add(made[desk.username])
            session.flush()
        session.add(
            SpaceMembership(
                account_id=made[desk.username].id,
                in_space_id=spaces[desk.space],
                role=desk.role,
                unit_ids=(narrowed or {}).get(desk),
                valid_from=SINCE,
            )
        )
    session.flush()
    return len(made)


def _account(desk: Desk, kept: str | None) -> Account:
    return Account(
        username=desk.username,
        display_name=desk.person,
        sort_key=name_key(desk.person),
        folded=fold(desk.person),
        password_hash=kept,
        password_set_at=now(),
        must_choose_password=False,
    )
