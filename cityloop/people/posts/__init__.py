"""Posts: giving and ending them, and holding them for a colleague."""
