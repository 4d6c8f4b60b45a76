"""Shipped with the portal: a cast, fixtures and contract tests for any module."""
