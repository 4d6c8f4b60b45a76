"""Everything that modules add to the pages of others."""

from portal.testing.contract.test_offers import *  # noqa: F403
from portal.testing.contract.test_offers import pytestmark as pytestmark
