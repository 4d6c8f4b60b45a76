"""What the tests of notices share: somebody who acts, a mail server, kinds of notice."""

from __future__ import annotations

import datetime as dt
import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import replace
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask, g

from portal.access import reach_of
from portal.accounts import queries as accounts
from portal.accounts.models import Account
from portal.database import db, map_session, one_connection
from portal.jobs.worker import Worker
from portal.notifications import NoticeKind
from portal.reach import put_in_force

Acting = Callable[[str, str], AbstractContextManager[int]]
Told = Callable[[str], list[str]]


@pytest.fixture
def ids(owner: sa.Connection) -> dict[str, int]:
    """The ids of the cast's accounts, by username."""
    return dict(owner.execute(sa.text("select username, id from account")).tuples().all())


@pytest.fixture
def kinds(app: Flask) -> Iterator[None]:
    """Two kinds of notice, as a module registers them at boot."""
    notices = app.extensions["portal"].notices
    before = dict(notices)
    for kind in (
        NoticeKind("test.asked", "You are asked", "You are asked to visit %(place)s."),
        NoticeKind("test.noted", "Noted", "Noted: %(place)s.", mailed=False),
    ):
        notices[kind.name] = kind
    yield
    notices.clear()
    notices.update(before)


@pytest.fixture
def acting(app: Flask) -> Acting:
    """`with acting("lan", "xa-sen") as space_id:` is inside a POST of somebody, and commits."""

    @contextmanager
    def act(username: str, slug: str) -> Iterator[int]:
        with app.test_request_context("/", method="POST"), one_connection():
            with map_session() as session:
                known = sa.select(Account.id).where(Account.username == username)
                account_id = session.scalars(known).one()
                g.access = accounts.access_for(session, account_id, slug).access
            manage = app.extensions["portal"].permissions["accounts.manage"]
            put_in_force(reach_of(g.access, manage, read_only=False))
            yield g.access.here.id
            db.session.commit()

    return act


@pytest.fixture
def told(owner: sa.Connection) -> Told:
    """The kinds of notice that somebody was given, in order."""

    def of(username: str) -> list[str]:
        rows = owner.execute(
            sa.text(
                "select kind from notice n join account a on a.id = n.account_id"
                " where username = :u order by n.id"
            ),
            {"u": username},
        )
        return list(rows.scalars())

    return of


class Postbox:
    """A mail server that keeps what it takes, or answers as it is told to."""

    def __init__(self) -> None:
        self.port = 0
        self.mails: list[EmailMessage] = []
        self.recipients: list[list[str]] = []
        self.passwords: list[tuple[str, str]] = []
        self.answers: list[str] = []
        """What to say to the next mails instead of taking them."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.answers:
            return self.answers.pop(0)
        assert isinstance(envelope.content, bytes)
        parsed: Any = message_from_bytes(envelope.content, policy=policy.default)
        self.mails.append(parsed)
        self.recipients.append(list(envelope.rcpt_tos))
        return "250 taken"

    def authenticate(self, *asked: Any) -> AuthResult:
        """Take every name and password, and keep them."""
        told = asked[-1]
        self.passwords.append((told.login.decode(), told.password.decode()))
        return AuthResult(success=True)


@contextmanager
def serving(box: Postbox, **options: Any) -> Iterator[Postbox]:
    """Serve a postbox on a free port of loopback."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box.port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **options)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()


@pytest.fixture
def postbox() -> Iterator[Postbox]:
    """A mail server on loopback; `postbox.port` is where it listens."""
    with serving(Postbox()) as box:
        yield box


@pytest.fixture(scope="session")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of localhost, with its key in the same file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    start = dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(start)
        .not_valid_after(start + dt.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "localhost.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    path.write_bytes(made.public_bytes(serialization.Encoding.PEM) + secret)
    return path


@pytest.fixture
def encrypted(certificate: Path) -> Iterator[Callable[..., Postbox]]:
    """`encrypted(at_once=True)` serves a postbox over TLS, else by STARTTLS; it asks who comes."""
    secure = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secure.load_cert_chain(certificate)
    with ExitStack() as open_boxes:

        def serve(at_once: bool) -> Postbox:
            box = Postbox()
            options: dict[str, Any] = {"authenticator": box.authenticate, "auth_required": True}
            options |= (
                {"ssl_context": secure, "auth_require_tls": False}
                if at_once
                else {"tls_context": secure, "require_starttls": True}
            )
            return open_boxes.enter_context(serving(box, **options))

        yield serve


@pytest.fixture
def mailing(app: Flask, postbox: Postbox) -> Iterator[None]:
    """The portal with a mail server, and its own address."""
    before = app.extensions["portal_config"]
    app.extensions["portal_config"] = replace(
        before,
        smtp_url=f"smtp://127.0.0.1:{postbox.port}",
        mail_from="danvan@dongsen.example",
        public_url="https://danvan.dongsen.example",
    )
    yield
    app.extensions["portal_config"] = before


@pytest.fixture
def mailbox(owner: sa.Connection) -> Callable[..., None]:
    """Give somebody an e-mail address, and a password to sign in with."""

    def give(username: str, address: str = "", password: bool = True) -> None:
        owner.execute(
            sa.text("update account set email = :e, password_hash = :p where username = :u"),
            {
                "u": username,
                "e": address or f"{username}@coquan.example",
                "p": "set" if password else None,
            },
        )

    return give


@pytest.fixture
def worker(app: Flask) -> Worker:
    return Worker(app)


@pytest.fixture
def jobs(owner: sa.Connection) -> Callable[[], list[tuple[str, str, int]]]:
    """Kind, state and attempts of every job, in order."""

    def look() -> list[tuple[str, str, int]]:
        rows = owner.execute(sa.text("select kind, state, attempts from job order by id"))
        return [tuple(row) for row in rows]  # type: ignore[misc]

    return look
