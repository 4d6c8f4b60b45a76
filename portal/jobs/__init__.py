"""Long work in a queue of PostgreSQL's: asked in one transaction, done in another, once.

A job belongs to the account that asked for it: the table is read and written by that account, and
by the map session of the worker, which must find the jobs of everyone. So the serving role needs
no further right, and a worker that looks for work has no row of any space within its reach. It
gets the reach of the account, for one job, after account and right were checked again.
"""

from .kinds import Done, Job, Made, Progress

__all__ = ["Done", "Job", "Made", "Progress"]
