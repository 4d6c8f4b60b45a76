"""Settings of a space: declared once, decided by the space or inherited from above."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from .indicators import Indicator
from .locale import number_text
from .text import clean

IN_THOUSANDS = re.compile(r"-?\d{1,3}(\.\d{3})+")
"""A number as the portal writes it itself: 1.500."""
LONGEST = 200
"""Characters a text may have."""


@dataclass(frozen=True)
class Setting:
    """One declared setting. `type` is bool, int, str or a tuple of choices.

    `local` settings are never inherited (a document head belongs to one space). `least` and `most`
    bound a number; `labels` are the words for the choices, in their order; `check` gives a sentence
    about a value that cannot be, and None about one that can.
    """

    name: str
    label: Any
    default: Any
    type: type | tuple[str, ...] = str
    hint: Any = ""
    local: bool = False
    group: str = "general"
    least: int | None = None
    most: int | None = None
    labels: tuple[Any, ...] = ()
    check: Callable[[Any], Any] | None = None
    unit: Any = ""
    """What stands behind a number: "%", or a word."""

    def fits(self, value: Any) -> bool:
        """Whether a stored value is of the declared type; a declaration may change in time."""
        if isinstance(self.type, tuple):
            return value in self.type
        return type(value) is self.type

    def read(self, typed: Any) -> Any:
        """The value of what was typed. Raises ValueError with a sentence that says how to mend."""
        value = self._of_type(typed)
        fault = self._bounds(value) or (self.check(value) if self.check else None)
        if fault:
            raise ValueError(fault)
        return value

    def text_of(self, value: Any) -> str:
        """The value in words."""
        if isinstance(value, bool):
            if self.group == "modules":
                return str(_("on") if value else _("off"))
            return str(_("yes") if value else _("no"))
        if isinstance(self.type, tuple) and self.labels and value in self.type:
            return str(self.labels[self.type.index(value)])
        if value is None:
            return str(_("not decided"))
        if isinstance(value, int):
            return f"{number_text(value)}{'' if self.unit == '%' else ' '}{self.unit}".strip()
        return str(_("nothing")) if value == "" else str(value)

    def _of_type(self, typed: Any) -> Any:
        text = clean(str("" if typed is None else typed))
        if isinstance(self.type, tuple):
            if text not in self.type:
                raise ValueError(_("Choose one of the answers."))
            return text
        if self.type is bool:
            if text not in ("True", "False"):
                raise ValueError(_("Choose yes or no."))
            return text == "True"
        if self.type is int:
            text = text.replace(".", "") if IN_THOUSANDS.fullmatch(text) else text
            if not text.removeprefix("-").isdecimal() or len(text) > 9:
                raise ValueError(_("Write a whole number, such as 72."))
            return int(text)
        if len(text) > LONGEST:
            raise ValueError(_("Use at most %(number)s characters.", number=LONGEST))
        return text

    def _bounds(self, value: Any) -> str | None:
        if self.type is not int:
            return None
        if self.least is not None and value < self.least:
            return str(_("Write a number from %(least)s up.", least=number_text(self.least)))
        if self.most is not None and value > self.most:
            return str(_("Write a number up to %(most)s.", most=number_text(self.most)))
        return None


def targets_of(indicator: Indicator) -> Iterator[Setting]:
    """The settings by which a space decides targets of a figure: in percent, in numbers, none."""
    if indicator.target_setting:
        yield target_of(indicator)
    if indicator.number_setting:
        yield number_of(indicator)


def target_of(indicator: Indicator) -> Setting:
    """The setting by which a space decides what a ratio must reach, or may not exceed, in percent.

    Nobody has decided it from the start: a target is the word of a committee, not of the portal.
    """
    hint = (
        _l("The least percentage that must be reached; spaces below that fall short are marked.")
        if indicator.direction == "more"
        else _l("The greatest percentage that is allowed; spaces below that exceed it are marked.")
    )
    return Setting(
        indicator.target_setting,
        _l("Target: %(figure)s", figure=indicator.label),
        None,
        int,
        hint,
        group="targets",
        least=0,
        most=100,
        unit="%",
    )


def number_of(indicator: Indicator) -> Setting:
    """The setting by which a space decides what number it must reach, or may not exceed.

    It is that of the space and those below it together, so that nobody inherits it.
    """
    hint = (
        _l("The least number that must be reached, here and in the spaces below together.")
        if indicator.direction == "more"
        else _l("The greatest number that is allowed, here and in the spaces below together.")
    )
    return Setting(
        indicator.number_setting,
        _l("Target in numbers: %(figure)s", figure=indicator.label),
        None,
        int,
        hint,
        local=True,
        group="numbers",
        least=1 if indicator.direction == "more" else 0,
        most=9_999_999,
        unit=indicator.unit,
    )
