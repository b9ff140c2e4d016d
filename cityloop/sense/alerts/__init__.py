"""Alerts: stretches that need a look, whoever or whatever noticed."""
