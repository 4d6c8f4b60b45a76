"""Who is the same person, and of whom that is doubtful: decided without reading a name.

Each row is written down as a `Trace` where its name may be read; what is compared are traces. No
database and no Flask in here.
"""

from .outcome import Linked, Question
from .running import linked
from .traces import Trace, Tracer, Written

__all__ = ["Linked", "Question", "Trace", "Tracer", "Written", "linked"]
