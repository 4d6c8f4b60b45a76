"""Files that spaces keep: bytes by content hash in one store, a guarded row for each.

The store knows no rights: a file is found only through its row, which has the policies of its
space. Two spaces that keep the same bytes share them and cannot learn of each other.

A module takes a file with an `UploadField` of its form, keeps it in its action, and sends it from
a route of its own, which says what it needs and finds its own row first:

    file = keep_checked(form.paper.file, space_id=g.access.here.id)  # personal=True: on people
    visit.file_id = file.id  # file: Mapped[...] = belongs_to("StoredFile", "file_id")

    @module.get("/<int:visit_id>/paper", needs="visits.view")
    def paper(visit_id: int) -> Response:
        return as_attachment(queries.paper_of(visit_id))

Where files must be read further, as by those below, a module makes a table of its own of another
kind: `class TopicFile(FileRow, Published, Model)`. A sweep asks every such table.
"""
