"""A module that keeps every rule and uses every kind of table: the contract tests must pass it."""
