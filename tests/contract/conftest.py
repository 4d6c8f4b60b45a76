"""The contract tests that the portal ships, run on everything installed in this checkout."""

from portal.testing.contract.conftest import as_owner, ground, stage

__all__ = ["as_owner", "ground", "stage"]
