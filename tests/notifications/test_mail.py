"""Mail, against a real mail server on loopback."""

from __future__ import annotations

import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask

from portal.config import ConfigError, from_environment
from portal.jobs.worker import Worker
from portal.notifications import mail
from portal.notifications.actions import choose_mail, notify, see
from portal.testing.client import Browser
from tests.notifications.conftest import Acting, Postbox

SignIn = Callable[[str], Browser]
Jobs = Callable[[], list[tuple[str, str, int]]]
Give = Callable[..., None]
PLACE = "nhà ông Sáu Cả Gáo"


@pytest.fixture
def ask(acting: Acting, ids: dict[str, int], kinds: None) -> Callable[..., int]:
    """Tell people of xa-sen something; gives the id of the first notice."""

    def ask(*names: str, kind: str = "test.asked") -> int:
        with acting("lan", "xa-sen") as space:
            people = [ids[name] for name in names]
            made = notify(people, kind, {"place": PLACE}, space_id=space)
        return made[0].id

    return ask


def again(owner: sa.Connection) -> None:
    """Let the waiting jobs be due."""
    owner.exec_driver_sql("update job set run_after = now() where state = 'waiting'")


@pytest.mark.usefixtures("mailing")
def test_a_notice_is_mailed_once_without_names(
    ask: Callable[..., int], mailbox: Give, postbox: Postbox, worker: Worker, jobs: Jobs
) -> None:
    mailbox("tam")
    number = ask("tam")
    assert jobs() == [("notifications.mail", "waiting", 0)]
    assert postbox.mails == []
    worker.drain()
    worker.drain()
    assert jobs() == [("notifications.mail", "done", 1)]
    (sent,) = postbox.mails
    assert postbox.recipients == [["tam@coquan.example"]]
    assert sent["Subject"] == "You are asked – Dân vận Đồng Sen"
    assert sent["From"] == "Dân vận Đồng Sen <danvan@dongsen.example>"
    assert sent["To"] == "tam@coquan.example"
    assert sent["Auto-Submitted"] == "auto-generated"
    assert sent["Message-ID"] == f"<notice-{number}@dongsen.example>"
    preferences = "https://danvan.dongsen.example/notices/preferences"
    assert sent["List-Unsubscribe"] == f"<{preferences}>"
    body = sent.get_content()
    assert "You are asked." in body
    assert "https://danvan.dongsen.example/notices" in body.splitlines()[2].split()
    assert preferences in body
    for personal in (PLACE, "Trần Văn Tám", "xã Sen"):
        assert personal not in sent.as_string() + body


@pytest.mark.usefixtures("mailing")
def test_the_subject_is_in_the_language_of_its_reader(
    acting: Acting,
    ids: dict[str, int],
    mailbox: Give,
    postbox: Postbox,
    worker: Worker,
    owner: sa.Connection,
) -> None:
    mailbox("tam")
    mailbox("hoa")
    owner.exec_driver_sql("update account set language = 'en' where username = 'hoa'")
    with acting("lan", "xa-sen") as space:
        facts = {"space": "xã Sen"}
        notify([ids["tam"], ids["hoa"]], "accounts.code_made", facts, space_id=space)
    worker.drain()
    subjects = {str(sent["To"]): str(sent["Subject"]) for sent in postbox.mails}
    assert subjects["hoa@coquan.example"].startswith("A code for a new password of your account")
    assert subjects["tam@coquan.example"].startswith(
        "Có mã đặt mật khẩu mới cho tài khoản của đồng chí"
    )


@pytest.mark.usefixtures("mailing")
def test_mail_goes_to_those_who_want_it_and_can_be_reached(
    ask: Callable[..., int],
    acting: Acting,
    ids: dict[str, int],
    mailbox: Give,
    postbox: Postbox,
    worker: Worker,
    jobs: Jobs,
) -> None:
    for name in ("tam", "hoa", "lan"):
        mailbox(name)
    mailbox("sau", password=False)
    with acting("hoa", "huyen"):
        choose_mail(ids["hoa"], False)
    ask("tam", "hoa", "sau", "bay")
    ask("lan", kind="test.noted")
    worker.drain()
    assert postbox.recipients == [["tam@coquan.example"]]
    assert len(jobs()) == 1


