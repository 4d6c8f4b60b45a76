"""The rules by which spaces are opened, renamed, moved, closed and reopened."""

from __future__ import annotations

import datetime as dt

import pytest
import sqlalchemy as sa

from portal.database import db
from portal.errors import Invalid, NotFound, Stale
from portal.locale import today
from portal.spaces.actions import (
    close_space,
    move_space,
    open_space,
    rename_space,
    reopen_space,
)
from portal.spaces.models import Area, Body, FormerLeader, Space, SpaceAddress, SpaceKind
from portal.spaces.vocabulary import load_vocabulary

from .conftest import Console

DAY = dt.date(2021, 3, 1)
TOMORROW = dt.timedelta(days=1)


def named(slug: str) -> Space:
    return db.session.scalars(sa.select(Space).where(Space.slug == slug)).one()


def area(code: str) -> int:
    return db.session.scalars(sa.select(Area.id).where(Area.code == code)).one()


def test_a_new_space_gets_name_address_and_bodies_of_its_kind(console: Console) -> None:
    with console():
        load_vocabulary(db.session())
        made = open_space(named("xa-sen").id, "commune_farmers", area("TA"), opened_on=DAY)
        assert made.name == "Hội Nông dân xã Sen"
        assert (made.short_name, made.slug) == ("Hội Nông dân Sen", "hoi-nong-dan-sen")
        bodies = db.session.scalars(sa.select(Body).where(Body.space_id == made.id))
        assert {(body.code, body.valid_from) for body in bodies} == {("BCH", DAY), ("BTV", DAY)}


def test_bodies_are_those_of_the_day_of_opening(console: Console) -> None:
    with console():
        load_vocabulary(db.session())
        later = area("TA")
        db.session.execute(
            sa.update(SpaceKind).where(SpaceKind.name == "commune_party").values(led_by=[])
        )
        codes = []
        for number, day in enumerate((dt.date(2025, 6, 30), dt.date(2025, 7, 1))):
            made = open_space(
                named("huyen").id, "commune_party", later, name=f"Đảng uỷ {number}", opened_on=day
            )
            found = db.session.scalars(sa.select(Body.code).where(Body.space_id == made.id))
            codes.append(set(found))
        assert "KV" in codes[0] - codes[1]
        assert "BXDD" in codes[1] - codes[0]


@pytest.mark.parametrize(
    ("kind", "code", "day", "field"),
    [
        ("commune_women", "TD", DAY, "area"),
        ("commune_women", "TA", dt.date(2019, 12, 31), "opened_on"),
        ("commune_women", "TA", today() + TOMORROW, "opened_on"),
    ],
)
def test_what_does_not_fit_is_refused_beside_its_field(
    console: Console, kind: str, code: str, day: dt.date, field: str
) -> None:
    with console(dry_run=True), pytest.raises(Invalid) as refused:
        open_space(named("huyen").id, kind, area(code), opened_on=day)
    assert refused.value.field == field


def test_a_kind_stands_only_under_those_that_lead_it_then(console: Console) -> None:
    with console(dry_run=True):
        load_vocabulary(db.session())
        with pytest.raises(Invalid) as refused:
            open_space(named("huyen").id, "commune_farmers", area("TA"), opened_on=DAY)
        assert refused.value.field == "kind"


@pytest.mark.parametrize(("leader", "code"), [("xa-sen", "TB"), ("huyen-xa", "TA")])
def test_an_area_elsewhere_is_unknown(console: Console, leader: str, code: str) -> None:
    with console(dry_run=True), pytest.raises(NotFound):
        open_space(named(leader).id, "commune_women", area(code), opened_on=DAY)


def test_one_name_stands_once_under_one_leader(console: Console) -> None:
    name = "Hội LHPN xã Sen"
    with console(dry_run=True):
        with pytest.raises(Invalid) as refused:
            open_space(named("xa-sen").id, "commune_women", area("TA"), name=name, opened_on=DAY)
        assert refused.value.field == "name"
        elsewhere = open_space(
            named("xa-lua").id, "commune_women", area("TB"), name=name, opened_on=DAY
        )
        assert elsewhere.slug not in ("phu-nu-xa-sen", "")


def test_an_address_that_ever_was_another_s_is_never_given_again(console: Console) -> None:
    with console():
        lua = named("xa-lua")
        rename_space(lua.id, lua.name, lua.short_name, "xa-lua-moi", lua.version)
        sen = named("xa-sen")
        for taken in ("xa-lua-moi", "xa-lua", "huyen"):
            with pytest.raises(Invalid) as refused:
                rename_space(sen.id, sen.name, sen.short_name, taken, sen.version)
            assert refused.value.field == "address"
        rename_space(lua.id, lua.name, lua.short_name, "xa-lua", lua.version)
        former = db.session.scalars(sa.select(SpaceAddress.slug)).all()
        assert (lua.slug, former) == ("xa-lua", ["xa-lua-moi"])


