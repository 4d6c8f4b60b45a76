"""What the contract tests cannot guess about looks."""

from __future__ import annotations

IDS = {"grant_id": "look_grant"}
EXAMPLES = {
    "look_grant": {"state": "asked", "reason": "inspection"},
    "look": {"module": "accounts", "path": "/s/xa-sen/people", "reason": "Kiểm tra"},
}
