"""One table of every kind, one page and form of every sort."""
