"""Lists to Excel and back: every list that a module declares, by one service.

A module answers `register_sheets` with a `SheetList`. The portal then adds the routes of its
export, each under the right of the list itself, and the way in for lists that can be filled: a
file is kept, shown row by row with what it would do, and written as a whole or not at all.
"""
