"""Keep a file, let go of one; and what a job made."""

from __future__ import annotations

import hashlib
import mimetypes
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from flask_babel import gettext as _

from ..config import current_config
from ..database import db
from ..errors import Invalid
from ..guards import guard
from ..jobs.kinds import Made
from ..locks import BYTES
from ..reach import current_reach
from .models import PersonalFile, StoredFile
from .naming import kept_name
from .pictures import redraw
from .recognizing import FileType, type_of, with_ending
from .store import Store, store_of

AnyFile = StoredFile | PersonalFile
MEGABYTE = 1024 * 1024


def keep(
    content: bytes,
    name: str,
    *,
    space_id: int,
    personal: bool = False,
    unit_id: int | None = None,
    field: str | None = "file",
) -> AnyFile:
    """Keep what somebody sent, within the write reach; `personal` for a file about people.

    Raises Invalid as checked() does. The act of which this is a part records the event.
    """
    return keep_checked(
        checked(content, name, field), space_id=space_id, personal=personal, unit_id=unit_id
    )


@dataclass(frozen=True)
class Checked:
    """A file that may be kept: its name cleaned, its type known, its pictures drawn anew."""

    content: bytes
    name: str
    media_type: str


def checked(content: bytes, name: str, field: str | None = "file") -> Checked:
    """What would be kept of a file that somebody sent.

    Raises Invalid, at `field`, on a file that is too large, damaged, of a kind that is not kept,
    or not what its name says.
    """
    check_size(len(content), field)
    name = kept_name(name)
    kind = checked_type(content, name, field)
    if kind.image:
        content = redraw(content, field)
    return Checked(content, with_ending(name, kind), kind.media_type)


def keep_checked(
    file: Checked, *, space_id: int, personal: bool = False, unit_id: int | None = None
) -> AnyFile:
    """Keep a file that was checked already, as by the field of a form."""
    reach = current_reach()
    row = (PersonalFile if personal else StoredFile)(
        space_id=space_id,
        digest=_put(file.content),
        name=file.name,
        media_type=file.media_type,
        size=len(file.content),
        unit_id=unit_id,
        account_id=reach.account_id if reach else None,
    )
    db.session.add(row)
    db.session.flush()
    return row


@guard("files.size", without=None)
def check_size(size: int, field: str | None = None) -> None:
    """Refuse a file larger than the installation keeps. Raises Invalid."""
    most = current_config().max_upload
    if size > most:
        raise Invalid(
            _("The file is larger than %(size)s MB. Send a smaller one.", size=most // MEGABYTE),
            field,
        )


@guard("files.type", without=FileType("application/octet-stream", (), ""))
def checked_type(content: bytes, name: str, field: str | None) -> FileType:
    """The type of a file by its content; a lying name and an unknown type are refused."""
    return type_of(content, name, field)


def drop(file: AnyFile) -> None:
    """Let go of a file; its bytes go with the next sweep, unless another row keeps them."""
    db.session.delete(file)
    db.session.flush()


def keep_result(made: Made) -> dict[str, Any]:
    """Keep what a job made, and give what the job's own row remembers of it.

    That row belongs to the account that asked, so nobody else finds the file.
    """
    return {
        "digest": _put(made.content),
        "name": kept_name(made.name),
        "media_type": mimetypes.guess_type(made.name)[0] or "application/octet-stream",
        "size": len(made.content),
    }


def files() -> Store:
    """The store of this installation."""
    return store_of(current_config())


def key_of(digest: str) -> int:
    """The second half of the lock on some bytes: the start of their digest as PostgreSQL's int."""
    return int.from_bytes(bytes.fromhex(digest[:8]), signed=True)


def _put(content: bytes) -> str:
    key = key_of(hashlib.sha256(content).hexdigest())
    db.session.execute(sa.select(sa.func.pg_advisory_xact_lock_shared(BYTES, key)))
    return files().put(content)
