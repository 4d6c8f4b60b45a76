"""What the contract tests cannot guess about members."""

from __future__ import annotations

EXAMPLES = {
    "members_membership": {
        "kind": "full",
        "sex": "female",
        "birth_year": 1980,
        "state": "active",
        "left_on": None,
        "left_how": None,
        "away_since": None,
        "away_how": None,
        "traits": {},
    },
    "members_movement": {"kind": "admit", "state": "proposed", "overridden": []},
    "members_number": {"key": "eligible_female"},
    "members_trace": {"key": "k", "whole": 1, "words": [2], "near": [1, 3]},
    "members_run": {"cells": []},
    "members_question": {"missing": ["birth_date"]},
    "members_entry": {"change": 1, "how": "opening", "sex": "female", "kind": "full"},
}

VALUES = {"form": "movements"}
"""A form that organizations of every line fill in."""
IDS = {"membership_id": "members_person.membership_id"}
