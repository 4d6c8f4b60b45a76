"""Templates hold the words of their language; cells hold what they are given, and nothing more."""

from __future__ import annotations

import pytest
from flask import Flask, g, render_template, render_template_string
from flask_babel import lazy_gettext
from markupsafe import Markup

from portal.cells import Line, cell, head, options, pick, plain_rows

NAME = "<b>Ấp 1</b>"
ESCAPED = "&lt;b&gt;Ấp 1&lt;/b&gt;"


@pytest.mark.parametrize(("language", "said"), [("vi", "Đơn vị của tôi"), ("en", "My spaces")])
@pytest.mark.parametrize("again", [1, 2])
def test_one_template_speaks_each_language(
    app: Flask, language: str, said: str, again: int
) -> None:
    with app.test_request_context():
        g.language = language
        assert render_template_string('{{ _("My spaces") }}') == said
        other = {"vi": "My spaces", "en": "Đơn vị của tôi"}[language]
        page = render_template("errors/404.html")
        assert f'lang="{language}"' in page
        assert other not in page


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ('{{ _("Select %(what)s", what=name) }}', f"Chọn {ESCAPED}"),
        ('{% set said = _("Select %(what)s", what=name) %}{{ said }}', f"Chọn {ESCAPED}"),
        ('{{ _("Select %(what)s", what=name | upper) }}', f"Chọn {ESCAPED.replace('Ấp', 'ẤP')}"),
        ('{{ _("No <b>such</b> message, 100%%") }}', "No <b>such</b> message, 100%"),
    ],
)
def test_a_message_escapes_what_is_put_into_it(app: Flask, source: str, shown: str) -> None:
    with app.test_request_context():
        said = render_template_string(source, name=NAME)
    assert said.replace("&lt;B&gt;", "&lt;b&gt;").replace("&lt;/B&gt;", "&lt;/b&gt;") == shown


def test_cells_escape_values_and_leave_markup(app: Flask) -> None:
    column = {"label": 'So "sánh"', "num": True}
    with app.test_request_context():
        for made in (cell(column, NAME), head(NAME, "/a?b=1&c=2", NAME), pick("unit", 1, NAME)):
            assert "<b>" not in made
            assert ESCAPED in made
        assert 'href="/a?b=1&amp;c=2"' in head("x", "/a?b=1&c=2")
        assert 'data-l="So &#34;sánh&#34;" class="num"' in cell(column, 1)
        assert "<i>ok</i>" in cell(column, Markup("<i>ok</i>"))
        assert "chưa có số liệu" in cell(column, None)


@pytest.mark.parametrize("language", ["vi", "en", "vi"])
def test_options_are_escaped_chosen_and_said_in_the_language_of_the_page(
    app: Flask, language: str
) -> None:
    pairs = [("", lazy_gettext("All")), (7, NAME), ('"', "x")]
    with app.test_request_context():
        g.language = language
        drawn = options(pairs, "7")
    every = {"vi": "Tất cả", "en": "All"}[language]
    assert f'<option value="">{every}</option>' in drawn
    assert f'<option value="7" selected>{ESCAPED}</option>' in drawn
    assert '<option value="&#34;">x</option>' in drawn


def test_rows_of_plain_values(app: Flask) -> None:
    columns = [{"label": "Tên"}, {"label": "Số"}]
    lines = [Line([NAME, 1], "/x", box=7), Line(["Ấp 2", None])]
    with app.test_request_context():
        rows = plain_rows(columns, lines, "unit")
        assert rows.count("<tr") == 2
        assert "<b>" not in rows
        assert f'value="7" aria-label="Chọn {ESCAPED}"' in rows
        assert '<td role="cell" class="ck"></td>' in rows
        assert "checkbox" not in plain_rows(columns, lines)
        with pytest.raises(ValueError, match="argument"):
            plain_rows(columns, [Line(["one"])])
