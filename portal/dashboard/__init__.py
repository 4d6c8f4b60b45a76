"""Pages of the core: dashboard."""
