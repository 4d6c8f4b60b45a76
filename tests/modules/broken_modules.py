"""Broken modules as short texts, each with the sentence that must name it and its fault."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Broken:
    """Files of a module folder; `site` is what pip installed; `migrates` asks for a database."""

    says: str
    files: dict[str, str] = field(default_factory=dict)
    site: dict[str, str] = field(default_factory=dict)
    migrates: bool = False


def plugin(name: str, more: str = "") -> str:
    return f"from portal.offering import *\n\nmodule = Module('{name}', __name__)\n{more}"


def hook(name: str, body: str) -> str:
    return f"\n@hookimpl\ndef {name}():\n    {body}\n"


def view(name: str = "index", needs: str = "needs='visits.view'", method: str = "get") -> str:
    return f"\n@module.{method}('/{name}', {needs})\ndef {name}():\n    return ''\n"


RIGHT = hook(
    "register_permissions",
    "return [Permission('visits.view', 'See', roles=('administrator', 'officer'))]",
)
CHANGE = hook("register_permissions", "return [Permission('visits.do', 'Do', does='changes')]")
MODEL = """
from sqlalchemy.orm import Mapped
from portal.database import InSpace, Model

class {cls}(InSpace, Model):
    number: Mapped[int]
"""
MIGRATION = """
import sqlalchemy as sa
from alembic import op
from portal.migrating import create_table
from portal.policies import IN_SPACE

revision, down_revision = "{name}1", None

def upgrade():
    {body}
