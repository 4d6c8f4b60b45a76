"""Every page of the gallery in a real browser: accessible, within its policy, narrow, printable."""

import re

import pytest

from portal.testing.live import violations as found_by_axe

from .gallery import ERRORS, PAGES

pytestmark = pytest.mark.browser
ALL = [f"/{page}" for page in (*PAGES, "sign-in")]
ERROR_PAGES = [f"/errors/{status}" for status in ERRORS]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def violations(page):
    return found_by_axe(page, runOnly={"type": "tag", "values": RULES})


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("path", ALL)
def test_axe_finds_nothing(open_page, path, width, dark):
    assert violations(open_page(path, width, dark, bypass_csp=True)) == []


@pytest.mark.parametrize("path", ERROR_PAGES)
def test_axe_finds_nothing_on_error_pages(open_page, path):
    assert violations(open_page(path, 390, bypass_csp=True)) == []


def test_axe_finds_nothing_on_a_form_sent_back(open_page):
    page = open_page("/form", 390, bypass_csp=True)
    page.locator("form .btn.pri").click()
    page.wait_for_selector(".errs")
    assert violations(page) == []


@pytest.mark.parametrize("opener", ["menu", "spaces", "more-filters"])
def test_axe_finds_nothing_in_what_opens(open_page, opener):
    page = open_page("/members", 390, bypass_csp=True)
    page.locator(f"[popovertarget={opener}]").click()
    assert page.locator(f"#{opener}").is_visible()
    if opener == "more-filters":
        page.locator(".rest summary").click()
    assert violations(page) == []


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("width", [1440, 900, 320])
def test_the_other_actions_unfold_within_the_page(open_page, width, dark):
    page = open_page("/members", width, dark, bypass_csp=True)
    page.locator(".others summary").click()
    menu = page.locator(".others > div").bounding_box()
    assert menu["x"] >= 0
    assert menu["x"] + menu["width"] <= width
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert violations(page) == []


@pytest.mark.parametrize("path", ALL + ERROR_PAGES)
def test_the_strict_policy_is_never_broken(open_page, path):
    page = open_page(path)
    assert [c for c in page.complaints if "Failed to load resource" not in c] == []


def test_the_policy_would_be_noticed_when_broken(open_page):
    page = open_page("/form")
    with page.expect_console_message(lambda message: "Content Security Policy" in message.text):
        page.evaluate(
            "document.body.insertAdjacentHTML('beforeend', '<p style=\"color:red\">x</p>')"
        )
    assert any("Content Security Policy" in text for text in page.complaints)


@pytest.mark.parametrize("path", ALL)
def test_no_page_scrolls_sideways(open_page, path):
    page = open_page(path, 1440)
    for width in (320, 390, 720, 1024, 1280, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        over = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert over <= 0, f"{path} is {over} px too wide at {width} px"


@pytest.mark.parametrize("path", ALL)
def test_text_may_be_twice_as_large(open_page, path):
    """WCAG 1.4.4: the letters alone at 200 %, on a screen of a usual width."""
    page = open_page("/confirm", 1280)
    session = page.context.new_cdp_session(page)
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.goto(path)
    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0


@pytest.mark.parametrize("path", ALL)
def test_prints_on_a4_without_controls(open_page, path):
    page = open_page(path)
    sheet = page.pdf(prefer_css_page_size=True)
    boxes = re.findall(rb"/MediaBox \[([\d. ]+)\]", sheet)
    assert boxes
    for box in boxes:
        _, _, width, height = (float(n) for n in box.split())
        lies = path == "/report"  # a report form is printed in landscape
        assert (round(width), round(height)) == ((842, 595) if lies else (595, 842))
    page.emulate_media(media="print")
    for part in (".top", ".nav", ".btn >> nth=0", ".savebar", ".bulk"):
        if page.locator(part).count():
            assert not page.locator(part).first.is_visible(), part


def test_dark_and_light_follow_the_account_over_the_device(open_page):
    ground = "getComputedStyle(document.body).backgroundColor"
    assert open_page("/overview", dark=True).evaluate(ground) == "rgb(13, 23, 27)"
    assert open_page("/overview?theme=light", dark=True).evaluate(ground) == "rgb(242, 245, 245)"
    assert open_page("/overview?theme=dark").evaluate(ground) == "rgb(13, 23, 27)"


def test_vietnamese_letters_come_from_the_served_font(open_page):
    page = open_page("/components")
    faces = page.evaluate(
        "[...document.fonts].filter(f => f.status === 'loaded').map(f => f.weight)"
    )
    assert sorted(faces) == ["400", "400", "600", "600"]


def test_save_data_leaves_the_fonts_out(open_page):
    page = open_page("/overview", extra_http_headers={"Save-Data": "on"})
    assert page.evaluate("document.fonts.size") == 0
    assert page.locator("link[rel=preload]").count() == 0
