"""Panes: what a screen of the wall shows, worked out once for all screens of the same scope."""
