"""Pages of the core: inbox."""
