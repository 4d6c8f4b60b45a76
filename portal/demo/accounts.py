"""The demo's accounts: one name for each of many desks, all with the same open password."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from ..accounts.models import Account, SpaceMembership
from ..accounts.passwords import set_password
from ..spaces.models import Space
from ..text import fold, name_key

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


def load_accounts(session: Session) -> int:
    """Make the accounts that are missing; gives how many. The map must be open for writing."""
    spaces = dict(session.execute(sa.select(Space.slug, Space.id)).tuples().all())
    have = set(session.scalars(sa.select(Account.username)))
    new = [desk for desk in DESKS if desk.username not in have]
    for desk in new:
        account = Account(
            username=desk.username,
            display_name=desk.person,
            sort_key=name_key(desk.person),
            folded=fold(desk.person),
        )
        session.add(account)
        session.flush()
        set_password(session, account, PASSWORD)
        session.add(
            SpaceMembership(
                account_id=account.id,
                in_space_id=spaces[desk.space],
                role=desk.role,
                valid_from=SINCE,
            )
        )
    session.flush()
    return len(new)
