"""`make bench-linkage`: who is the same person, judged on invented people, new ones each time.

Of 20,000 people about 25,000 enrolments are written down with the noise of communes' lists; the
linking sees their traces alone, and never whose they are. Seeds may be given: ARGS="7 8".
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from string import Template

from plugins.members.linking import Tracer, Written, linked
from plugins.members.linking.judging import Judged, judged
from plugins.members.linking.reading import birth_of
from plugins.members.people import BENCH, Enrolment, Place, as_written, people

from .report import machine

HERE = Path(__file__).parent
SEEDS = 10
PEOPLE, COMMUNES, HAMLETS = 20_000, 9, 5
DAY = dt.date(2026, 1, 1)
TARGETS = {"linkage/f1": ("≥", 0.97), "linkage/wrong": ("≤", 0.01), "linkage/ask": ("≤", 0.05)}


@dataclass(frozen=True)
class Round:
    """One seed: how good the linking was, and its seconds for traces and for linking."""

    seed: str
    judged: Judged
    tracing: float
    linking: float

    @property
    def measured(self) -> dict[str, float]:
        """What has a bound."""
        found = self.judged
        return dict(zip(TARGETS, (found.f1, found.wrong, found.left_to_ask), strict=True))

    @property
    def holds(self) -> bool:
        """Whether all bounds are kept."""
        return all(kept(name, value) for name, value in self.measured.items())


def kept(name: str, value: float) -> bool:
    """Whether a value is within its bound."""
    sign, bound = TARGETS[name]
    return value >= bound if sign == "≥" else value <= bound


def main(seeds: Sequence[str]) -> int:
    """Measure each seed, write linkage.md and linkage.json; 1 if a bound is missed anywhere."""
    rounds = []
    for seed in seeds:
        done = measure(seed)
        rounds.append(done)
        numbers = "  ".join(f"{name} {value:.4f}" for name, value in done.measured.items())
        print(f"seed {seed:10}  {numbers}  {'holds' if done.holds else 'MISSED'}", flush=True)
    write(rounds)
    return 0 if all(each.holds for each in rounds) else 1


def measure(seed: str, count: int = PEOPLE) -> Round:
    """Invent people, write their enrolments, link them, and judge."""
    rows = as_written(people(seed, count, places(), DAY), seed, BENCH)
    tracer, start = Tracer(secrets.token_bytes(32)), time.perf_counter()
    traces = [
        tracer.trace(ref, (row.line, row.place.commune), written_of(row))
        for ref, row in enumerate(rows)
    ]
    traced = time.perf_counter()
    found = linked(traces)
    done = time.perf_counter()
    truth = {ref: row.person for ref, row in enumerate(rows)}
    return Round(seed, judged(found, truth), traced - start, done - traced)


def written_of(row: Enrolment) -> Written:
    """What a row says, without whose it is."""
    born, year = birth_of(row.birth)
    return Written(
        name=row.name,
        born=born,
        year=year,
        sex=row.sex,
        area=row.place.hamlet,
        wider=row.place.commune,
        citizen_id=row.citizen_id,
    )


def places() -> list[Place]:
    """The hamlets of a district: so many communes with so many each."""
    return [
        Place(f"ấp {commune}.{hamlet}", f"xã {commune}")
        for commune in range(COMMUNES)
        for hamlet in range(HAMLETS)
    ]


def write(rounds: Sequence[Round]) -> None:
    """Write what came out, for people and for programs."""
    values = {name: [each.measured[name] for each in rounds] for name in TARGETS}
    found = [
        {
            "name": name,
            "ratio": round(median(of), 4),
            "low": round(min(of), 4),
            "high": round(max(of), 4),
        }
        for name, of in values.items()
    ]
    (HERE / "linkage.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    text = Template((HERE / "linkage.tmpl").read_text(encoding="utf-8")).substitute(
        bounds="\n".join(_bound_line(name, of) for name, of in values.items()),
        seeds="\n".join(map(_seed_line, rounds)),
        count=len(rounds),
        machine=machine(),
    )
    (HERE / "linkage.md").write_text(text, encoding="utf-8")


def _bound_line(name: str, values: Sequence[float]) -> str:
    sign, bound = TARGETS[name]
    held = "yes" if all(kept(name, value) for value in values) else "no"
    spread = f"{min(values):.4f}–{max(values):.4f}"
    return f"| {name} | {median(values):.4f} | {spread} | {sign} {bound:g} | {held} |"


def _seed_line(each: Round) -> str:
    found = each.judged
    return (
        f"| {each.seed} | {found.rows:,} | {found.people:,} | {found.people_found:,}"
        f" | {found.pairs:,} | {found.recall:.4f} | {found.f1:.4f} | {found.wrong:.4f}"
        f" | {found.left_to_ask:.4f} | {each.tracing:.1f} | {each.linking:.1f} |"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:] or [str(secrets.randbelow(10**9)) for _ in range(SEEDS)]))
