"""Notices to one account: in the portal, and by mail where its owner wants that.

A notice is written in the transaction of the act that it tells of, and so is the job that mails
it: neither outlives an act that was taken back. It keeps a kind and some facts, never a sentence,
so that everybody reads it in the own language.
"""

from .kinds import NoticeKind

__all__ = ["NoticeKind"]
