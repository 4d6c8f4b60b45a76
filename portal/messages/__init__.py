"""Messages to paste elsewhere: what, until when, where, and a short link. No name of a person."""

from .kinds import MessageKind, Said

__all__ = ["MessageKind", "Said"]
