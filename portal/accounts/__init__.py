"""Who signs in: accounts, sessions, first passwords, roles in spaces."""
