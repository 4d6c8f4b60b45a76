"""Commands of the demo: `python -m portal.embedded demo | run COMMAND … | reset`."""

from __future__ import annotations

import sys
from pathlib import Path

from .demo import Demo
from .terminal import say

USAGE = "python -m portal.embedded demo PORT | run COMMAND ... | reset"


def main(words: list[str]) -> int:
    """Run the command and return its exit code."""
    root = Path.cwd()
    match words:
        case ["demo", port] if port.isdecimal() and 0 < int(port) < 65536:
            return Demo(root, int(port)).run()
        case ["demo", port]:
            say(f"PORT must be a number from 1 to 65535, not {port!r}.", to_errors=True)
        case ["run", *command] if command:
            return Demo(root, 0).command(command)
        case ["reset"]:
            return Demo(root, 0).reset()
        case _:
            say(USAGE, to_errors=True)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
