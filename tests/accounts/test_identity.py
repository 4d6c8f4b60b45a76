"""Names to sign in with, devices, passwords: the pure part."""

from __future__ import annotations

import unicodedata

import pytest
from flask import Flask

from portal.accounts.devices import device_name
from portal.accounts.identity import (
    email_of,
    phone_of,
    phone_text,
    sign_in_name,
    suggested_username,
    username_of,
)
from portal.accounts.models import Account
from portal.accounts.passwords import check_strength, hashed, is_outdated, is_right
from portal.errors import Invalid


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Lan", ("username", "lan")),
        (" 0939 214.687 ", ("phone", "0939214687")),
        ("+84 939 214 687", ("phone", "0939214687")),
        ("Lan@Xa.gov.vn", ("email", "lan@xa.gov.vn")),
        ("\x00", ("username", "")),
    ],
)
def test_a_name_to_sign_in_with_has_one_written_form(typed: str, found: tuple[str, str]) -> None:
    assert sign_in_name(typed) == found


def test_a_name_that_could_be_taken_for_another_kind_is_refused(app: Flask) -> None:
    with app.test_request_context():
        for wrong in ("12345", "a", "nguyễn", "a b", "lan@xa.vn", "-lan", "x" * 40):
            with pytest.raises(Invalid):
                username_of(wrong)
        for wrong in ("939214687", "09392146", "abc", "+1 202 555 0100"):
            with pytest.raises(Invalid):
                phone_of(wrong)
        for wrong in ("lan", "lan@xa", "@xa.vn", "l an@xa.vn"):
            with pytest.raises(Invalid):
                email_of(wrong)
    assert username_of("Lan.NT") == "lan.nt"
    assert phone_of(" ") is None
    assert email_of("") is None


def test_a_username_is_made_from_the_name() -> None:
    assert suggested_username("Nguyễn Thị Lan") == "lannt"
    assert suggested_username("Đặng Thị Hoà", 2) == "hoadt2"
    assert username_of(suggested_username("An")) == "an0"
    assert username_of(suggested_username("…")) == "can-bo"


def test_a_phone_number_is_shown_in_groups() -> None:
    assert phone_text("0939214687") == "0939 214 687"
    assert phone_text(None) == ""


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)"
            " Chrome/126.0.0.0 Safari/537.36",
            "Chrome, Windows",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/126 Safari/537.36 Edg/126",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 13; SM-A145F) AppleWebKit/537.36 Chrome/120.0 Mobile"
            " Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 "
            "Version/17.5 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0",
            "Firefox, Linux",
        ),
    ],
)
def test_a_device_is_named_as_its_owner_would(agent: str, name: str) -> None:
    assert device_name(agent) == name


LAN = Account(
    username="lannt", display_name="Nguyễn Thị Lan", phone="0939214687", email="lan.sen@xa.vn"
)


@pytest.mark.parametrize(
    "password",
    [
        "ngắn thôi nhé",
        "matkhau1234567",
        "Mật khẩu 123456789",
        "12345678901234567890",
        "aaaaaaaaaaaaaaaaaaaa",
        "nguyenthilan0939214687",
        "DanVanTanHong2026!",
        "password-password-password",
        "qwertyuiopasdfghjkl",
        "x" * 300,
    ],
)
def test_a_password_easy_to_guess_is_refused(app: Flask, password: str) -> None:
    with app.test_request_context(), pytest.raises(Invalid) as refused:
        check_strength(LAN, password)
    assert refused.value.field == "password"


@pytest.mark.parametrize(
    "password", ["bốn cây cầu khỉ 27", "mưa rào trên mái lá", "kX9#vLm2!qRt7z"]
)
def test_a_password_of_ones_own_is_taken(app: Flask, password: str) -> None:
    with app.test_request_context():
        check_strength(LAN, password)


def test_a_password_fits_whichever_way_its_marks_were_typed() -> None:
    kept = hashed("mưa rào trên mái lá")
    assert "mưa" not in kept
    assert is_right(kept, unicodedata.normalize("NFD", "mưa rào trên mái lá"))
    assert not is_right(kept, "mua rao tren mai la")
    assert not is_right(None, "nobody signs in with this")
    assert not is_right("no hash", "mưa rào trên mái lá")
    assert not is_outdated(kept)
