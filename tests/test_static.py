"""Static files: kept for a year under an address that changes with them."""

from __future__ import annotations

import re
from pathlib import Path

from flask import Flask, url_for

from portal.assets import version_of
from portal.testing.client import Browser


def test_an_address_names_the_content(app: Flask, client: Browser) -> None:
    page = client.get("/sign-in").get_data(as_text=True)
    addresses = re.findall(r'"(/static/portal\.(?:css|js)[^"]*)"', page)
    assert len(addresses) == 2
    for address in addresses:
        assert re.fullmatch(r"/static/portal\.(css|js)\?v=[0-9a-f]{10}", address)
        kept = client.get(address).headers["Cache-Control"]
        assert "max-age=31536000" in kept


def test_a_font_is_asked_for_once(client: Browser) -> None:
    """What the page preloads and what the style sheet names are one address."""
    page = client.get("/sign-in").get_data(as_text=True)
    (preloaded,) = re.findall(r'rel="preload" href="([^"]+)"', page)
    style = client.get("/static/fonts.css").get_data(as_text=True)
    assert preloaded.removeprefix("/static/") in re.findall(r'url\("([^"]+)"\)', style)
    assert "max-age=31536000" in client.get(preloaded).headers["Cache-Control"]


def test_without_a_version_browsers_ask_again(client: Browser) -> None:
    assert client.get("/static/portal.css").headers["Cache-Control"] == "no-cache"


def test_the_version_changes_with_the_content(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("a{}")
    (tmp_path / "b.css").write_text("b{}")
    assert version_of(tmp_path / "a.css") != version_of(tmp_path / "b.css")


def test_a_missing_file_has_no_version(app: Flask) -> None:
    with app.test_request_context():
        assert url_for("static", filename="missing.css") == "/static/missing.css"


def test_other_folders_stay_shut(client: Browser) -> None:
    for address in ("/static/../config.py", "/static/nobody/+/style.css"):
        assert client.get(address).status_code == 404