def test_without_a_mail_server_there_is_no_mail_job(
    ask: Callable[..., int], mailbox: Give, jobs: Jobs
) -> None:
    mailbox("tam")
    ask("tam")
    assert jobs() == []


@pytest.mark.usefixtures("mailing", "kinds")
def test_what_was_taken_back_is_not_mailed(
    acting: Acting, ids: dict[str, int], mailbox: Give, jobs: Jobs
) -> None:
    from portal.database import db

    mailbox("tam")
    with acting("lan", "xa-sen") as space:
        notify([ids["tam"]], "test.asked", {"place": PLACE}, space_id=space)
        db.session.rollback()
    assert jobs() == []


@pytest.mark.usefixtures("mailing")
@pytest.mark.parametrize("change", ["seen", "unwanted", "disabled"])
def test_what_changed_since_is_looked_at_again_before_sending(
    ask: Callable[..., int],
    acting: Acting,
    ids: dict[str, int],
    mailbox: Give,
    postbox: Postbox,
    worker: Worker,
    owner: sa.Connection,
    change: str,
) -> None:
    mailbox("tam")
    number = ask("tam")
    with acting("tam", "xa-sen"):
        if change == "seen":
            see(ids["tam"], number)
        if change == "unwanted":
            choose_mail(ids["tam"], False)
    if change == "disabled":
        owner.exec_driver_sql("update account set disabled_at = now() where username = 'tam'")
    worker.drain()
    assert postbox.mails == []


@pytest.mark.usefixtures("mailing")
def test_a_busy_server_is_asked_again_later_and_takes_it_once(
    ask: Callable[..., int],
    mailbox: Give,
    postbox: Postbox,
    worker: Worker,
    jobs: Jobs,
    owner: sa.Connection,
    caplog: pytest.LogCaptureFixture,
) -> None:
    mailbox("tam")
    ask("tam")
    postbox.answers = ["451 come back later", "421 too many"]
    worker.drain()
    assert jobs() == [("notifications.mail", "waiting", 1)]
    waits = "select extract(epoch from run_after - now()) from job"
    first = float(owner.exec_driver_sql(waits).scalar_one())
    again(owner)
    worker.drain()
    second = float(owner.exec_driver_sql(waits).scalar_one())
    assert second > first + 20
    again(owner)
    worker.drain()
    assert jobs() == [("notifications.mail", "done", 3)]
    assert len(postbox.mails) == 1
    assert "tam@coquan.example" not in caplog.text


@pytest.mark.usefixtures("mailing")
def test_a_refusal_for_good_is_not_tried_again(
    ask: Callable[..., int],
    mailbox: Give,
    postbox: Postbox,
    worker: Worker,
    jobs: Jobs,
    owner: sa.Connection,
) -> None:
    mailbox("tam")
    ask("tam")
    postbox.answers = ["550 no such mailbox"]
    worker.drain()
    assert jobs() == [("notifications.mail", "failed", 1)]
    again(owner)
    worker.drain()
    assert postbox.mails == []
    assert owner.exec_driver_sql("select count(*) from notice").scalar() == 1


@pytest.mark.usefixtures("mailing")
@pytest.mark.parametrize(
    "address",
    [
        "tam@coquan.example\nBcc: evil@evil.example",
        "tam@coquan.example\r\nSubject: x",
        "tam@coquan.example, evil@evil.example",
        "tam@coquan.example>\r\nRCPT TO:<evil@evil.example",
        "<tam@coquan.example>",
        "tam",
    ],
)
def test_an_address_is_never_more_than_an_address(
    ask: Callable[..., int],
    mailbox: Give,
    postbox: Postbox,
    worker: Worker,
    jobs: Jobs,
    address: str,
) -> None:
    mailbox("tam", address)
    ask("tam")
    worker.drain()
    assert postbox.mails == []
    assert jobs() == [("notifications.mail", "failed", 1)]


