"""What `flask plugins new` writes is small, in the style of the house, and passes every test."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from portal.plugins import PluginError
from portal.scaffolding import NewModule, write

from .conftest import ROOT, Workshop

LONGEST_NAME = "uy_ban_xa21"


@pytest.fixture(scope="module")
def written(workshop: Workshop) -> Workshop:
    """The workshop with a new module, of the longest name there may be."""
    workshop.run(f'flask plugins new {LONGEST_NAME} --label "Home visits" --vietnamese "Thăm hộ"')
    return workshop


def test_it_is_under_150_lines(written: Workshop) -> None:
    files = [path for path in (written.folder / "plugins").rglob("*") if path.is_file()]
    lines = [line for path in files for line in path.read_text(encoding="utf-8").splitlines()]
    assert len(files) == 10
    assert len(lines) < 150


def test_it_is_in_the_style_of_the_house(written: Workshop) -> None:
    config = ROOT / "pyproject.toml"
    written.run(f"ruff check --config {config} --no-cache plugins")
    written.run(f"ruff format --config {config} --no-cache --check plugins")
    environment = f"MYPYPATH={ROOT}"
    cache = f"--cache-dir {ROOT / '.mypy_cache'}"
    written.run(f"{environment} mypy {cache} --config-file {config} plugins/{LONGEST_NAME}")


def test_it_runs_and_passes_its_own_and_the_contract_tests(written: Workshop) -> None:
    written.run("flask db upgrade")
    assert "nothing wrong" in written.run("flask plugins check")
    said = written.run(f"flask plugins test {LONGEST_NAME}")
    assert " passed" in said and "skipped" not in said
    assert int(said.split(" passed")[0].split()[-1]) >= 12


def test_a_fault_in_it_is_told_and_fails_the_check(written: Workshop) -> None:
    page = written.folder / "plugins" / LONGEST_NAME / "templates" / LONGEST_NAME / "index.html"
    page.write_text(page.read_text(encoding="utf-8") + "<script>go()</script>\n", "utf-8")
    said = written.run("flask plugins check", works=False)
    assert f"{LONGEST_NAME}: templates/{LONGEST_NAME}/index.html, line 10: an inline script" in said
    assert "Faults to mend: 1." in said


@pytest.mark.parametrize(
    ("name", "label", "says"),
    [
        ("jobs", "", "jobs: this name belongs to the portal itself; choose another."),
        ("Visits", "", "Visits: a module is named in small letters and digits"),
        ("class", "", "class: this is a word of Python itself; choose another."),
        ("calendar", "", "calendar: a Python package has this name; choose another."),
        ("taken", "", "taken: a module of this name is installed already; choose another."),
        ("a_long_name1", "", "a_long_name1: use at most 11 characters"),
        ("calls", 'a "b"', 'calls: the label “a "b"” may not be empty or hold'),
        ("calls", " ", "calls: the label “ ” may not be empty or hold"),
    ],
)
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str, label: str, says: str) -> None:
    module = NewModule(name, label or "Calls", "Gọi")
    with pytest.raises(PluginError, match=re.escape(says)):
        write(module, tmp_path, ["taken"])
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "calls").mkdir()
    with pytest.raises(PluginError, match="exists already"):
        write(NewModule("calls", "Calls", "Gọi"), tmp_path)
