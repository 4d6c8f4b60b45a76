"""The chain of events: what changed, where, who did it and when."""
