"""What came out of a run: results.json, README.md and a picture, written beside this file."""

from __future__ import annotations

import datetime as dt
import importlib.metadata
import json
import os
import platform
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from string import Template

TARGETS = {"list/hello": ("≤", 15.0), "list/raw": ("≤", 5.0), "django/list": ("≥", 1.8)}
TARGETS["policies/none"] = ("≤", 1.15)


@dataclass(frozen=True)
class Seconds:
    """Processor time for one page: of the process that serves it, and of the database for it."""

    here: float
    database: float


@dataclass(frozen=True)
class Ratio:
    """A ratio as the rounds gave it: the middle one, the least and the greatest."""

    name: str
    ratio: float
    low: float
    high: float

    @property
    def target(self) -> str:
        """What it must be."""
        sign, bound = TARGETS[self.name]
        return f"{sign} {bound:g}"

    @property
    def holds(self) -> bool:
        """Whether it is as it must be."""
        sign, bound = TARGETS[self.name]
        return self.ratio <= bound if sign == "≤" else self.ratio >= bound


def write(folder: Path, rounds: list[dict[str, Seconds]], statements: int) -> None:
    """Write the three files, and print the ratios."""
    better = min(("django_usual", "django_lean"), key=lambda name: _middle(rounds, name))
    ratios = [
        _ratio("list/hello", rounds, lambda r: r["list"].here / r["hello"].here),
        _ratio("list/raw", rounds, lambda r: r["list"].here / r["raw"].here),
        _ratio("django/list", rounds, lambda r: r[better].here / r["list"].here),
        _ratio("policies/none", rounds, lambda r: _both(r["list"]) / _both(r["none"])),
    ]
    found = [
        {
            "name": each.name,
            "ratio": round(each.ratio, 3),
            "low": round(each.low, 3),
            "high": round(each.high, 3),
        }
        for each in ratios
    ]
    (folder / "results.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (folder / "picture.svg").write_text(picture(ratios), encoding="utf-8")
    text = Template((folder / "README.tmpl").read_text(encoding="utf-8"))
    (folder / "README.md").write_text(
        text.substitute(
            ratios="\n".join(_line(each) for each in ratios),
            seconds="\n".join(
                f"| {name} | {1e3 * _middle(rounds, name):.2f}"
                f" | {1e3 * _database(rounds, name):.2f} |"
                for name in rounds[0]
            ),
            rounds=len(rounds),
            statements=statements,
            better="usual" if better == "django_usual" else "lean",
            machine=machine(),
        ),
        encoding="utf-8",
    )
    for each in ratios:
        held = "holds" if each.holds else "MISSED"
        spread = f"{each.low:.2f}–{each.high:.2f}"
        print(f"{each.name:14} {each.ratio:7.2f}  {spread}  {each.target} {held}")


def _ratio(
    name: str, rounds: list[dict[str, Seconds]], of: Callable[[dict[str, Seconds]], float]
) -> Ratio:
    values = [of(each) for each in rounds]
    return Ratio(name, median(values), min(values), max(values))


def _both(seconds: Seconds) -> float:
    return seconds.here + seconds.database


def _middle(rounds: list[dict[str, Seconds]], name: str) -> float:
    return median(each[name].here for each in rounds)


def _database(rounds: list[dict[str, Seconds]], name: str) -> float:
    return median(each[name].database for each in rounds)


def _line(each: Ratio) -> str:
    held = "yes" if each.holds else "no"
    spread = f"{each.low:.2f}–{each.high:.2f}"
    return f"| {each.name} | {each.ratio:.2f} | {spread} | {each.target} | {held} |"


def machine() -> str:
    """The machine in one sentence: processor, cores, memory, system, versions, day."""
    facts = dict(
        line.split(":", 1) for line in Path("/proc/cpuinfo").read_text().splitlines() if ":" in line
    )
    model = next((v.strip() for k, v in facts.items() if k.strip() == "model name"), "processor")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(
        f"{name} {importlib.metadata.version(name)}" for name in ("Flask", "SQLAlchemy", "psycopg")
    )
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GB; {platform.system()}"
        f" {platform.release().partition('-')[0]}, Python {platform.python_version()}, {versions},"
        f" Django {_django()}; {dt.date.today():%d/%m/%Y}"
    )


def _django() -> str:
    lock = Path(__file__).with_name("requirements.lock").read_text()
    return next(line.split("==")[1].split()[0] for line in lock.splitlines() if "django==" in line)


def picture(ratios: list[Ratio]) -> str:
    """The ratios as bars against their bounds, the spread of the rounds as a line."""
    rows = []
    for place, each in enumerate(ratios):
        y, bound = 40 + place * 56, TARGETS[each.name][1]
        scale = 360 / max(bound, each.high) / 1.08
        colour = "#2f8a5b" if each.holds else "#c43a66"
        x = 150 + bound * scale
        rows.append(
            f'<text x="0" y="{y + 15}">{each.name}</text>'
            f'<rect x="150" y="{y}" width="{each.ratio * scale:.1f}" height="20" fill="{colour}"/>'
            f'<path d="M{150 + each.low * scale:.1f} {y + 10}H{150 + each.high * scale:.1f}"'
            f' stroke="#12232a" stroke-width="2"/>'
            f'<path d="M{x:.1f} {y - 6}V{y + 26}" stroke="#12232a" stroke-dasharray="3 3"/>'
            f'<text x="{x:.1f}" y="{y + 40}" text-anchor="middle" class="s">{each.target}</text>'
            f'<text x="640" y="{y + 15}" text-anchor="end">{each.ratio:.2f}'
            f" ({each.low:.2f}–{each.high:.2f})</text>"
        )
    height = 40 + len(ratios) * 56
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-10 0 660 {height}" role="img"'
        f' aria-label="Ratios of processor time against their bounds"><style>text{{font:15px'
        f" sans-serif;fill:#12232a}}.s{{font-size:12px}}</style>"
        f'<rect x="-10" width="660" height="{height}" fill="#fff"/>'
        f'<text x="0" y="20" font-weight="bold">Processor time for one page, as ratios</text>'
        f"{''.join(rows)}</svg>\n"
    )
