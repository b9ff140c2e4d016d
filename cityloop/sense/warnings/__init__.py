"""Warnings from outside and to the outside, in the Common Alerting Protocol (OASIS CAP 1.2)."""
