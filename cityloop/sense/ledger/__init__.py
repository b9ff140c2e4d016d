"""The loss ledger: for each source and hour, what was sent and what became of it, to the last row."""
