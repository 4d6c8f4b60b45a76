"""What the tests of members share."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from plugins.units.tests.conftest import Found
from plugins.units.tests.conftest import found as found
from plugins.units.tests.conftest import hamlets as hamlets

from .moving_ground import enrols as enrols
from .moving_ground import founds as founds
from .moving_ground import stand as stand
from .moving_ground import youth as youth
from .register_ground import SLUG, Put, putter


@pytest.fixture
def branch(found: Found) -> int:
    """A branch of the Women's Union of Sen."""
    return found(SLUG, "Chi hội ấp An Tài", "An Tài")


@pytest.fixture
def put(owner: sa.Connection, space_ids: dict[str, int], branch: int) -> Put:
    """Put a member into that branch, or elsewhere."""
    return putter(owner, space_ids, branch)
