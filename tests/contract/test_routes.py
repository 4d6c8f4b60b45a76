"""Every route of every installed module."""

from portal.testing.contract.test_routes import *  # noqa: F403
from portal.testing.contract.test_routes import pytestmark as pytestmark
from portal.testing.contract.test_routes import renewed as renewed
