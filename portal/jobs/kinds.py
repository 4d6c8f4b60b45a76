"""What a module says of its long work, and what such work gives back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from ..access import Needs
from ..reach import Reach


class Progress(Protocol):
    """Tells whoever waits how far the work is; the page shows `done` of `total`."""

    def __call__(self, done: int, total: int) -> None: ...


@dataclass(frozen=True)
class Made:
    """A file that the work made; it is kept with the job, for the account that asked.

    `needs` and `within` are the permission and the reach it was made under, where these are not
    those of the work itself: whoever fetches it must hold as much on that day.
    """

    name: str
    content: bytes
    needs: str = ""
    within: Reach | None = None


@dataclass(frozen=True)
class Done:
    """What the work says at its end: a sentence, where to look, a file to fetch."""

    text: str = ""
    url: str = ""
    file: Made | None = None


@dataclass(frozen=True)
class Job:
    """A kind of long work: `run(arguments, progress)` does it, within the reach of `needs`.

    What it changes and the mark that it is done commit together, so its effect happens once
    however often it is begun. `retries` says how often it is begun anew after a fault; work that
    was cut short by a kill is always begun anew. `needs` is a permission, MEMBER or SIGNED_IN.
    """

    name: str
    label: Any
    needs: Needs
    run: Callable[[dict[str, Any], Progress], Done | None]
    retries: int = 0
