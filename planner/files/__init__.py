"""Tables and files on a disk: read with row numbers, written whole or not at all, locked."""
