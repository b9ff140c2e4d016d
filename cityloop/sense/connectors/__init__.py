"""Connectors: they bring what others say as they say it, and a versioned mapping makes readings of it."""
