"""The chain of events of every space."""

import sqlalchemy as sa

from portal.migrating import create_table, references
from portal.policies import LOG, PERSONAL_LOG

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    create_table(
        LOG,
        "event",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("account_id", sa.Integer),
        sa.Column("account_name", sa.String),
        sa.Column("verb", sa.String, nullable=False),
        sa.Column("subject_type", sa.String, nullable=False),
        sa.Column("subject_id", sa.Integer),
        sa.Column("subject_name", sa.String, nullable=False),
        sa.Column("unit_id", sa.Integer),
        sa.Column("undoes_id", sa.Integer),
        sa.Column("payload_hash", sa.String, nullable=False),
        sa.Column("prev_hash", sa.String, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.Index("uq_event_space_seq", "space_id", "seq", unique=True),
        sa.Index("uq_event_space_undoes", "space_id", "undoes_id", unique=True),
        sa.Index("ix_event_space_at", "space_id", "at"),
        sa.Index("ix_event_space_subject", "space_id", "subject_type", "subject_id"),
        commands=("select", "insert"),
    )
    create_table(
        PERSONAL_LOG,
        "event_payload",
        sa.Column("event_id", sa.Integer, nullable=False),
        sa.Column("unit_id", sa.Integer),
        sa.Column("salt", sa.String, nullable=False),
        sa.Column("content", sa.JSON, nullable=False),
        sa.Index("uq_event_payload_space_event", "space_id", "event_id", unique=True),
        references("event", "event_id"),
        commands=("select", "insert", "delete"),
    )
    create_table(
        LOG,
        "event_head",
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("hash", sa.String, nullable=False),
        sa.Index("uq_event_head_space", "space_id", unique=True),
        commands=("select", "insert", "update"),
    )
