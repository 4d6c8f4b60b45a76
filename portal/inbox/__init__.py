"""Things to do, made of selects: whatever is done is gone from the list by itself."""
