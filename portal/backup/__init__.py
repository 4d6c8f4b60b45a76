"""Backups of a whole installation in one file: every table, every sequence, every file.

They are our own, by COPY inside one REPEATABLE READ transaction of the owner, not pg_dump's: they
need no program of PostgreSQL's on the web server, restore onto an older or newer server, are
compared table by table by hash, and carry the files of the same moment. The schema is not in
them: the migrations, whose revisions are, make it.

The keys file is never inside: who holds a backup must not hold the keys too.
"""
