"""Units with their places, names and offices; focus areas, surveys and remedies."""

import sqlalchemy as sa

from portal.migrating import create_table, references
from portal.policies import IN_SPACE, PERSONAL

revision, down_revision = "units_0001", None


def words(*names: str, empty: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.String, nullable=empty) for name in names]


def days(*names: str, empty: bool = True) -> list[sa.Column]:
    return [sa.Column(name, sa.Date, nullable=empty) for name in names]


def numbers(*names: str, empty: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer, nullable=empty) for name in names]


def of_unit() -> list[sa.schema.SchemaItem]:
    return [*numbers("unit_id"), references("units_unit", "unit_id", "CASCADE")]


def version() -> sa.Column:
    return sa.Column("version", sa.Integer, nullable=False, server_default="1")


def area() -> sa.Column:
    return sa.Column("area_id", sa.Integer, sa.ForeignKey("area.id"), nullable=False)


def index(name: str, *columns: str, unique: bool = True) -> sa.Index:
    return sa.Index(name, "space_id", *columns, unique=unique)


def upgrade() -> None:
    create_table(
        IN_SPACE,
        "units_unit",
        *words("kind", "name", "sort_key", "folded", "basis", "stands"),
        *words("workplace", empty=True),
        *numbers("parent_id", empty=True),
        *days("founded_on", "ended_on", "congress_on", "congress_due_on", "households_on"),
        *words("founded_document", "congress_document", empty=True),
        *words("ended_how", "ended_document", "ended_reason", empty=True),
        *numbers("households", empty=True),
        version(),
        sa.CheckConstraint(
            "ended_on is null or founded_on is null or ended_on >= founded_on",
            name="ck_units_unit_days",
        ),
        sa.CheckConstraint("(ended_on is null) = (ended_how is null)", name="ck_units_unit_ended"),
        sa.CheckConstraint(
            "households is null or households >= 0", name="ck_units_unit_households"
        ),
        references("units_unit", "parent_id"),
        index("ix_units_unit_space_id_parent_id", "parent_id", unique=False),
        index("ix_units_unit_space_sort", "sort_key", "id", unique=False),
        narrowing={"id": "units"},
    )
    create_table(
        IN_SPACE,
        "units_place",
        *of_unit(),
        area(),
        index("uq_units_place_unit_area", "unit_id", "area_id"),
    )
    create_table(
        IN_SPACE,
        "units_name",
        *of_unit(),
        *words("name"),
        *days("until", empty=False),
        *words("document", empty=True),
    )
    create_table(
        IN_SPACE,
        "units_succession",
        *of_unit(),
        *numbers("into_id"),
        references("units_unit", "into_id", "CASCADE"),
        *words("how"),
        *days("on", empty=False),
        index("uq_units_succession_into", "unit_id", "into_id"),
        index("ix_units_succession_space_id_into_id", "into_id", unique=False),
    )
    create_table(
        IN_SPACE,
        "units_office",
        *of_unit(),
        *words("office", "rank"),
        sa.Column("party_member", sa.Boolean),
        sa.Column("party_from", sa.String),
        *days("introduced_on", "elected_on", "recognized_on", "started_on", "term_ends_on"),
        *days("ended_on"),
        *words("document", "end_document", empty=True),
        version(),
        sa.CheckConstraint(
            "ended_on is null or started_on is null or ended_on >= started_on",
            name="ck_units_office_days",
        ),
        index("ix_units_office_term", "term_ends_on", unique=False),
    )
    create_table(
        PERSONAL,
        "units_holder",
        *of_unit(),
        *numbers("office_id"),
        references("units_office", "office_id", "CASCADE"),
        *words("person_name", "sort_key", "folded"),
        *numbers("birth_year", empty=True),
        *words("phone", empty=True),
        index("uq_units_holder_office", "office_id"),
        index("ix_units_holder_space_id_office_id", "office_id", unique=False),
        index("ix_units_holder_sort", "sort_key", "id", unique=False),
    )
    _care()


def _care() -> None:
    create_table(
        IN_SPACE,
        "units_focus",
        area(),
        *numbers("year"),
        *words("director"),
        *words("task", empty=True),
        version(),
        sa.CheckConstraint("year between 2000 and 2100", name="ck_units_focus_year"),
        index("uq_units_focus_area_year", "area_id", "year"),
    )
    create_table(
        IN_SPACE,
        "units_survey",
        *words("name"),
        *days("held_on", empty=False),
        *words("note", empty=True),
        version(),
    )
    create_table(
        IN_SPACE,
        "units_mark",
        *numbers("survey_id"),
        references("units_survey", "survey_id", "CASCADE"),
        *of_unit(),
        *words("mark"),
        *numbers("listed", "attending", empty=True),
        *words("note", empty=True),
        sa.CheckConstraint("listed is null or listed >= 0", name="ck_units_mark_listed"),
        sa.CheckConstraint("attending is null or attending >= 0", name="ck_units_mark_attending"),
        index("uq_units_mark_survey_unit", "survey_id", "unit_id"),
        index("ix_units_mark_space_id_survey_id", "survey_id", unique=False),
    )
    create_table(
        IN_SPACE,
        "units_remedy",
        *of_unit(),
        *days("opened_on", "recheck_on", empty=False),
        *words("cause", "measure", "helper"),
        *days("closed_on"),
        *words("outcome", "finding", empty=True),
        version(),
        sa.CheckConstraint("recheck_on >= opened_on", name="ck_units_remedy_days"),
        sa.CheckConstraint(
            "(closed_on is null) = (outcome is null)", name="ck_units_remedy_closed"
        ),
    )
