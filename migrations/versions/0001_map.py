"""The map of the house: areas, spaces, accounts and their roles."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from portal.migrating import create_table
from portal.policies import CLOSED_MAP, OF_ACCOUNT, PUBLIC_MAP

revision = "0001"
down_revision = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    vocabulary()
    areas_and_spaces()
    accounts()


def vocabulary() -> None:
    create_table(
        PUBLIC_MAP,
        "line",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("label_en", sa.String, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
    )
    create_table(
        PUBLIC_MAP,
        "level",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("label_en", sa.String, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("valid_from", sa.Date),
        sa.Column("valid_to", sa.Date),
    )
    create_table(
        PUBLIC_MAP,
        "space_kind",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("line", sa.String, sa.ForeignKey("line.name"), nullable=False),
        sa.Column("level", sa.String, sa.ForeignKey("level.name"), nullable=False),
        sa.Column("label", sa.String, nullable=False),
        sa.Column("label_en", sa.String, nullable=False),
        sa.Column("rank", sa.Integer, nullable=False),
        sa.Column("bodies", JSONB, nullable=False, server_default="[]"),
    )


def areas_and_spaces() -> None:
    create_table(
        PUBLIC_MAP,
        "area",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("code", sa.String),
        sa.Column("level", sa.String, sa.ForeignKey("level.name"), nullable=False),
        sa.Column("kind", sa.String, nullable=False),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("area.id"), index=True),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Index("uq_area_code_level_from", "code", "level", "valid_from", unique=True),
    )
    create_table(
        PUBLIC_MAP,
        "space",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("slug", sa.String, nullable=False, unique=True),
        sa.Column("kind", sa.String, sa.ForeignKey("space_kind.name"), nullable=False),
        sa.Column("line", sa.String, sa.ForeignKey("line.name"), nullable=False),
        sa.Column("level", sa.String, sa.ForeignKey("level.name"), nullable=False),
        sa.Column("parent_id", sa.Integer, sa.ForeignKey("space.id"), index=True),
        sa.Column("area_id", sa.Integer, sa.ForeignKey("area.id"), nullable=False, index=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("short_name", sa.String, nullable=False),
        sa.Column("sort_key", sa.String, nullable=False),
        sa.Column("folded", sa.String, nullable=False),
        sa.Column("opened_on", sa.Date, nullable=False),
        sa.Column("closed_on", sa.Date),
        sa.Column("closed_reason", sa.String),
        sa.Column("closed_document", sa.String),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    )
    create_table(
        PUBLIC_MAP,
        "oversight",
        sa.Column("overseer_id", sa.Integer, sa.ForeignKey("space.id"), primary_key=True),
        sa.Column("space_id", sa.Integer, sa.ForeignKey("space.id"), primary_key=True, index=True),
    )
    create_table(
        PUBLIC_MAP,
        "space_address",
        sa.Column("slug", sa.String, primary_key=True),
        sa.Column("in_space_id", sa.Integer, sa.ForeignKey("space.id"), nullable=False),
        sa.Column("until", sa.Date, nullable=False),
    )
    create_table(
        PUBLIC_MAP,
        "space_setting",
        sa.Column("in_space_id", sa.Integer, sa.ForeignKey("space.id"), primary_key=True),
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("value", JSONB, nullable=False),
    )


def accounts() -> None:
    create_table(
        CLOSED_MAP,
        "account",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("username", sa.String, nullable=False, unique=True),
        sa.Column("phone", sa.String, unique=True),
        sa.Column("email", sa.String, unique=True),
        sa.Column("display_name", sa.String, nullable=False),
        sa.Column("sort_key", sa.String, nullable=False),
        sa.Column("folded", sa.String, nullable=False),
        sa.Column("password_hash", sa.String),
        sa.Column("password_set_at", MOMENT),
        sa.Column("must_choose_password", sa.Boolean, nullable=False, server_default="false"),
        sa.Column("disabled_at", MOMENT),
        sa.Column("language", sa.String),
        sa.Column("theme", sa.String),
        sa.Column("created_at", MOMENT, nullable=False, server_default=sa.func.now()),
        sa.Column("version", sa.Integer, nullable=False, server_default="1"),
    )
    of_account = sa.ForeignKey("account.id")
    create_table(
        CLOSED_MAP,
        "account_session",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("account_id", sa.Integer, of_account, nullable=False, index=True),
        sa.Column("token_hash", sa.String, nullable=False, unique=True),
        sa.Column("device", sa.String, nullable=False),
        sa.Column("address", sa.String),
        sa.Column("created_at", MOMENT, nullable=False),
        sa.Column("last_used_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    create_table(
        CLOSED_MAP,
        "space_membership",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True
        ),
        sa.Column("in_space_id", sa.Integer, sa.ForeignKey("space.id"), nullable=False, index=True),
        sa.Column("role", sa.String, nullable=False),
        sa.Column("unit_ids", ARRAY(sa.Integer)),
        sa.Column("body_ids", ARRAY(sa.Integer)),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_to", sa.Date),
        sa.Column("granted_by", sa.Integer, sa.ForeignKey("account.id")),
    )
    create_table(
        CLOSED_MAP,
        "one_time_code",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True
        ),
        sa.Column("code_hash", sa.String, nullable=False, unique=True),
        sa.Column("made_by", sa.Integer, sa.ForeignKey("account.id")),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("expires_at", MOMENT, nullable=False),
        sa.Column("used_at", MOMENT),
    )
    create_table(
        CLOSED_MAP,
        "sign_in_attempt",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("key_hash", sa.String, nullable=False, index=True),
        sa.Column("at", MOMENT, nullable=False),
    )
    create_table(
        OF_ACCOUNT,
        "used_form_key",
        sa.Column("key", sa.String, primary_key=True),
        sa.Column(
            "account_id", sa.Integer, sa.ForeignKey("account.id"), nullable=False, index=True
        ),
        sa.Column("location", sa.String),
        sa.Column("at", MOMENT, nullable=False, server_default=sa.func.now()),
    )
