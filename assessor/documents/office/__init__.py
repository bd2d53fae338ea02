"""Old office files: what they hold, and their conversion by LibreOffice."""
