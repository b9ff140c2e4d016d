"""Live: what happens is on the screens as it happens."""
