"""Files that spaces keep: bytes by content hash in one store, a guarded row for each.

The store knows no rights: a file is found only through its row, which has the policies of its
space. Two spaces that keep the same bytes share them and cannot learn of each other.
"""
