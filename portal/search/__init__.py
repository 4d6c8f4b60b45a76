"""Search across everything that an account may see, in all its spaces at once."""
