"""Modules that boot and migrate, and yet break the rules: the contract tests must say so."""
