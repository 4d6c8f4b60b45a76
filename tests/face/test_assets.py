"""Files that are served, and what the templates say: sizes, sources, words."""

import gzip
import re
import unicodedata
from itertools import chain

import pytest

from .gallery import PORTAL, ROOT

STATIC = PORTAL / "static"
TEMPLATES = sorted(
    [*(PORTAL / "templates").rglob("*.html"), *(ROOT / "plugins").glob("*/templates/**/*.html")]
)


def squeezed(name):
    return len(gzip.compress((STATIC / name).read_bytes()))


def test_the_served_style_is_made_of_its_sources():
    lines = chain.from_iterable(
        part.read_text(encoding="utf-8").split("\n")[:-1]
        for part in sorted((STATIC / "css").glob("*.css"))
    )
    made = "".join(line.lstrip(" ") for line in lines)
    assert (STATIC / "portal.css").read_text(encoding="utf-8") == made


def test_the_script_stays_small():
    assert squeezed("portal.js") <= 4096


def test_htmx_is_the_pinned_one():
    (copy,) = STATIC.glob("htmx*.js")
    assert copy.name == "htmx-2.0.11.min.js"
    assert 'version:"2.0.11"' in copy.read_text()


@pytest.mark.browser
@pytest.mark.parametrize("path", ["/sign-in", "/overview"])
def test_a_first_visit_is_light(gallery, chromium, path):
    """Bytes as a compressing proxy sends them; fonts are compressed already."""
    context = chromium.new_context(base_url=gallery[1])
    page = context.new_page()
    sizes = {}

    def weigh(response):
        body = response.body()
        packed = body if response.url.endswith("woff2") else gzip.compress(body)
        sizes[response.url] = len(packed)

    page.on("response", weigh)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    context.close()
    assert any(url.endswith("woff2") for url in sizes)
    assert sum(sizes.values()) < 120 * 1024, sizes


def test_every_icon_named_is_in_the_sprite():
    sprite = (STATIC / "sprite.svg").read_text(encoding="utf-8")
    have = set(re.findall(r'id="i-([a-z0-9-]+)"', sprite))
    assert have == set((STATIC / "icons.txt").read_text().split())
    named = set()
    for template in TEMPLATES:
        text = template.read_text(encoding="utf-8")
        named |= set(re.findall(r'icon\("([a-z0-9-]+)"', text))
    for folder in (PORTAL, ROOT / "plugins"):
        for module in folder.rglob("*.py"):
            named |= set(re.findall(r'\bicon="([a-z0-9-]+)"', module.read_text(encoding="utf-8")))
    assert named
    assert named <= have, named - have


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_templates_hold_no_inline_script_or_style(template):
    text = template.read_text(encoding="utf-8")
    assert not re.search(r'\sstyle\s*=|<style|\son[a-z]+\s*="|javascript:|hx-on|hx-vals', text)
    assert not re.search(r"<script(?![^>]*\ssrc=)", text)
    assert unicodedata.is_normalized("NFC", text)
    assert len(text.splitlines()) <= 250


def luminance(colour):
    if len(colour) == 4:
        colour = "#" + "".join(c * 2 for c in colour[1:])
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


TEXT = [
    *((ink, ground) for ink in ("ink", "ink-2", "ink-3") for ground in ("bg", "surface", "sunken")),
    *((ink, "bg") for ink in ("link", "sen", "lua", "tram", "nuoc")),
    *((ink, "surface") for ink in ("link", "sen", "lua", "tram", "nuoc")),
    ("sen", "sen-tint"), ("lua", "lua-tint"), ("tram", "tram-tint"), ("nuoc", "nuoc-tint"),
    ("on-nuoc", "nuoc"), ("on-nuoc", "nuoc-2"), ("on-head", "head"), ("on-head-2", "head-2"),
    ("qt-lo", "q1"), ("qt-lo", "q2"), ("qt-lo", "q3"), ("qt-hi", "q4"), ("qt-hi", "q5"),
]  # fmt: skip
SHAPES = [
    ("edge", "surface"), ("nuoc", "sunken"), ("sen-fill", "sunken"), ("lua-fill", "sunken"),
    ("tram-fill", "sunken"), ("ring-out", "bg"), ("ring-in", "head"),
]  # fmt: skip


def test_both_sets_of_colours_hold_their_contrast():
    text = (STATIC / "css/00-tokens.css").read_text(encoding="utf-8")
    blocks = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6});", b)) for b in text.split("}")]
    light, device, chosen = (b for b in blocks if "ink" in b)
    assert device == chosen
    for colours in (light, light | device):
        for one, other in TEXT:
            assert contrast(colours[one], colours[other]) >= 4.5, (one, other)
        for one, other in SHAPES:
            assert contrast(colours[one], colours[other]) >= 3, (one, other)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_form_stands_in_a_paragraph_which_browsers_would_end(path):
    for paragraph in re.findall(
        r"<p(?:\s[^>]*)?>(.*?)</p>", path.read_text(encoding="utf-8"), re.DOTALL
    ):
        assert not re.search(r"<form|\b(?:act|post_form|confirm)\(", paragraph), paragraph
