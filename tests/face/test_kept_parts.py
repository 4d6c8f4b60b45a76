"""Parts kept between pages show what they are handed, and nothing of whoever came before."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask
from jinja2 import ChoiceLoader, DictLoader, Environment, meta, nodes
from markupsafe import Markup

import portal
from portal import filters, frame, kept_parts
from portal.testing.client import Browser

As = Callable[[str], Browser]
ALIKE_FOR_ALL = {"_", "ngettext", "asset", "icon", "languages", "options", "range"}
"""What a kept part may ask besides what it is handed: the same on every page."""
CODE = Path(portal.__file__).parents[1]
CALLS = re.compile(r'\bdrawn\(\s*("[^"]+"|\w+)')


def named_in_code() -> Iterator[str]:
    """The templates of kept parts; a name that is no text must be one of the constants below."""
    constants = {"frame.py": frame.TEMPLATE, "filters.py": filters.PAGES}
    for file in [*CODE.glob("portal/**/*.py"), *CODE.glob("plugins/**/*.py")]:
        if file.name == "kept_parts.py":
            continue
        for name in CALLS.findall(file.read_text(encoding="utf-8")):
            yield name.strip('"') if name.startswith('"') else constants[file.name]
    yield filters.TEMPLATE


Names = dict[str, tuple[str, str]]


def free_in(env: Environment, *body: nodes.Node) -> set[str]:
    """The names that a piece of a template takes from outside of itself."""
    bare = env.overlay()
    bare.globals = {}  # Jinja leaves out what every template may ask
    part = nodes.Template(list(body))
    part.set_environment(bare)
    return meta.find_undeclared_variables(part)


def borrowed_by(tree: nodes.Template) -> Names:
    """The macros that a template takes from others: name here -> (template, name there)."""
    found: Names = {}
    for each in tree.find_all(nodes.FromImport):
        assert isinstance(each.template, nodes.Const)
        for name in each.names:
            there, here = name if isinstance(name, tuple) else (name, name)
            found[here] = (each.template.value, there)
    return found


def asked_of_the_page(env: Environment, template: str, macro: str = "") -> set[str]:
    """The globals that a template, or one macro of it, asks, also by the macros that it calls."""
    assert env.loader is not None
    tree = env.parse(env.loader.get_source(env, template)[0])
    macros = {each.name: each for each in tree.find_all(nodes.Macro)}
    borrowed = borrowed_by(tree)
    if macro and macro not in macros:
        return {macro}  # handed on, as in {% set icon = icon %}
    if macro:
        names = free_in(env, macros[macro])
    else:
        body = [each for each in tree.body if not isinstance(each, nodes.Macro | nodes.FromImport)]
        names = free_in(env, *body)
    asked = {name for name in names - macros.keys() - borrowed.keys() if name in env.globals}
    for name in names & borrowed.keys():
        asked |= asked_of_the_page(env, *borrowed[name])
    for name in (names & macros.keys()) - {macro}:
        asked |= asked_of_the_page(env, template, name)
    return asked


def test_their_templates_see_only_what_they_are_handed(app: Flask) -> None:
    names = set(named_in_code())
    assert len(names) >= 6
    for name in names:
        assert asked_of_the_page(app.jinja_env, name) <= ALIKE_FOR_ALL, name


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("{{ request.path }}", "request"),
        ('{% from "macros/forms.html" import act %}{{ act("a", "/") }}', "keys"),
        ("{% macro a() %}{{ url_for('x') }}{% endmacro %}{{ a() }}", "url_for"),
    ],
)
def test_a_template_that_looks_around_would_be_found(app: Flask, source: str, asked: str) -> None:
    env = app.jinja_env.overlay()
    env.loader = ChoiceLoader([DictLoader({"t.html": source}), app.jinja_env.loader])  # type: ignore[list-item]
    assert asked in asked_of_the_page(env, "t.html")


def test_what_goes_into_a_hole_is_escaped_and_never_kept(app: Flask) -> None:
    with app.test_request_context("/"):
        for typed in ("<i>một", '"hai', "\0ba\0"):
            shown = kept_parts.drawn("imports/_links.html", {"xlsx": typed, "csv": "/"}, new="/<b>")
            assert str(Markup.escape(typed)) in shown
            assert "<i>" not in shown
            assert 'href="/&lt;b&gt;"' in shown
    kept = kept_parts._pieces.cache_info()
    with app.test_request_context("/"):
        kept_parts.drawn("imports/_links.html", {"xlsx": "/other", "csv": "/"}, new="/<b>")
    assert kept_parts._pieces.cache_info().hits == kept.hits + 1


def test_a_part_speaks_the_language_of_each_page(as_: As) -> None:
    lan = as_("lan")
    for language, said in (("en", "Download as Excel"), ("vi", "Tải tệp Excel")) * 2:
        lan.send("/language", {"language": language, "next": "/"})
        assert said in lan.get("/s/xa-sen/history").text


def test_the_form_over_a_list_keeps_neither_words_nor_choices(as_: As) -> None:
    lan = as_("lan")
    page = "/s/xa-sen/people"
    lan.get(page)
    kept = kept_parts._pieces.cache_info().currsize
    assert 'value="Tìm Gì"' in lan.get(f"{page}?q=T%C3%ACm+G%C3%AC").text
    assert kept_parts._pieces.cache_info().currsize == kept
    for per in ("50", "<i>"):
        assert f'name="per" value="{Markup.escape(per)}"' in lan.get(f"{page}?per={per}").text
    shapes = kept_parts._pieces.cache_info().currsize - kept
    assert shapes <= 1, "one with a hole for it, whatever stands in there"
    kept += shapes
    assert "selected" in lan.get(f"{page}?state=ended").text
    assert kept_parts._pieces.cache_info().currsize == kept
    assert "Tìm Gì" not in lan.get(page).text
