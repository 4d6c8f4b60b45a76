"""The list of units as Django would serve it: the same rows, look-ups and words."""
