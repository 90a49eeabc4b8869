"""One module a file format: bytes in, a table of texts out. Which one it is, is told by the bytes, not by the name."""