"""
MADE = "create_table(IN_SPACE, '{name}', sa.Column('number', sa.Integer, nullable=False))"
UNGUARDED = """op.create_table(
        "visits",
        sa.Column("space_id", sa.Integer, sa.ForeignKey("space.id"), primary_key=True),
        sa.Column("id", sa.Integer, primary_key=True, autoincrement=True),
        sa.Column("number", sa.Integer, nullable=False),
    )"""
DIST = {
    "visits_pip/__init__.py": "",
    "visits_pip/plugin.py": plugin("visits"),
    "visits_pip-1.2.dist-info/METADATA": "Metadata-Version: 2.1\nName: visits-pip\nVersion: 1.2\n",
    "visits_pip-1.2.dist-info/entry_points.txt": "[portal.plugins]\nvisits = visits_pip\n",
}


def one(says: str, text: str, **files: str) -> Broken:
    """A module `visits` whose plugin.py is the text."""
    named = {f"visits/{name}.py": content for name, content in files.items()}
    return Broken(says, {"visits/plugin.py": plugin("visits", text), **named})


def with_table(name: str, body: str) -> dict[str, str]:
    return {
        f"{name}/plugin.py": plugin(name),
        f"{name}/models.py": MODEL.format(cls=name.capitalize()),
        f"{name}/migrations/0001.py": MIGRATION.format(name=name, body=body.format(name=name)),
    }


BOOT = {
    "a_name_of_the_portal": Broken(
        "jobs: this name belongs to the portal itself; choose another.",
        {"jobs/plugin.py": plugin("jobs")},
    ),
    "a_name_twice": Broken(
        "visits: two modules have this name, as folder and as visits-pip; remove one.",
        {"visits/plugin.py": plugin("visits")},
        DIST,
    ),
    "a_permission_twice": Broken(
        "visits: calls.view is already registered by calls.",
        {
            "calls/plugin.py": plugin("calls", RIGHT.replace("visits.", "calls.")),
            "visits/plugin.py": plugin("visits", RIGHT.replace("visits.", "calls.")),
        },
    ),
    "a_permission_of_another": one(
        "visits: permission calls.view must begin with visits.",
        RIGHT.replace("visits.", "calls."),
    ),
    "an_endpoint_twice": one(
        "visits: two views are called index; each needs a name of its own (plugin.py, line 13).",
        RIGHT + view() + view().replace("'/index'", "'/other'"),
    ),
    "a_template_of_another": Broken(
        "visits: template people.html must lie in templates/visits/.",
        {"visits/plugin.py": plugin("visits"), "visits/templates/accounts/people.html": ""},
    ),
    "a_template_that_is_not_there": one(
        "visits: plugin.py shows the template visits/index.html, which does not exist.",
        "\nfrom flask import render_template\n"
        + RIGHT
        + view().replace("return ''", "return render_template('visits/index.html')"),
    ),
    "a_table_of_another": one(
        "visits: table calls must begin with visits_, or stand in plugin.py as TABLES",
        "",
        models=MODEL.format(cls="Calls"),
    ),
    "a_table_without_a_kind": one(
        "visits: cannot be imported: TypeError: model Visits has no kind: InSpace, Personal,"
        " Published, Delivered (models.py, line 4).",
        "",
        models="from sqlalchemy.orm import Mapped, mapped_column\n"
        "from portal.database import Model\n\n"
        "class Visits(Model):\n    id: Mapped[int] = mapped_column(primary_key=True)\n",
    ),
    "a_raising_hook": one(
        "visits: register_menu() raised ZeroDivisionError: division by zero (plugin.py, line 7).",
        hook("register_menu", "return 1 / 0"),
    ),
    "a_slow_hook": one(
        "visits: register_menu() took more than 0.3 seconds.",
        hook("register_menu", "import time; time.sleep(9)"),
    ),
    "a_misspelt_hook": one(
        "visits: register_menus() is no hook of the portal; register_menu() is.",
        hook("register_menus", "return []"),
    ),
    "an_unmarked_hook": one(
        "visits: register_menu() needs @hookimpl above it, or nobody will ask it.",
        "\ndef register_menu():\n    return []\n",
    ),
    "a_hook_that_gives_something_else": one(
        "visits: register_menu() must give MenuItem objects, not {'label': 'Visits'}.",
        hook("register_menu", "return [{'label': 'Visits'}]"),
    ),
    "a_hook_that_gives_one_thing": one(
        "visits: register_menu() raised TypeError: it must give a list, not MenuItem(",
        hook("register_menu", "return MenuItem('visits.index', 'Visits', 'visits.view')"),
    ),
    "a_misspelt_permission": one(
        "visits: route visits.index needs visits.veiw, which no module registered;"
        " did you mean visits.view?",
        RIGHT + view(needs="needs='visits.veiw'"),
    ),
    "an_unknown_role": one(
        "visits: visits.view names the unknown role oficer; did you mean officer?",
        RIGHT.replace("officer", "oficer"),
    ),
    "a_right_that_nobody_may_hand_out": one(
        "visits: clerk and officer cannot be handed out with visits.do, which nobody holds who"
        " hands out roles; add administrator to its roles.",
        CHANGE.replace("does='changes'", "does='changes', roles=('officer', 'clerk')"),
    ),
    "a_menu_entry_to_nowhere": one(
        "visits: menu entry visits.indx leads to visits.indx, which is no page;"
        " did you mean visits.index?",
        RIGHT
        + view()
        + hook("register_menu", "return [MenuItem('visits.indx', 'V', 'visits.view')]"),
    ),
    "an_unknown_requirement": one(
        "visits: requires calls, which is not installed.", "\nREQUIRES = ('calls',)\n"
    ),
    "a_requirement_that_is_no_list": one(
        'visits: REQUIRES must list names, as in REQUIRES = ("one",).', "\nREQUIRES = ('calls')\n"
    ),
    "parts_that_are_no_list": one(
        "visits: PARTS must list files, as in PARTS = (some_offers,).", "\nPARTS = ('offers',)\n"
    ),
    "a_part_that_offers_something_else": Broken(
        "visits: MENU of some_offers must give MenuItem objects, not 'visits'.",
        {
            "visits/plugin.py": plugin(
                "visits", "\nfrom . import some_offers\n\nPARTS = (some_offers,)\n"
            ),
            "visits/some_offers.py": "MENU = ['visits']\n",
        },
    ),
    "a_circle": Broken(
        "calls, visits: require each other in a circle.",
        {
            "calls/plugin.py": plugin("calls", "\nREQUIRES = ('visits',)\n"),
            "visits/plugin.py": plugin("visits", "\nREQUIRES = ('calls',)\n"),
        },
    ),
    "a_route_without_needs": one(
        "visits: cannot be imported: TypeError: Module.get() missing 1 required keyword-only"
        " argument: 'needs' (plugin.py, line 5).",
        view(needs=""),
    ),
    "a_get_that_changes": one(
        "visits: route visits.index is a GET but visits.do changes;"
        " a GET needs a permission that views.",
        CHANGE + view(needs="needs='visits.do'"),
    ),
    "a_post_that_views": one(
        "visits: route visits.index is a POST but visits.view views;"
        " a POST needs a permission that records or changes.",
        RIGHT + view(method="post"),
    ),
    "a_plain_blueprint": Broken(
        "visits: plugin.py needs `module = Module('visits', __name__)`.",
        {
            "visits/plugin.py": "from flask import Blueprint\n\n"
            "module = Blueprint('visits', __name__)\n"
        },
    ),
    "a_plain_blueprint_within": one(
        "visits: route visits.inner.secret does not say what it needs.",
        "\nfrom flask import Blueprint\n\ninner = Blueprint('inner', __name__)\n"
        "inner.add_url_rule('/secret', 'secret', lambda: 'x')\nmodule.register_blueprint(inner)\n",
    ),
    "an_import_that_fails": one(
        "visits: cannot be imported: ModuleNotFoundError: No module named 'pandass'"
        " (plugin.py, line 5).",
        "\nimport pandass\n",
    ),
    "a_syntax_error": Broken(
        "visits: cannot be imported: SyntaxError: '(' was never closed (plugin.py, line 1).",
        {"visits/plugin.py": "module = Module(\n"},
    ),
    "an_import_of_another": Broken(
        "visits: models.py imports calls, which REQUIRES does not name.",
        {
            "calls/plugin.py": plugin("calls"),
            "visits/plugin.py": plugin("visits"),
            "visits/models.py": "from ..calls import plugin\n",
        },
    ),
}
FORM = """
import json
from portal.reportforms import read_form
"""


def form(columns: str) -> str:
    """A hook that offers one form of these columns."""
    entry = f"dict(title='V', source='s', periods=['year'], rows=['spaces'], columns={columns})"
    body = f"return [read_form(json.dumps({entry}), 'visits.count')]"
    return FORM + hook("register_report_forms", body)


BOOT |= {
    "a_form_of_a_measure_that_nobody_offers": one(
        "visits: visits.count: column 1: no module offers the measure visits.homes.",
        form("[{'number': '1', 'title': 'H', 'measure': 'visits.homes'}]"),
    ),
    "a_form_with_a_circle": one(
        "visits: register_report_forms() raised FormError: visits.count: column 1:"
        " it is computed from itself: 1 → 1.",
        form("[{'number': '1', 'title': 'H', 'formula': '1'}]"),
    ),
    "values_that_nobody_may_see": one(
        "visits: the values of verb visits.noted need visits.see, which no module registered",
        hook("register_verbs", "return [Verb('visits.noted', 'noted', values_need='visits.see')]"),
    ),
    "a_measure_that_needs_nothing_known": one(
        "visits: measure visits.homes needs visits.see, which no module registered",
        hook("register_measures", "return [Measure('visits.homes', 'H', 'visits.see', len)]"),
    ),
}
MIGRATE = {
    "a_table_without_its_policies": Broken(
        "visits: table visits is not under row-level security: make it with create_table().",
        with_table("visits", UNGUARDED),
        migrates=True,
    ),
    "a_table_without_a_migration": Broken(
        "visits: table visits does not exist: a migration must make it with create_table().",
        with_table("visits", "pass"),
        migrates=True,
    ),
    "a_failing_migration": Broken(
        'visits: relation "nowhere" does not exist',
        with_table("calls", MADE)
        | with_table("visits", MADE + "\n    op.execute('delete from nowhere')")
        | with_table("walks", MADE),
        migrates=True,
    ),
    "two_heads": Broken(
        "visits: its migrations have 2 ends, other1 and visits1;",
        with_table("visits", MADE)
        | {"visits/migrations/0002.py": MIGRATION.format(name="other", body="pass")},
        migrates=True,
    ),
}
PAGE = "<p>{}</p>"
CHECK = {
    "an_inline_script": Broken(
        "visits: templates/visits/index.html, line 2: an inline script, which the browser refuses",
        {"visits/templates/visits/index.html": "<p></p>\n<script>alert(1)</script>"},
    ),
    "an_inline_style": Broken(
        "visits: templates/visits/index.html, line 1: an inline style, which the browser refuses",
        {"visits/templates/visits/index.html": '<p style="color: red">'},
    ),
    "an_inline_handler": Broken(
        "visits: templates/visits/index.html, line 1: an inline handler, which the browser refuses",
        {"visits/templates/visits/index.html": '<a href="#" onclick="go()">'},
    ),
    "a_script_from_elsewhere": Broken(
        "visits: templates/visits/index.html, line 1: a script, style or picture from elsewhere,",
        {"visits/templates/visits/index.html": '<script src="https://example.org/x.js"></script>'},
    ),
    "a_broken_template": Broken(
        "visits: templates/visits/index.html, line 1: Unexpected end of template",
        {"visits/templates/visits/index.html": "{% if true %}"},
    ),
    "a_word_without_vietnamese": Broken(
        "has no Vietnamese.",
        {"visits/templates/visits/index.html": "{{ _('A word that nobody translated') }}"},
    ),
    "an_import_against_the_order": Broken(
        "visits: models.py imports views; imports go one way, models <- queries <- actions <-"
        " forms <- views <- plugin.",
        {"visits/models.py": "from . import views\n", "visits/views.py": ""},
    ),
    "a_long_view": Broken(
        "visits: plugin.py: the view index() has 13 lines; over 12 it wants an action.",
        {"visits/plugin.py": plugin("visits", RIGHT + view() + "    'x'\n" * 12)},
    ),
    "a_long_file": Broken(
        "visits: plugin.py has 304 lines; over 250 it wants to be two files.",
        {"visits/plugin.py": plugin("visits", "'x'\n" * 301)},
    ),
    "no_tests": Broken(
        "visits: there are no tests; write tests/test_….py.", {"visits/tests/x": ""}
    ),
}
CHECK = {
    name: Broken(case.says, {"visits/plugin.py": plugin("visits"), **case.files})
    for name, case in CHECK.items()
}
ALL = BOOT | MIGRATE | CHECK
