"""Leaves: who is away, and until when; who is away is not on duty."""
