"""Invented people of a district, and how communes write them down: no database, no Flask.

For the demo, its files and the bench of the linkage. The same seed gives the same people.
"""

from .making import LINES, Invented, Place, people
from .naming import invented_full_name
from .writing import BENCH, Enrolment, Noise, as_written, enrolments_of

__all__ = [
    "BENCH",
    "LINES",
    "Enrolment",
    "Invented",
    "Noise",
    "Place",
    "as_written",
    "enrolments_of",
    "invented_full_name",
    "people",
]
