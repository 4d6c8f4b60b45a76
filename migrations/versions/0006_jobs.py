"""The queue of jobs."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from portal.migrating import create_table
from portal.policies import OF_ACCOUNT

revision = "0006"
down_revision = "0005"

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    create_table(
        OF_ACCOUNT,
        "job",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True
        ),
        sa.Column("in_space_id", sa.Integer, sa.ForeignKey("space.id")),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("needs", sa.String, nullable=False),
        sa.Column("arguments", JSONB, nullable=False),
        sa.Column("state", sa.String, nullable=False),
        sa.Column("done", sa.Integer, nullable=False, server_default="0"),
        sa.Column("total", sa.Integer),
        sa.Column("result", JSONB),
        sa.Column("error", sa.String),
        sa.Column("asked_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("run_after", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("started_at", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
        sa.Column("locked_by", sa.String),
        sa.Column("heartbeat_at", MOMENT),
        sa.Index(
            "ix_job_open",
            "run_after",
            "id",
            postgresql_where=sa.text("state in ('waiting', 'running')"),
        ),
    )
