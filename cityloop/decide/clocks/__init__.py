"""Clocks: how long each stage of a case may take, what of it has counted, and why it ends when it ends."""
