"""What the contract tests cannot guess about accounts."""

from __future__ import annotations

IDS = {
    "person_id": "account",
    "role_id": "space_membership",
    "code_id": "one_time_code",
    "session_id": "account_session",
}
CLOSED = {
    "accounts.code": "a code is shown only to the session that made it",
    "accounts.code_drawing": "a code is shown only to the session that made it",
    "accounts.contact": "the example account works nowhere; see tests/accounts",
}
LEAVES = {"accounts.first": ("sign_in_attempt",)}
"""Trying a code is counted, so that codes cannot be guessed."""
