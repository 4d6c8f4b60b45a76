"""`make bench-import`: 100,000 members from Excel, next to the library and COPY by themselves."""

from __future__ import annotations

import datetime as dt
import json
import os
import random
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from statistics import median
from string import Template
from typing import Any

from openpyxl import Workbook

from portal.testing.server import TestServer

from .ground import lay
from .importing_run import COLUMNS
from .report import machine

HERE = Path(__file__).parent
VAR = Path("var/bench").resolve()
ROUNDS, ROWS = 3, 100_000
MOST, MOST_MEMORY = 3.5, 700


def main(rounds: int) -> int:
    """Measure so many rounds, write importing.md and importing.json; 1 if a bound is missed."""
    VAR.mkdir(parents=True, exist_ok=True)
    server = TestServer(VAR / "database")
    try:
        print("Laying the ground ...", flush=True)
        ground = lay(server, VAR)
        file = written(VAR / "members.xlsx")
        measured = [in_turn(number, rounds, file, ground.settings) for number in range(rounds)]
    finally:
        server.release()
    return write(measured)


def written(path: Path, rows: int = ROWS) -> Path:
    """A list of invented members as Excel holds it; days partly as text."""
    made, book = random.Random(7), Workbook()
    sheet: Any = book.active
    sheet.append(list(COLUMNS))
    families = ("Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Võ", "Đặng")
    middles, givens = ("Thị", "Thị Ngọc", "Thị Mỹ"), ("An", "Hoa", "Mận", "Tư", "Ướt", "Bảy")
    for number in range(1, rows + 1):
        # A branch has a hundred members, none of them alike.
        name = " ".join(map(made.choice, (families, middles, givens)))
        place, unit = divmod(number - 1, 1000)
        born = f"{place % 28 + 1:02}/{place // 28 + 1:02}/{made.randint(1945, 1990)}"
        joined = dt.date(made.randint(2007, 2025), made.randint(1, 12), made.randint(1, 28))
        sheet.append(
            (
                *(number, name, born, "Nữ", f"Chi hội phụ nữ số {unit + 1}"),
                *(joined, f"HV{number:06}", f"09{number:08}", f"Ấp {unit % 10 + 1}"),
            )
        )
    book.save(path)
    return path


def in_turn(number: int, rounds: int, file: Path, settings: dict[str, str]) -> dict[str, Any]:
    """One round: each side once, in a process of its own, another one first each time."""
    print(f"Round {number + 1} of {rounds} ...", flush=True)
    sides = ["ours", "bare"] if number % 2 else ["bare", "ours"]
    return {side: _run(side, file, settings) for side in sides}


def _run(side: str, file: Path, settings: dict[str, str]) -> dict[str, Any]:
    command = [sys.executable, "-m", "bench.importing_run", side, str(file)]
    environment = {**os.environ, **settings, "PYTHONPATH": "."}
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, check=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    if found["rows"] != ROWS or found.get("faulty"):
        raise SystemExit(f"{side} imported {found['rows']} rows: {found}")
    return found


def write(rounds: Sequence[dict[str, Any]]) -> int:
    """Write what came out, for people and for programs."""
    ratios = [_cost(each["ours"]) / _cost(each["bare"]) for each in rounds]
    memory = max(each["ours"]["memory"] for each in rounds)
    ratio = median(ratios)
    kept = {"ratio": round(ratio, 3), "low": round(min(ratios), 3), "high": round(max(ratios), 3)}
    found = [{"name": "import/bare", **kept}, {"name": "import/memory", "MB": round(memory)}]
    (HERE / "importing.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    holds = ratio <= MOST and memory < MOST_MEMORY
    text = Template((HERE / "importing.tmpl").read_text(encoding="utf-8")).substitute(
        ratio=f"{ratio:.2f}",
        spread=f"{min(ratios):.2f}–{max(ratios):.2f}",
        most=f"{MOST:g}",
        held="yes" if ratio <= MOST else "no",
        memory=f"{memory:.0f}",
        memory_held="yes" if memory < MOST_MEMORY else "no",
        sides="\n".join(_side_line(side, rounds) for side in ("ours", "bare")),
        steps=_steps(rounds),
        rounds=len(rounds),
        machine=machine(),
    )
    (HERE / "importing.md").write_text(text, encoding="utf-8")
    print(f"import/bare {ratio:.2f}  {memory:.0f} MB  {'holds' if holds else 'MISSED'}")
    return 0 if holds else 1


def _cost(side: dict[str, float]) -> float:
    return side["here"] + side["database"]


def _side_line(side: str, rounds: Sequence[dict[str, Any]]) -> str:
    of = {key: median(each[side][key] for each in rounds) for key in ("here", "database", "memory")}
    return f"| {side} | {of['here']:.1f} | {of['database']:.1f} | {of['memory']:.0f} |"


def _steps(rounds: Sequence[dict[str, Any]]) -> str:
    names = ("sent", "read", "written", "undone")
    ends = [median(each["ours"]["steps"][name] for each in rounds) for name in names]
    spans = [end - start for start, end in zip([0.0, *ends], ends, strict=False)]
    return ", ".join(f"{name} {span:.1f} s" for name, span in zip(names, spans, strict=True))


if __name__ == "__main__":
    sys.exit(main(max(1, int(sys.argv[1])) if len(sys.argv) > 1 else ROUNDS))
