"""Today: what one person has to do, in one answer that a telephone can keep for when it has no network."""
