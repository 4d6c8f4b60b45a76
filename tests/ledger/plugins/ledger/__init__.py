"""A module that writes one row for each form sent, and one more for each job done."""
