"""Every table of every installed module."""

from portal.testing.contract.test_tables import *  # noqa: F403
from portal.testing.contract.test_tables import pytestmark as pytestmark
