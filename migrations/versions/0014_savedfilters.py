"""Filters of lists that accounts gave a name to."""

import sqlalchemy as sa

from portal.migrating import create_table
from portal.policies import OF_ACCOUNT

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    create_table(
        OF_ACCOUNT,
        "saved_filter",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("in_space_id", sa.Integer, sa.ForeignKey("space.id"), nullable=False),
        sa.Column("endpoint", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("query", sa.String, nullable=False),
        sa.Index("ix_saved_filter_account", "account_id", "in_space_id", "endpoint"),
        sa.Index("ix_saved_filter_in_space_id", "in_space_id"),
    )
