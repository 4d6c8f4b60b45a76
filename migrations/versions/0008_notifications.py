"""Notices, and whether they are mailed."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from portal.migrating import create_table
from portal.policies import OF_ACCOUNT

revision = "0008"
down_revision = "0007"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_table(
        OF_ACCOUNT,
        "notice",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("in_space_id", sa.Integer, sa.ForeignKey("space.id")),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("facts", JSONB, nullable=False),
        sa.Column("url", sa.String, nullable=False),
        sa.Column("at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("seen_at", MOMENT),
        sa.Index("ix_notice_account_id_id", "account_id", "id"),
        sa.Index("ix_notice_unseen", "account_id", postgresql_where=sa.text("seen_at is null")),
    )
    create_table(
        OF_ACCOUNT,
        "notice_preference",
        sa.Column("account_id", sa.Integer, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("by_mail", sa.Boolean, nullable=False),
    )
