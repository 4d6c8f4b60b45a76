"""A module that keeps papers, as any module would, to try the service of files in pages."""
