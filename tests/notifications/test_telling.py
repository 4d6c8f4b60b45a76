"""Who is told what, in which transaction, and who never is."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask, g

from portal.database import IN_FORCE, db
from portal.notifications import NoticeKind
from portal.notifications.actions import notify, notify_owner
from portal.notifications.models import Notice
from portal.notifications.showing import sentence_of
from portal.spaces.models import Body
from portal.testing.client import Browser
from tests.notifications.conftest import Acting, Told

pytestmark = pytest.mark.usefixtures("kinds")
SignIn = Callable[[str], Browser]
EVERYBODY = ("lan", "tam", "sau", "minh", "hoa", "xuan", "thu", "dung", "xa", "an")


@pytest.mark.database
def test_only_those_of_the_space_and_above_are_told(
    acting: Acting, told: Told, ids: dict[str, int]
) -> None:
    with acting("lan", "xa-sen") as space:
        notify([ids[name] for name in EVERYBODY], "test.asked", {"place": "Ấp Một"}, space_id=space)
    assert {name for name in EVERYBODY if told(name)} == {"lan", "tam", "sau", "hoa"}


def test_the_own_line_above_is_told_too(acting: Acting, told: Told, ids: dict[str, int]) -> None:
    with acting("hoa", "phu-nu-xa-sen") as space:
        notify([ids["xuan"], ids["lan"], ids["minh"]], "test.asked", {"place": "x"}, space_id=space)
    assert told("xuan") == told("lan") == ["test.asked"]
    assert told("minh") == []


def test_nobody_is_told_twice_nor_when_disabled(
    acting: Acting, told: Told, ids: dict[str, int], owner: sa.Connection
) -> None:
    owner.exec_driver_sql("update account set disabled_at = now() where username = 'tam'")
    with acting("lan", "xa-sen") as space:
        twice = [ids["hoa"], ids["hoa"], ids["tam"]]
        assert len(notify(twice, "test.asked", {"place": "x"}, space_id=space)) == 1
        notify_owner(ids["tam"], "test.asked", {"place": "x"})
    assert told("hoa") == ["test.asked"]
    assert told("tam") == []


def test_a_notice_goes_when_the_act_is_taken_back(
    acting: Acting, told: Told, ids: dict[str, int]
) -> None:
    with acting("lan", "xa-sen") as space:
        notify([ids["tam"]], "test.asked", {"place": "x"}, space_id=space)
        db.session.rollback()
    assert told("tam") == []


@pytest.mark.database
def test_telling_leaves_the_reach_as_it_was_and_opens_no_other_row(
    acting: Acting, ids: dict[str, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    with acting("lan", "xa-sen") as space:
        db.session.add(Body(space_id=space, name="Ban", code="b", valid_from="2021-01-05"))
        before = db.session.connection().info[IN_FORCE]
        from portal.notifications import actions

        real = actions.queries.standing

        def standing(*args: object) -> list[int]:
            seen.append(db.session.scalar(sa.select(sa.func.count()).select_from(Body)) or 0)
            return real(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(actions.queries, "standing", standing)
        notify([ids["tam"]], "test.asked", {"place": "x"}, space_id=space)
        assert seen == [0]
        assert db.session.connection().info[IN_FORCE] == before
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Body)) == 1
        assert db.session.scalar(sa.select(sa.func.count()).select_from(Notice)) == 0


def test_a_notice_leads_nowhere_but_into_the_portal(acting: Acting, ids: dict[str, int]) -> None:
    with acting("lan", "xa-sen") as space:
        for url in ("https://evil.example/", "//evil.example", "javascript:alert(1)"):
            with pytest.raises(ValueError, match="leads into the portal"):
                notify([ids["tam"]], "test.asked", {"place": "x"}, space_id=space, url=url)
        with pytest.raises(LookupError):
            notify([ids["tam"]], "test.unknown", space_id=space)


def test_each_reads_it_in_the_own_language(app: Flask) -> None:
    notice = Notice(
        kind="accounts.role_given",
        facts={"role": "officer", "space": "Đảng uỷ xã Sen", "day": "2026-11-05"},
    )
    said = {}
    for language in ("vi", "en"):
        with app.test_request_context():
            g.language = language
            said[language] = sentence_of(notice)
    assert said["en"] == "You were given the role “Officer” in Đảng uỷ xã Sen, from 05/11/2026."
    assert said["vi"] != said["en"]
    assert "Đảng uỷ xã Sen" in said["vi"]
    assert "05/11/2026" in said["vi"]


def test_a_notice_that_no_longer_fits_costs_its_sentence_only(app: Flask) -> None:
    with app.test_request_context():
        g.language = "en"
        assert sentence_of(Notice(id=1, kind="test.asked", facts={})) == "You are asked"
        gone = sentence_of(Notice(id=2, kind="gone.kind", facts={}))
    assert "no longer knows" in gone


def test_a_fact_is_data_and_never_a_template(app: Flask) -> None:
    with app.test_request_context():
        said = sentence_of(Notice(id=1, kind="test.asked", facts={"place": "%(kind)s %s 100%"}))
    assert "%(kind)s %s 100%" in said


def test_kinds_carry_labels_without_facts(app: Flask) -> None:
    with app.test_request_context():
        for kind in app.extensions["portal"].notices.values():
            assert isinstance(kind, NoticeKind)
            assert "%(" not in str(kind.label), kind.name


@pytest.mark.database
def test_nobody_reads_or_changes_the_notice_of_another(
    acting: Acting, ids: dict[str, int], as_: SignIn
) -> None:
    with acting("lan", "xa-sen") as space:
        made = notify([ids["tam"]], "test.asked", {"place": "Ấp Kín"}, space_id=space)
        number = made[0].id
    lan = as_("lan")
    assert "Ấp Kín" not in lan.get("/notices").text
    assert "Ấp Kín" in as_("tam").get("/notices").text
    for verb in ("open", "seen", "new"):
        foreign = lan.send(f"/notices/{number}/{verb}")
        unknown = lan.send(f"/notices/{number + 999}/{verb}")
        assert foreign.status_code == unknown.status_code == 404
    assert "Ấp Kín" in as_("tam").get("/notices?show=new").text
