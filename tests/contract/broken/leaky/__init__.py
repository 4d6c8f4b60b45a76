"""A module that leaks in every way that neither the boot nor the migration can see."""
