"""The Party's working list of its members, with the yearly remarks."""

import sqlalchemy as sa

from portal.migrating import create_table, references
from portal.policies import IN_SPACE, PERSONAL, Kind

revision, down_revision = "members_0004", "members_0003"


def of_party(kind: Kind, table: str, *columns: sa.schema.SchemaItem) -> None:
    """A table of rows of a board's list and of a cell."""
    create_table(
        kind,
        table,
        sa.Column("body_id", sa.Integer),
        references("body", "body_id", "SET NULL"),
        sa.Column("unit_id", sa.Integer),
        references("units_unit", "unit_id"),
        *columns,
    )


def of_row(table: str) -> list[sa.schema.SchemaItem]:
    return [
        sa.Column("party_id", sa.Integer, nullable=False),
        references("members_party_member", "party_id", "CASCADE"),
        sa.Index(f"ix_{table}_space_id_party_id", "space_id", "party_id"),
    ]


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=f"ck_{name}")


def whole(name: str) -> sa.Column:
    return sa.Column(name, sa.Integer, nullable=False)


def flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean, nullable=False, server_default="false")


def upgrade() -> None:
    of_party(
        IN_SPACE,
        "members_party_member",
        sa.Column("birth_year", sa.Integer),
        sa.Column("sex", sa.String),
        sa.Column("area_id", sa.Integer, sa.ForeignKey("area.id")),
        sa.Column("standing", sa.String, nullable=False, server_default="official"),
        flag("exempt"),
        flag("linked"),
        sa.Column("introduced_on", sa.Date),
        sa.Column("category", sa.String),
        sa.Column("listed_on", sa.Date, nullable=False),
        sa.Column("removed_on", sa.Date),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        check("members_party_member_sex", "sex in ('female', 'male')"),
        check("members_party_member_birth_year", "birth_year between 1900 and 2100"),
        check("members_party_member_standing", "standing in ('official', 'probationary')"),
        check("members_party_member_days", "removed_on is null or removed_on >= listed_on"),
        sa.Index("ix_members_party_member_area", "space_id", "area_id"),
    )
    of_party(
        PERSONAL,
        "members_party_name",
        *of_row("members_party_name"),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("sort_key", sa.String, nullable=False),
        sa.Column("folded", sa.String, nullable=False),
        sa.Column("workplace", sa.String),
        sa.Index("uq_members_party_name_party", "space_id", "party_id", unique=True),
        sa.Index("ix_members_party_name_sort", "space_id", "sort_key", "id"),
    )
    create_table(
        IN_SPACE,
        "members_office",
        whole("unit_id"),
        references("units_unit", "unit_id"),
        whole("office_id"),
        references("units_office", "office_id", "CASCADE"),
        whole("membership_id"),
        references("members_membership", "membership_id", "CASCADE"),
        sa.Index("ix_members_office_space_id_office_id", "space_id", "office_id"),
        sa.Index("ix_members_office_space_id_membership_id", "space_id", "membership_id"),
        sa.Index("uq_members_office_office", "space_id", "office_id", unique=True),
    )
    of_party(
        IN_SPACE,
        "members_party_remark",
        *of_row("members_party_remark"),
        sa.Column("year", sa.Integer, nullable=False),
        sa.Column("received", sa.Boolean, nullable=False),
        sa.Index("uq_members_party_remark_year", "space_id", "party_id", "year", unique=True),
        check("members_party_remark_year", "year between 2000 and 2100"),
    )
