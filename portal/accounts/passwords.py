"""Passwords: what is kept of them, what is asked of them."""

from __future__ import annotations

import re
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from flask_babel import gettext as _

from ..errors import Invalid
from ..guards import guard
from ..locale import now
from ..text import fold, nfc
from .common import WORDS
from .models import Account
from .queries import AnySession
from .sessions import end_sessions

LEAST = 14
"""Characters, as TCVN 14423:2026 asks of level 2 where there is no second factor."""
MOST = 256
OWN = 6
"""Characters that must remain when everything easy to guess is taken away."""
# RFC 9106, second recommended choice; a hash made with others is made anew at the next sign-in.
hasher = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=4)


def hashed(password: str) -> str:
    """What is kept of a password; the same whichever way its marks were typed."""
    return hasher.hash(nfc(password))


def is_right(kept: str | None, password: str) -> bool:
    """Whether a password fits what was kept; without anything kept it takes just as long."""
    try:
        fits = hasher.verify(kept or _dummy(), nfc(password[:MOST]))
    except (VerificationError, InvalidHashError):
        return False
    return fits and kept is not None


def is_outdated(kept: str) -> bool:
    """Whether a hash was made with other parameters than today's."""
    return hasher.check_needs_rehash(kept)


def set_password(
    session: AnySession, account: Account, password: str, *, keep_session: int | None = None
) -> None:
    """Give an account its password and end its sessions, but one; the map must be open to write.

    Asks nothing of the password: call check_strength() first where its owner chose it.
    """
    account.password_hash = hashed(password)
    account.password_set_at = now()
    account.must_choose_password = False
    session.flush()
    end_sessions(session, account.id, but=keep_session)


@guard("accounts.password_strength", without=None)
def check_strength(account: Account, password: str) -> None:
    """Raise Invalid, with a sentence saying how to mend it, on a password easy to guess."""
    text = nfc(password)
    if len(text) < LEAST:
        raise Invalid(
            _(
                "Use at least %(least)s characters. Four words that only you put together are"
                " easy to remember.",
                least=LEAST,
            ),
            "password",
        )
    if len(text) > MOST:
        raise Invalid(_("Use at most %(most)s characters.", most=MOST), "password")
    if len(_own_part(text, account)) < OWN or len(set(text)) < OWN:
        raise Invalid(
            _(
                "This is easy to guess. Leave out names, places, runs of numbers and"
                " well-known words."
            ),
            "password",
        )


def _own_part(text: str, account: Account) -> str:
    """What remains of a password without well-known words, countings and the owner's names."""
    rest = _letters(text)
    names = [account.username, account.phone or "", (account.email or "").partition("@")[0]]
    names += account.display_name.split()
    known = [*WORDS, *(name for name in map(_letters, names) if len(name) > 1)]
    for word in sorted(known, key=len, reverse=True):
        rest = rest.replace(word, "")
    return re.sub(r"(?:19|20)\d\d|(.)\1+", r"\1", rest)


def _letters(text: str) -> str:
    return re.sub(r"[^a-z0-9@]", "", fold(text))


@cache
def _dummy() -> str:
    return hashed("nobody signs in with this")
