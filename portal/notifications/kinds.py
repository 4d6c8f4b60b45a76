"""What a module says of the notices it gives."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: `text` is a template with %(facts)s, translated when it is read.

    `label` says the same without any fact, for the mail, which leaves the house: no name, no
    figure. `shown` turns a kept fact into words of the reader's language (a role's name into its
    label). `mailed` is no for what can wait until its reader looks in.
    """

    name: str
    label: Any
    text: Any
    shown: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    mailed: bool = True
