"""Enrolments with their people, movements and the ledger."""

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB

from portal.migrating import create_table, references
from portal.policies import IN_SPACE, PERSONAL

revision, down_revision = "members_0001", None


def words(*names: str, empty: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.String, nullable=empty) for name in names]


def days(*names: str, empty: bool = True) -> list[sa.Column]:
    return [sa.Column(name, sa.Date, nullable=empty) for name in names]


def numbers(*names: str, empty: bool = False) -> list[sa.Column]:
    return [sa.Column(name, sa.Integer, nullable=empty) for name in names]


def of_unit() -> list[sa.schema.SchemaItem]:
    return [*numbers("unit_id"), references("units_unit", "unit_id")]


def of_membership(table: str, empty: bool = False) -> list[sa.schema.SchemaItem]:
    return [
        *numbers("membership_id", empty=empty),
        references("members_membership", "membership_id", "CASCADE"),
        index(f"ix_{table}_space_id_membership_id", "membership_id"),
    ]


def of_movement(table: str) -> list[sa.schema.SchemaItem]:
    return [
        *numbers("movement_id"),
        references("members_movement", "movement_id", "CASCADE"),
        index(f"ix_{table}_space_id_movement_id", "movement_id"),
    ]


def version() -> sa.Column:
    return sa.Column("version", sa.Integer, nullable=False, server_default="1")


def index(name: str, *columns: str, unique: bool = False) -> sa.Index:
    return sa.Index(name, "space_id", *columns, unique=unique)


def check(name: str, condition: str) -> sa.CheckConstraint:
    return sa.CheckConstraint(condition, name=f"ck_{name}")


def upgrade() -> None:
    create_table(
        IN_SPACE,
        "members_membership",
        *of_unit(),
        *words("kind", "sex"),
        *numbers("birth_year", empty=True),
        sa.Column("area_id", sa.Integer, sa.ForeignKey("area.id")),
        *days("joined_on"),
        *words("card", "occupation", empty=True),
        sa.Column("traits", JSONB, nullable=False, server_default="{}"),
        sa.Column("state", sa.String, nullable=False, server_default="active"),
        *days("state_until", "left_on"),
        *words("left_how", empty=True),
        *days("away_since"),
        *words("away_how", empty=True),
        *numbers("merged_into_id", empty=True),
        version(),
        references("members_membership", "merged_into_id"),
        check("members_membership_sex", "sex in ('female', 'male')"),
        check("members_membership_birth_year", "birth_year between 1900 and 2100"),
        check("members_membership_state", "state in ('active', 'deferred', 'exempt', 'left')"),
        check("members_membership_left_on", "(state = 'left') = (left_on is not null)"),
        check("members_membership_left_how", "(left_on is null) = (left_how is null)"),
        check("members_membership_away", "(away_since is null) = (away_how is null)"),
        index("ix_members_membership_state", "state"),
        index("ix_members_membership_space_id_merged_into_id", "merged_into_id"),
    )
    create_table(
        PERSONAL,
        "members_person",
        *of_unit(),
        *of_membership("members_person"),
        *words("name", "sort_key", "folded"),
        *days("birth_date"),
        *words("phone", "address", empty=True),
        sa.Column("citizen_id", sa.Text),
        sa.Column("citizen_hash", sa.Text),
        index("uq_members_person_membership", "membership_id", unique=True),
        index("ix_members_person_sort", "sort_key", "id"),
        index("ix_members_person_citizen", "citizen_hash"),
    )
    create_table(
        IN_SPACE,
        "members_party_mark",
        *of_unit(),
        *of_membership("members_party_mark"),
        sa.Column("party_member", sa.Boolean, nullable=False),
        *days("since"),
        version(),
        index("uq_members_party_mark_membership", "membership_id", unique=True),
    )
    _movements()


def _movements() -> None:
    create_table(
        IN_SPACE,
        "members_movement",
        *of_unit(),
        *of_membership("members_movement", empty=True),
        *numbers("to_unit_id", empty=True),
        references("units_unit", "to_unit_id"),
        *words("kind"),
        sa.Column("state", sa.String, nullable=False, server_default="proposed"),
        *days("on", empty=False),
        *days("until", "proposed_on", "considered_on", "decided_on", "visited_on", "informed_on"),
        *words("to_kind", "reason", "considered_by", "decided_by", "document", empty=True),
        sa.Column("overridden", JSONB, nullable=False, server_default="[]"),
        *words("override_reason", "override_note", empty=True),
        *numbers("turn", "batch", empty=True),
        version(),
        check("members_movement_state", "state in ('proposed', 'decided', 'refused', 'withdrawn')"),
        check("members_movement_decided", "state <> 'decided' or decided_on is not null"),
        check("members_movement_overridden", "overridden = '[]' or override_reason is not null"),
        check(
            "members_movement_turn",
            "(state = 'decided') = (turn is not null)"
            " and (turn is null or membership_id is not null)",
        ),
        index("uq_members_movement_turn", "membership_id", "turn", unique=True),
        index("ix_members_movement_space_id_to_unit_id", "to_unit_id"),
        index("ix_members_movement_on", "on", "id"),
        index("ix_members_movement_open", "state"),
    )
    create_table(
        IN_SPACE,
        "members_entry",
        *of_unit(),
        *of_membership("members_entry"),
        *numbers("movement_id", empty=True),
        references("members_movement", "movement_id", "CASCADE"),
        *days("on", empty=False),
        sa.Column("change", sa.Integer, nullable=False),
        *words("how", "sex", "kind"),
        check("members_entry_change", "change in (-1, 1)"),
        check("members_entry_sex", "sex in ('female', 'male')"),
        index("ix_members_entry_space_id_movement_id", "movement_id"),
        index("ix_members_entry_on", "on"),
    )
    _waiting()


def _waiting() -> None:
    create_table(
        PERSONAL,
        "members_candidate",
        *of_unit(),
        *of_movement("members_candidate"),
        *words("name"),
        sa.Column("facts", sa.Text, nullable=False),
    )
    create_table(
        PERSONAL,
        "members_offer",
        *of_unit(),
        *numbers("from_unit_id"),
        references("units_unit", "from_unit_id"),
        *of_movement("members_offer"),
        *of_membership("members_offer"),
        *words("from_unit_name", "name", "sex"),
        *numbers("birth_year", empty=True),
        *days("on", empty=False),
        index("ix_members_offer_space_id_from_unit_id", "from_unit_id"),
    )
