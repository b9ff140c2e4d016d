"""Replays: past readings under other parameters."""
