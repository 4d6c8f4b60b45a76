"""What the contract tests cannot guess about units."""

from __future__ import annotations

EXAMPLES = {
    "units_unit": {
        "kind": "women_branch",
        "basis": "residential",
        "stands": "hamlet",
        "ended_on": None,
        "ended_how": None,
    },
    "units_office": {"office": "head", "rank": "head"},
    "units_succession": {"how": "merged"},
    "units_focus": {"year": 2024},
    "units_mark": {"mark": "fair"},
    "units_remedy": {"opened_on": "2024-01-05", "recheck_on": "2024-06-05"},
}

IDS = {"office_id": "units_office"}
