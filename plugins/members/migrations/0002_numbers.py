"""Counts that no record gives, typed with the day and the source."""

import sqlalchemy as sa

from portal.migrating import create_table
from portal.policies import IN_SPACE

revision, down_revision = "members_0002", "members_0001"


def upgrade() -> None:
    create_table(
        IN_SPACE,
        "members_number",
        sa.Column("key", sa.String, nullable=False),
        sa.Column("as_of", sa.Date, nullable=False),
        sa.Column("value", sa.Numeric(16, 2), nullable=False),
        sa.Column("source", sa.String, nullable=False),
        sa.Column("area_id", sa.Integer, sa.ForeignKey("area.id")),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
        sa.CheckConstraint("value >= 0", name="ck_members_number_value"),
        sa.Index("ix_members_number_key", "space_id", "key", "as_of"),
    )
