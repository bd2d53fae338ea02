"""One reader per file format: bytes to a Document. Knows no indicator."""
