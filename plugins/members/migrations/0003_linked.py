"""Traces of people, and what overseers find out by them: runs, clusters, questions."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from portal.migrating import create_table, references
from portal.policies import DELIVERED, IN_SPACE

revision, down_revision = "members_0003", "members_0002"


def whole(*names: str) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer, nullable=False) for name in names]


def of_run(table: str) -> list[sa.schema.SchemaItem]:
    return [
        *whole("run_id"),
        references("members_run", "run_id", "CASCADE"),
        sa.Index(f"ix_{table}_space_id_run_id", "space_id", "run_id"),
    ]


def upgrade() -> None:
    create_table(
        IN_SPACE,
        "members_trace",
        *whole("membership_id"),
        references("members_membership", "membership_id", "CASCADE"),
        sa.Column("key", sa.String, nullable=False),
        sa.Column("whole", sa.BigInteger, nullable=False),
        sa.Column("words", ARRAY(sa.BigInteger), nullable=False),
        sa.Column("near", ARRAY(sa.BigInteger), nullable=False),
        *(sa.Column(name, sa.BigInteger) for name in ("marked", "citizen", "born")),
        sa.Index("ix_members_trace_space_id_membership_id", "space_id", "membership_id"),
        sa.Index("uq_members_trace_membership", "space_id", "membership_id", unique=True),
    )
    create_table(
        IN_SPACE,
        "members_run",
        sa.Column(
            "made_at", sa.DateTime(timezone=True), nullable=False, server_default=sa.func.now()
        ),
        sa.Column("made_by", sa.String, nullable=False),
        *whole("enrolments", "people", "spaces", "asked", "untraced"),
        sa.Column("cells", JSONB, nullable=False),
    )
    create_table(
        IN_SPACE,
        "members_cluster",
        *of_run("members_cluster"),
        *whole("person", "ref_space_id", "ref_id"),
        sa.Index("ix_members_cluster_ref", "space_id", "ref_space_id", "ref_id"),
    )
    create_table(
        DELIVERED,
        "members_question",
        *of_run("members_question"),
        *whole("ref_id"),
        sa.Column("missing", ARRAY(sa.String), nullable=False),
        sa.CheckConstraint("missing <> '{}'", name="ck_members_question_missing"),
        sa.Index("ix_members_question_ref", "to_space_id", "ref_id"),
    )
