"""${message}"""

import sqlalchemy as sa

from portal import policies
from portal.migrating import create_table, references

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}
