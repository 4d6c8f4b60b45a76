"""A PostgreSQL of the checkout's own, for the demo and the tests.

    with ensure("var/test", durable=False) as instance:
        instance.create_database("portal")
        engine = create_engine(instance.url("portal_app", "portal"))

The first process to ask starts the server, the others join it, the last one out stops it.
"""

from .instance import Instance, ensure
from .places import binaries
from .refusals import Refusal
from .removal import remove

__all__ = ["Instance", "Refusal", "binaries", "ensure", "remove"]