@pytest.mark.parametrize("address", ["Xã Sen", "xa sen", "../huyen", "XA-SEN-2", "a/b"])
def test_an_address_is_readable(console: Console, address: str) -> None:
    with console(dry_run=True), pytest.raises(Invalid) as refused:
        rename_space(named("xa-sen").id, "Xã Sen", "", address, 1)
    assert refused.value.field == "address"


def test_a_form_opened_before_a_change_is_stale(console: Console) -> None:
    with console(dry_run=True):
        sen = named("xa-sen")
        rename_space(sen.id, "Đảng uỷ xã Sen Hồng", "", "", 1)
        with pytest.raises(Stale) as refused:
            rename_space(sen.id, "Đảng uỷ xã Sen Trắng", "", "", 1)
        assert refused.value.details["theirs"] == "Đảng uỷ xã Sen Hồng"
        for act in (
            lambda: move_space(sen.id, named("huyen-xa").id, DAY, "1", 1),
            lambda: close_space(named("phu-nu-xa-sen").id, DAY, "Reason", "1", 7),
        ):
            with pytest.raises(Stale):
                act()


def test_a_move_is_remembered_and_reaches_the_new_leader(console: Console) -> None:
    with console():
        women, lua = named("phu-nu-xa-sen"), named("xa-lua")
        former = women.parent_id
        move_space(women.id, lua.id, DAY, "QĐ 1", 1)
        assert women.parent_id == lua.id
        kept = db.session.scalars(sa.select(FormerLeader)).one()
        assert (kept.leader_id, kept.until, kept.document) == (former, DAY, "QĐ 1")


@pytest.mark.parametrize(
    ("slug", "leader", "day", "field"),
    [
        ("xa-sen", "huyen", DAY, "leader"),
        ("xa-sen", "phu-nu-xa-sen", DAY, "leader"),
        ("xa-sen", "xa-sen", DAY, "leader"),
        ("xa-sen", "xa-lua", dt.date(2019, 12, 31), "on"),
        ("xa-sen", "xa-lua", today() + TOMORROW, "on"),
    ],
)
def test_a_move_that_cannot_be_is_refused(
    console: Console, slug: str, leader: str, day: dt.date, field: str
) -> None:
    with console(dry_run=True), pytest.raises(Invalid) as refused:
        move_space(named(slug).id, named(leader).id, day, "1", 1)
    assert refused.value.field == field


def test_a_space_closes_after_those_below_it(console: Console) -> None:
    with console():
        sen, women = named("xa-sen"), named("phu-nu-xa-sen")
        with pytest.raises(Invalid, match="Hội LHPN xã Sen"):
            close_space(sen.id, DAY, "Merged", "QĐ 2", 1)
        with pytest.raises(Invalid) as refused:
            close_space(women.id, dt.date(2019, 1, 1), "Merged", "QĐ 2", 1)
        assert refused.value.field == "on"
        close_space(women.id, DAY, "Merged", "QĐ 2", 1)
        close_space(sen.id, DAY, "Merged", "QĐ 2", 1)
        assert (sen.closed_on, sen.closed_reason, sen.closed_document) == (DAY, "Merged", "QĐ 2")
        with pytest.raises(Invalid, match="Đảng uỷ xã Sen"):
            open_space(sen.id, "commune_women", area("TA"), name="New", opened_on=DAY)
        with pytest.raises(Invalid):
            move_space(women.id, sen.id, DAY, "1", women.version)


def test_only_the_leader_of_a_closed_space_opens_it_again(console: Console) -> None:
    with console():
        women, sen, lua = named("phu-nu-xa-sen"), named("xa-sen"), named("xa-lua")
        with pytest.raises(Invalid):
            reopen_space(sen.id, women.slug, "QĐ 3", women.version)
        close_space(women.id, DAY, "Merged", "QĐ 2", 1)
        with pytest.raises(NotFound):
            reopen_space(lua.id, women.slug, "QĐ 3", women.version)
        with pytest.raises(Stale):
            reopen_space(sen.id, women.slug, "QĐ 3", 1)
        reopen_space(sen.id, women.slug, "QĐ 3", women.version)
        assert women.closed_on is women.closed_reason is women.closed_document is None
