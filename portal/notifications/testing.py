"""What the contract tests cannot guess about notices."""

from __future__ import annotations

EXAMPLES = {"notice": {"kind": "accounts.code_made", "facts": {"space": "Mẫu"}, "url": "/"}}
