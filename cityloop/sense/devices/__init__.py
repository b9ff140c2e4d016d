"""Devices: what the city hangs up to sense with, where each stands, whose it is and who repairs it."""
