"""Pairs of members that were judged to be two people."""

import sqlalchemy as sa

from portal.migrating import create_table, references
from portal.policies import IN_SPACE

revision, down_revision = "members_0005", "members_0004"
TABLE = "members_distinct"


def upgrade() -> None:
    create_table(
        IN_SPACE,
        TABLE,
        sa.Column("one_id", sa.Integer, nullable=False),
        sa.Column("other_id", sa.Integer, nullable=False),
        sa.Column("judged_on", sa.Date, nullable=False),
        references("members_membership", "one_id", "CASCADE"),
        references("members_membership", "other_id", "CASCADE"),
        sa.Index(f"ix_{TABLE}_space_id_one_id", "space_id", "one_id"),
        sa.Index(f"ix_{TABLE}_space_id_other_id", "space_id", "other_id"),
        sa.Index(f"uq_{TABLE}_pair", "space_id", "one_id", "other_id", unique=True),
    )
