"""Units: the branches, teams and groups of each organization, their officers and how they fare."""
