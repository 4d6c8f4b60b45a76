"""The features of the core, in the order they are registered."""

NAMES = (
    "accounts",
    "spaces",
    "history",
    "looks",
    "dashboard",
    "inbox",
    "messages",
    "files",
    "imports",
    "jobs",
    "notifications",
    "search",
    "savedfilters",
)
