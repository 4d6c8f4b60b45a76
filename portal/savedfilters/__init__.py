"""Filters of lists that an account gave a name to, to look at the same again."""
