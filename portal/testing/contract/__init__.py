"""What every installed module must hold to, as checks that pytest and `make mutants` run.

In a project: `pytest -p portal.testing.fixtures --pyargs portal.testing.contract`. Each check is a
generator of faults, each a sentence that names the table, route or thing at fault.
"""

from __future__ import annotations

from collections.abc import Iterable

import pytest


def none_of(faults: Iterable[str]) -> None:
    """Fail a test with every fault that was found, one a line."""
    found = list(faults)
    if found:
        pytest.fail("\n".join(found), pytrace=False)
