"""`make bench`: lay the ground, let all take turns, write what came out; `ARGS=11`: 11 rounds."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

from portal.testing.server import TestServer

from .contestants import Contestant, check_alike, contestants
from .ground import lay
from .report import Seconds, write

HERE = Path(__file__).parent
VAR = Path("var/bench").resolve()
LOCK = HERE / "requirements.lock"
ROUNDS, LEAST, WARM = 7, 5, 30


def main(rounds: int) -> int:
    """Measure so many rounds and write the results."""
    VAR.mkdir(parents=True, exist_ok=True)
    python = environment()
    server = TestServer(VAR / "database")
    try:
        print("Laying the ground ...", flush=True)
        ground = lay(server, VAR)
        with contestants(ground, VAR, python) as everybody:
            for each in everybody:
                each.run(WARM)
            check_alike(everybody)
            measured = [in_turn(everybody, number, rounds) for number in range(rounds)]
        write(HERE, measured, ground.statements)
    finally:
        server.release()
    return 0


def in_turn(everybody: list[Contestant], number: int, rounds: int) -> dict[str, Seconds]:
    """One round: each once, another one first each time; seconds for one page, by name."""
    print(f"Round {number + 1} of {rounds} ...", flush=True)
    first = number % len(everybody)
    seconds = {}
    for each in [*everybody[first:], *everybody[:first]]:
        here, database = each.run(each.times)
        seconds[each.name] = Seconds(here / each.times, database / each.times)
    return seconds


def environment() -> Path:
    """An environment of its own for Django, which the portal does not need; gives its python."""
    folder = VAR / "venv"
    stamp, wanted = folder / "installed-lock", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    python = folder / "bin" / "python"
    if not stamp.is_file() or stamp.read_text() != wanted:
        print(f"Installing what {LOCK.relative_to(HERE.parent)} names ...", flush=True)
        venv.create(folder, with_pip=True, clear=True)
        subprocess.run(
            [
                *(str(python), "-m", "pip", "install", "--disable-pip-version-check", "--quiet"),
                *("--no-input", "--require-hashes", "--requirement", str(LOCK)),
            ],
            check=True,
        )
        stamp.write_text(wanted)
    return python


if __name__ == "__main__":
    sys.exit(main(max(LEAST, int(sys.argv[1])) if len(sys.argv) > 1 else ROUNDS))
