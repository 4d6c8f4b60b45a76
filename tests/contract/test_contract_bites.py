"""The contract tests fail, with a sentence that names the fault, for modules that leak."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import sqlalchemy as sa

from portal.testing.contract import catalogue, subjects
from portal.testing.contract.standing import Ground

pytestmark = [pytest.mark.contract, pytest.mark.database]
HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def said() -> str:
    """What the contract tests say of the module `leaky`, run as a project would run them."""
    done = subprocess.run(
        [
            *(sys.executable, "-m", "pytest", "-q", "-p", "portal.testing.fixtures", "-k", "leaky"),
            *("-p", "no:cacheprovider", "--pyargs", "portal.testing.contract"),
        ],
        env={**os.environ, "PORTAL_PLUGINS": str(HERE / "broken"), "COLUMNS": "400"},
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize(
    "sentence",
    [
        "table leaky: unique over number without space_id",
        "leaky.label holds words and must be NfcText",
        "table leaky: near_space_id leads elsewhere",
        "leaky.thing: nothing says whose ids thing takes",
        "leaky.whose: to lan a foreign id answers 200, unlike an unknown one (404)",
        "leaky.whose: to lan a foreign id opens its page",
        "leaky.noted: the page of lan ran in a writing transaction",
        "leaky.noted: reading changed account",
        "leaky.hidden: lan should find in, finds nothing",
        "leaky.late: lan should find in, finds a fault, 500",
        "leaky.index: shown to own-viewer, who may not open",
        "widgets leaky.widget: raises ZeroDivisionError",
        "search leaky.search: shows lan rows of the spaces",
        "indicators leaky.names: counts",
        "sheets leaky.list: for unit-administrator in xa-sen it reads past their units or bodies",
    ],
)
def test_a_leak_is_named(said: str, sentence: str) -> None:
    assert sentence in said, said[-4000:]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("drop policy body_update on body", "lacks the policies of its kind"),
        ("alter policy body_select on body using (true)", "lacks the policies of its kind"),
        ("create policy more on body for select using (true)", "lacks the policies of its kind"),
        ("alter table body disable row level security", "not under row-level security"),
        ("grant delete on event to portal_app", "lets portal_app delete"),
        ("revoke insert on body from portal_app", "does not let portal_app insert"),
        ("revoke all on sequence body_id_seq from portal_app", "may not use the sequence"),
        ("grant select on body to public", "body is a table open to everyone"),
        ("grant truncate on body to portal_app", "may truncate"),
        (
            "create function peek() returns int language sql security definer as 'select 1'",
            "is a function with the rights of its owner",
        ),
        ("create view all_bodies as select * from body", "all_bodies is a view that passes by"),
        (
            "create table loose (id int); grant select on loose to portal_app",
            "loose is a table without row-level security",
        ),
        ("grant create on schema public to portal_app", "a schema where the serving role may"),
        ("alter table body alter column code drop not null", "models and migrations differ"),
        ("create table forgotten (id int)", "models and migrations differ"),
    ],
)
def test_a_change_of_the_catalogue_is_named(
    as_owner: sa.Connection, change: str, sentence: str
) -> None:
    as_owner.exec_driver_sql(change)
    models = [subjects.models()[name] for name in ("body", "event")]
    faults = [fault for model in models for fault in catalogue.guards(as_owner, model)]
    faults += [*catalogue.open_doors(as_owner), *catalogue.drift(as_owner)]
    assert any(sentence in fault for fault in faults), faults


def test_a_leaking_policy_is_seen_without_the_catalogue(ground: Ground) -> None:
    owner = ground.maker.owner
    assert list(ground.faults("body")) == []
    owner.exec_driver_sql("create policy more on body for select using (true)")
    try:
        assert any("a stranger reads rows" in fault for fault in ground.faults("body"))
    finally:
        owner.exec_driver_sql("drop policy more on body")
