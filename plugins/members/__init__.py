"""Members: who is enrolled in each organization, how they came and went, how many people."""
