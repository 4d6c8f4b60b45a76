"""What units keeps: the units themselves, and how they fare."""

from .care import MARKS, OUTCOMES, WEAK, UnitsFocus, UnitsMark, UnitsRemedy, UnitsSurvey
from .units import (
    ENDINGS,
    UnitsHolder,
    UnitsName,
    UnitsOffice,
    UnitsPlace,
    UnitsSuccession,
    UnitsUnit,
)

__all__ = [
    "ENDINGS",
    "MARKS",
    "OUTCOMES",
    "WEAK",
    "UnitsFocus",
    "UnitsHolder",
    "UnitsMark",
    "UnitsName",
    "UnitsOffice",
    "UnitsPlace",
    "UnitsRemedy",
    "UnitsSuccession",
    "UnitsSurvey",
    "UnitsUnit",
]
