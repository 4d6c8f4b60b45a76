"""What an overseer found out about people who are in several organizations."""

from __future__ import annotations

import datetime as dt
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import Delivered, InSpace, Model, belongs_to
from portal.locale import number_text


class MembersRun(InSpace, Model):
    """One count of people over the spaces that a space oversees, by their traces alone.

    `cells` are the numbers as they may be shown: what is hidden was never written down.
    """

    made_at: Mapped[dt.datetime] = mapped_column(
        sa.DateTime(timezone=True), server_default=sa.func.now()
    )
    made_by: Mapped[str]
    enrolments: Mapped[int]
    people: Mapped[int]
    spaces: Mapped[int]
    asked: Mapped[int]
    untraced: Mapped[int]
    """Enrolments that have no trace under the key in use: nobody counted them."""
    cells: Mapped[list[Any]] = mapped_column(JSONB)

    @property
    def history_name(self) -> str:
        """What the history calls it: over how many spaces. How many people: see `cells`."""
        return number_text(self.spaces)


class MembersCluster(InSpace, Model):
    """An enrolment of somebody who has several: those of one `person` in a run are one person's.

    Whoever has one enrolment only has no row here.
    """

    __elsewhere__ = {"ref_space_id": "space"}
    __table_args__ = (sa.Index("ix_members_cluster_ref", "space_id", "ref_space_id", "ref_id"),)
    run_id: Mapped[int]
    run: Mapped[MembersRun] = belongs_to("MembersRun", "run_id", on_delete="CASCADE")
    person: Mapped[int]
    ref_space_id: Mapped[int]
    ref_id: Mapped[int]


class MembersQuestion(Delivered, Model):
    """A space is asked to complete a row of its own, since it may be the same person's as another.

    It says which row (`ref_id`, an enrolment of the recipient) and what it lacks, and nothing of
    the other one. The question is open while all that it names is lacking.
    """

    __table_args__ = (
        sa.CheckConstraint("missing <> '{}'", name="missing"),
        sa.Index("ix_members_question_ref", "to_space_id", "ref_id"),
    )
    run_id: Mapped[int]
    run: Mapped[MembersRun] = belongs_to("MembersRun", "run_id", on_delete="CASCADE")
    ref_id: Mapped[int]
    missing: Mapped[list[str]] = mapped_column(ARRAY(sa.String))
