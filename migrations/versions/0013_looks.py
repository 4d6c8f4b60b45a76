"""Looks from above: what a space granted, and each look that was taken."""

import sqlalchemy as sa

from portal.migrating import create_table
from portal.policies import CLOSED_MAP, PERSONAL_LOG

revision = "0013"
down_revision = "0012"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    account, space = (lambda: sa.ForeignKey("account.id")), (lambda: sa.ForeignKey("space.id"))
    create_table(
        CLOSED_MAP,
        "look_grant",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("in_space_id", sa.Integer, space(), nullable=False),
        sa.Column("account_id", sa.Integer, account(), nullable=False, index=True),
        sa.Column("from_space_id", sa.Integer, space(), nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("reason", sa.String, nullable=False),
        sa.Column("note", sa.String),
        sa.Column("document", sa.String),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
        sa.Column("asked_at", MOMENT),
        sa.Column("decided_by", sa.Integer, account()),
        sa.Column("decided_at", MOMENT),
        sa.Column("answer", sa.String),
        sa.Column("withdrawn_by", sa.Integer, account()),
        sa.Column("withdrawn_at", MOMENT),
        sa.Index("ix_look_grant_in_space_id_account_id", "in_space_id", "account_id"),
        sa.CheckConstraint(
            "state not in ('granted', 'withdrawn') or (valid_from is not null and valid_to is not"
            " null and valid_to between valid_from and valid_from + 30)",
            name="ck_look_grant_dated",
        ),
        sa.CheckConstraint("account_id <> decided_by", name="ck_look_grant_not_to_oneself"),
    )
    create_table(
        PERSONAL_LOG,
        "look",
        sa.Column("at", MOMENT, nullable=False),
        sa.Column("account_id", sa.Integer, nullable=False),
        sa.Column("account_name", sa.String, nullable=False),
        sa.Column("folded", sa.String, nullable=False),
        sa.Column("from_name", sa.String),
        sa.Column("grant_id", sa.Integer),
        sa.Column("module", sa.String, nullable=False),
        sa.Column("path", sa.String, nullable=False),
        sa.Column("subject_type", sa.String),
        sa.Column("subject_id", sa.Integer),
        sa.Column("subject_name", sa.String),
        sa.Column("sealed", sa.String),
        sa.Column("reason", sa.String),
        sa.Index("ix_look_space_at", "space_id", "at"),
        sa.Index("ix_look_space_subject", "space_id", "subject_type", "subject_id"),
        commands=("select", "insert"),
    )
