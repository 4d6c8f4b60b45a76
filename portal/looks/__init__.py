"""Looks from above at a space's people: granted for a time, noted one by one, told every month."""