def test_a_password_is_never_sent_over_an_open_line(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not mail.server_of("smtp://u:p@mail.example.vn").may_speak_plainly
    assert not mail.server_of("smtp+starttls://mail.example.vn").may_speak_plainly
    assert mail.server_of("smtp://mail.example.vn").may_speak_plainly
    assert mail.server_of("smtp://u:p@127.0.0.1").may_speak_plainly


@pytest.mark.usefixtures("mailing")
def test_a_server_without_the_demanded_encryption_gets_nothing(
    app: Flask,
    ask: Callable[..., int],
    mailbox: Give,
    postbox: Postbox,
    worker: Worker,
    jobs: Jobs,
) -> None:
    config = app.extensions["portal_config"]
    strict = str(config.smtp_url).replace("smtp://", "smtp+starttls://")
    app.extensions["portal_config"] = replace(config, smtp_url=strict)
    mailbox("tam")
    ask("tam")
    worker.drain()
    assert postbox.mails == []
    assert jobs() == [("notifications.mail", "waiting", 1)]


@pytest.mark.usefixtures("mailing")
def test_a_server_that_is_away_is_asked_again_later(
    app: Flask, ask: Callable[..., int], mailbox: Give, worker: Worker, jobs: Jobs
) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        config = app.extensions["portal_config"]
        url = f"smtp://127.0.0.1:{nobody.getsockname()[1]}"
        app.extensions["portal_config"] = replace(config, smtp_url=url)
        mailbox("tam")
        ask("tam")
        worker.drain()
    assert jobs() == [("notifications.mail", "waiting", 1)]


@pytest.mark.parametrize("scheme", ["smtps", "smtp+starttls", "smtp"])
@pytest.mark.parametrize("trusted", [True, False], ids=["trusted", "strange"])
@pytest.mark.usefixtures("mailing")
def test_mail_goes_over_an_encrypted_line_to_a_server_that_is_known(
    app: Flask,
    ask: Callable[..., int],
    mailbox: Give,
    worker: Worker,
    jobs: Jobs,
    encrypted: Callable[..., Postbox],
    certificate: Path,
    monkeypatch: pytest.MonkeyPatch,
    scheme: str,
    trusted: bool,
) -> None:
    box = encrypted(at_once=scheme == "smtps")
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    config = app.extensions["portal_config"]
    url = f"{scheme}://danvan:m%3At@localhost:{box.port}"
    app.extensions["portal_config"] = replace(config, smtp_url=url)
    mailbox("tam")
    ask("tam")
    worker.drain()
    assert len(box.mails) == (1 if trusted else 0)
    assert box.passwords == ([("danvan", "m:t")] if trusted else [])
    assert [state for _kind, state, _attempts in jobs()] == ["done" if trusted else "waiting"]


def test_the_parts_of_a_server_address() -> None:
    server = mail.server_of("smtps://dan%40van:m%3At@mail.example.vn")
    assert (server.host, server.port, server.user, server.password) == (
        "mail.example.vn",
        465,
        "dan@van",
        "m:t",
    )
    assert mail.server_of("smtp+starttls://mail.example.vn").port == 587
    assert mail.server_of("smtp://mail.example.vn:2525").port == 2525


GOOD = {
    "PORTAL_ENV": "test",
    "PORTAL_SECRET_KEY": "x" * 40,
    "DATABASE_URL": "postgresql://x",
    "PORTAL_PUBLIC_URL": "https://danvan.example",
}


@pytest.mark.parametrize(
    "url", ["mail.example.vn", "http://mail.example.vn", "smtp://", "smtp://x:0"]
)
def test_a_server_address_that_cannot_be_meant_stops_the_start(url: str) -> None:
    with pytest.raises(ConfigError, match="PORTAL_SMTP_URL"):
        from_environment({**GOOD, "PORTAL_SMTP_URL": url})


def test_mail_needs_the_address_that_it_leads_back_to() -> None:
    given = {**GOOD, "PORTAL_SMTP_URL": "smtp://mail.example.vn"}
    assert from_environment(given).smtp_url == "smtp://mail.example.vn"
    with pytest.raises(ConfigError, match="PORTAL_PUBLIC_URL"):
        from_environment({**given, "PORTAL_PUBLIC_URL": ""})
