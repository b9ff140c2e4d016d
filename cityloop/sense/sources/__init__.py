"""Sources: who may bring readings, each with a token of its own."""
