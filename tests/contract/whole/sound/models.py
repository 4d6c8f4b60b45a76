from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from portal.database import (
    Delivered,
    InSpace,
    Log,
    Model,
    OfAccount,
    Personal,
    PersonalLog,
    Published,
    belongs_to,
)
from portal.sealed import KeyedHash, Sealed
from portal.spaces.models import Body
from portal.text import NfcText


class Sound(InSpace, Model):
    name: Mapped[str] = mapped_column(NfcText)
    unit_id: Mapped[int | None]
    body_id: Mapped[int | None]
    body: Mapped[Body | None] = belongs_to("Body", "body_id", on_delete="SET NULL")


class SoundPerson(Personal, Model):
    person_name: Mapped[str] = mapped_column(NfcText)
    citizen_id: Mapped[str] = mapped_column(Sealed("sound.citizen_id"))
    citizen_hash: Mapped[str] = mapped_column(KeyedHash("sound.citizen_id", "citizen_id"))
    unit_id: Mapped[int | None]


class SoundTopic(Published, Model):
    title: Mapped[str] = mapped_column(NfcText)


class SoundLetter(Delivered, Model):
    title: Mapped[str] = mapped_column(NfcText)


class SoundCopy(InSpace, Model):
    __elsewhere__ = {"ref_space_id": "space"}
    ref_space_id: Mapped[int]
    ref_id: Mapped[int]


class SoundLook(Log, Model):
    reason: Mapped[str] = mapped_column(NfcText)
    unit_id: Mapped[int | None]


class SoundSecret(PersonalLog, Model):
    reason: Mapped[str] = mapped_column(NfcText)


class SoundFilter(OfAccount, Model):
    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(sa.ForeignKey("account.id"), index=True)
    words: Mapped[str] = mapped_column(NfcText)
