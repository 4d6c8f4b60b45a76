"""The visit of every page tells what is wrong with a bad one, and that nobody can open another."""

from __future__ import annotations

import pytest

from portal.testing.contract import doors, pages

pytestmark = pytest.mark.browser
BAD = """() => {
    document.querySelector("main").insertAdjacentHTML("beforeend",
        '<img src="/static/favicon.svg"><div class="panel" id="wide">x</div><p style="color:red">');
    document.getElementById("wide").style.inlineSize = "3000px";
    console.error("broken");
}"""


def rule_of(endpoint: str) -> pages.Rule:
    return next(rule for rule in pages.reading_rules() if rule.endpoint == endpoint)


def test_a_bad_page_is_told_in_every_way(walk: pages.Walk, monkeypatch: pytest.MonkeyPatch) -> None:
    axe = pages.AXE_SCRIPT
    monkeypatch.setattr(pages, "AXE_SCRIPT", f"({BAD})(); {axe}")
    said = "\n".join(pages.visited(walk, rule_of("accounts.sign_in")))
    for size in pages.SIZES:
        assert f"accounts.sign_in at {size} px, as a visitor: axe finds image-alt at" in said
    assert "px too wide" in said
    assert "the console says broken" in said
    assert "Content Security Policy" in said


def test_a_page_that_no_row_opens_is_told_by_name(
    walk: pages.Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(doors, "address", lambda *_values: "/s/xa-sen/officers/1999999999")
    (said,) = pages.visited(walk, rule_of("spaces.officer"))
    assert said.startswith("spaces.officer (/s/<space>/officers/<int:officer_id>) was not visited")


def test_a_part_without_its_page_is_told_by_name(
    walk: pages.Walk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "hint", lambda *_values: {})
    (said,) = pages.visited(walk, rule_of("spaces.head_preview"))
    assert "was not visited: it is no whole page" in said
