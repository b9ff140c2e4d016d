"""Reviews: cases read again together, with causes, lessons, what is to be improved, and what is decided."""
