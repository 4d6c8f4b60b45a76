"""The map of the house: areas, spaces, who oversees whom, bodies and officers."""
