"""Every kind of long work."""

from portal.testing.contract.test_work import *  # noqa: F403
from portal.testing.contract.test_work import pytestmark as pytestmark
