"""The matrix of roles, and who can see what and why."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from flask import Flask
from markupsafe import escape

from portal.testing.client import Browser

As = Callable[[str], Browser]
ROW = re.compile(r'rowheader" scope="row" class="who">(?:<a[^>]*>)?([^<]+)')


def label_of(app: Flask, permission: str) -> str:
    with app.test_request_context():
        return str(escape(str(app.extensions["portal"].permissions[permission].label)))


def test_the_matrix_prints_every_right_of_every_module(app: Flask, as_: As) -> None:
    rows = ROW.findall(as_("tam").get("/s/xa-sen/roles").text)
    permissions = app.extensions["portal"].permissions
    assert set(rows) >= {label_of(app, name) for name in permissions}
    assert len(rows) == len(permissions)
    assert not set(rows) & set(permissions)  # words, not names


def test_the_matrix_ticks_what_a_role_gives(app: Flask, as_: As) -> None:
    page = as_("tam").get("/s/xa-sen/roles").text
    permission = app.extensions["portal"].permissions["accounts.manage"]
    row = page.partition(f">{label_of(app, permission.name)}<")[2].partition("</tr>")[0]
    assert row.count("#i-check") == len(permission.roles) == 1


@pytest.mark.parametrize(
    ("right", "who"),
    [
        ("accounts.manage", ["Đặng Thị Hoà", "Nguyễn Thị Lan"]),
        ("history.view_details", ["Nguyễn Thị Lan", "Nguyễn Thị Lan"]),
        (
            "history.undo",
            ["Phạm Văn Bảy", *["Đặng Thị Hoà"] * 2, *["Nguyễn Thị Lan"] * 2, "Lê Thị Sáu"],
        ),
    ],
)
def test_who_holds_a_right_and_why(as_: As, right: str, who: list[str]) -> None:
    page = as_("lan").get(f"/s/xa-sen/who?permission={right}").text
    assert ROW.findall(page) == who
    assert ("Huyện uỷ Đồng Sen" in page.partition("<tbody")[2]) == ("Đặng Thị Hoà" in who)


def test_who_answers_as_the_door_does(app: Flask, as_: As) -> None:
    """Everybody listed for a right gets in by it, and nobody else of the cast does."""
    listed = set(ROW.findall(as_("lan").get("/s/xa-sen/who?permission=accounts.view_people").text))
    inside = {
        name
        for username, name in (
            ("lan", "Nguyễn Thị Lan"),
            ("tam", "Trần Văn Tám"),
            ("sau", "Lê Thị Sáu"),
            ("hoa", "Đặng Thị Hoà"),
            ("minh", "Võ Văn Minh"),
            ("dung", "Đỗ Văn Dũng"),
            ("thu", "Bùi Thị Thu"),
        )
        if as_(username).get("/s/xa-sen/people").status_code == 200
    }
    assert listed == inside


def test_a_disabled_account_holds_nothing(as_: As, owner: sa.Connection) -> None:
    owner.execute(sa.text("update account set disabled_at = now() where username = 'hoa'"))
    page = as_("lan").get("/s/xa-sen/who?permission=accounts.manage").text
    assert ROW.findall(page) == ["Nguyễn Thị Lan"]


def test_an_unknown_right_is_not_found(as_: As) -> None:
    assert as_("lan").get("/s/xa-sen/who?permission=accounts.nothing").status_code == 404
