"""Members: people with a name and a way to log in."""
