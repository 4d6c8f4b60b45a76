"""A letter that says no more than that there is news, and its way to a mail server."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass
from email.header import Header
from email.headerregistry import Address
from email.mime.text import MIMEText
from email.utils import formataddr, formatdate, parseaddr
from urllib.parse import unquote, urlsplit

from flask import url_for
from flask_babel import gettext as _

from ..config import Config
from ..errors import PortalError

PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}
SECONDS = 20
"""How long the mail server may take for one step."""
LOOPBACK = ("localhost", "127.0.0.1", "::1")


class MailRefused(PortalError):
    """The mail can never be delivered like this; trying again would not help."""


class MailDelayed(RuntimeError):
    """The mail server cannot take the mail now; a later try may succeed."""


@dataclass(frozen=True)
class MailServer:
    """Where mail is handed over, and how the line to it is kept private."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str

    @property
    def may_speak_plainly(self) -> bool:
        """Whether a line without encryption will do: for no password, or on this machine."""
        return self.scheme == "smtp" and (self.user is None or self.host in LOOPBACK)


def server_of(url: str) -> MailServer:
    """The mail server that an address names: smtp://, smtp+starttls:// or smtps://."""
    parts = urlsplit(url)
    return MailServer(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=parts.port or PORTS[parts.scheme],
        user=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password or ""),
    )


def letter(label: str, to: str, notice_id: int, config: Config) -> MIMEText:
    """The mail about a notice: one sentence without a name, and where to read the rest.

    Its Message-ID is the same at every try, so that a mailbox recognizes a second copy. Raises
    MailRefused on an address that is none: nothing of it gets into another header.
    """
    try:
        Address(addr_spec=to)
    except Exception:  # the parser of addresses raises whatever it stumbles over
        raise MailRefused(_("The e-mail address of the account cannot be written to.")) from None
    preferences = url_for("notifications.preferences", _external=True)
    message = _text(label, preferences)
    message["To"] = to
    message["From"] = formataddr((config.installation_name, config.mail_from))
    # Not an EmailMessage: in Python 3.11 it loses a space where it folds a Vietnamese subject.
    message["Subject"] = Header(
        f"{label} – {config.installation_name}", "utf-8", header_name="Subject"
    ).encode()
    message["Date"] = formatdate()
    message["Message-ID"] = f"<notice-{notice_id}@{config.mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "All"
    message["List-Unsubscribe"] = f"<{preferences}>"
    return message


def send(message: MIMEText, server: MailServer) -> None:
    """Hand a mail to the server. Raises MailRefused for good, MailDelayed for now.

    Neither tells the address, which would end in the log.
    """
    try:
        own_name = parseaddr(str(message["From"]))[1].rpartition("@")[2]
        with _line_to(server, own_name) as line:
            line.send_message(message)
    except smtplib.SMTPRecipientsRefused as error:
        _give_up_or_wait(max(code for code, _text in error.recipients.values()))
    except smtplib.SMTPResponseException as error:
        _give_up_or_wait(error.smtp_code)
    except (smtplib.SMTPNotSupportedError, UnicodeError):
        raise MailRefused(_("The mail server cannot write to this e-mail address.")) from None
    except OSError as error:  # every other fault of SMTP, of TLS and of the line is one
        raise MailDelayed(f"The mail server cannot be reached: {type(error).__name__}.") from None


def _text(label: str, preferences: str) -> MIMEText:
    notices = url_for("notifications.index", _external=True)
    lines = (
        f"{label}.",
        "",
        _("Read it in the portal: %(address)s", address=notices),
        "",
        "-- ",
        _("No more mail like this: %(address)s", address=preferences),
        "",
    )
    return MIMEText("\n".join(lines), "plain", "utf-8")


def _line_to(server: MailServer, domain: str) -> smtplib.SMTP:
    """A line to the server, encrypted wherever that is possible and signed in to if asked."""
    secure = ssl.create_default_context()
    line: smtplib.SMTP
    if server.scheme == "smtps":
        line = smtplib.SMTP_SSL(server.host, server.port, domain, timeout=SECONDS, context=secure)
    else:
        line = smtplib.SMTP(server.host, server.port, domain, SECONDS)
        line.ehlo()
        if line.has_extn("starttls"):
            line.starttls(context=secure)
        elif not server.may_speak_plainly:
            line.close()
            raise smtplib.SMTPConnectError(421, "The server offers no encryption.")
    if server.user is not None:
        line.login(server.user, server.password)
    return line


def _give_up_or_wait(code: int) -> None:
    if 500 <= code < 600:
        raise MailRefused(
            _("The mail server does not take mail for this account (%(code)s).", code=code)
        ) from None
    raise MailDelayed(f"The mail server answered {code}.") from None
