"""Files through the pages of a module: sent, refused, fetched, and shut to everyone else."""

from __future__ import annotations

import io
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from playwright.sync_api import Page

from portal import create_app
from portal.database import db
from portal.testing.client import Browser
from portal.testing.fixtures import test_config as settings_of
from portal.testing.server import TestServer
from tests.files.conftest import picture

SignIn = Callable[[str], Browser]
PDF = b"%PDF-1.7\n%%EOF\n"
PAGE = "/s/xa-sen/papers/"
NAME = "Kế hoạch “Dân vận khéo” năm 2021; đợt 1.pdf"


@pytest.fixture(scope="module")
def papers(
    server: TestServer, template: str, portal: Flask, tmp_path_factory: pytest.TempPathFactory
) -> Flask:
    """A portal with the module papers, which has no tables of its own."""
    config = settings_of(server, f"papers_{os.getpid()}", tmp_path_factory.mktemp("papers"))
    app = create_app(replace(config, plugin_folder=Path(__file__).parent / "with_papers"))
    app.config["TESTING"] = True
    app.test_client_class = Browser
    return app


@pytest.fixture
def app(papers: Flask, server: TestServer, template: str) -> Iterator[Flask]:
    name = f"papers_{os.getpid()}"
    server.create(name, template)
    most = papers.config["MAX_CONTENT_LENGTH"]
    yield papers
    papers.config["MAX_CONTENT_LENGTH"] = most
    with papers.app_context():
        db.session.remove()
        db.engine.dispose()
    server.drop(name)


def send(browser: Browser, content: bytes, name: str, **fields: str):
    data = {"title": "Kế hoạch", "file": (io.BytesIO(content), name), **fields}
    return browser.send(PAGE, data, content_type="multipart/form-data")


def test_a_file_comes_back_as_it_was_sent(as_: SignIn) -> None:
    lan = as_("lan")
    kept = send(lan, PDF, NAME)
    assert kept.status_code == 303
    answer = lan.get(kept.location)
    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.content_length == len(PDF)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    said = answer.headers["Content-Disposition"]
    assert said.startswith("attachment; filename=")
    assert (
        "filename*=UTF-8''K%E1%BA%BF%20ho%E1%BA%A1ch%20%E2%80%9CD%C3%A2n%20v%E1%BA%ADn%20kh%C3%A9o"
        "%E2%80%9D%20n%C4%83m%202021%3B%20%C4%91%E1%BB%A3t%201.pdf" in said
    )


def test_a_neighbours_file_is_an_unknown_one(as_: SignIn) -> None:
    address = send(as_("lan"), PDF, "a.pdf").location
    for someone, where in (("minh", "xa-lua"), ("hoa", "huyen"), ("thu", "phu-nu-xa-sen")):
        browser = as_(someone)
        foreign = browser.get(address.replace("xa-sen", where))
        unknown = browser.get(f"/s/{where}/papers/999999")
        assert foreign.status_code == unknown.status_code == 404
        assert foreign.data == unknown.data
    assert as_("minh").get(address).status_code == 404
    assert as_("tam").get(address).status_code == 200


def test_a_paper_descends_and_one_about_people_does_not(as_: SignIn) -> None:
    paper = send(as_("lan"), PDF, "a.pdf").location
    person = send(as_("lan"), PDF, "b.pdf", people="y").location
    assert as_("hoa").get(paper).status_code == 200
    assert as_("lan").get(person).status_code == 200
    assert as_("tam").get(person).status_code == 200
    assert as_("hoa").get(person).status_code == 403
    assert as_("minh").get(person).status_code == 404


def test_a_refused_file_is_named_beside_its_field(as_: SignIn) -> None:
    answer = send(as_("lan"), picture(), "anh.pdf", title="Biên bản họp")
    assert answer.status_code == 422
    text = answer.text
    assert text.index('id="file-error"') < text.index(
        "nội dung là tệp ảnh", text.index("file-error")
    )
    assert 'value="Biên bản họp"' in text
    empty = as_("lan").send(PAGE, {"title": "Kế hoạch"}, content_type="multipart/form-data")
    assert empty.status_code == 422
    assert 'id="file-error"' in empty.text


def test_the_field_says_what_may_be_sent(as_: SignIn) -> None:
    text = as_("lan").get(PAGE).text
    assert "tối đa 20 MB" in text
    assert 'accept=".pdf,.docx,' in text
    assert 'enctype="multipart/form-data"' in text


def test_too_much_at_once_meets_the_designed_page(app: Flask, as_: SignIn) -> None:
    lan = as_("lan")
    tokens = lan.tokens()
    app.config["MAX_CONTENT_LENGTH"] = 1000
    data = {**tokens, "title": "x", "file": (io.BytesIO(PDF + b" " * 2000), "a.pdf")}
    answer = lan.post(PAGE, data=data, content_type="multipart/form-data")
    assert answer.status_code == 413
    assert "Tệp quá lớn" in answer.text
    assert "</html>" in answer.text


@pytest.mark.browser
def test_sending_and_fetching_in_chromium(
    app: Flask, new_page: Callable[..., Page], tmp_path: Path
) -> None:
    page = new_page("lan")
    page.goto(PAGE)
    sent = tmp_path / "Kế hoạch Dân vận.pdf"
    sent.write_bytes(PDF)
    page.get_by_label("Title").fill("Kế hoạch")
    page.get_by_label("The paper").set_input_files(sent)
    with page.expect_download() as kept:
        page.get_by_role("button", name="Keep the paper").click()
    assert kept.value.suggested_filename == "Kế hoạch Dân vận.pdf"
    assert Path(kept.value.path()).read_bytes() == PDF

    app.config["MAX_CONTENT_LENGTH"] = 1_000_000
    large = tmp_path / "lon.pdf"
    large.write_bytes(PDF + b" " * 8_000_000)
    page.goto(PAGE)
    page.get_by_label("Title").fill("Kế hoạch")
    page.get_by_label("The paper").set_input_files(large)
    page.get_by_role("button", name="Keep the paper").click()
    page.get_by_role("heading", name="Tệp quá lớn").wait_for()
