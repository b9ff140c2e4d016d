"""Overtime appeals: once for each closed case; two people look; if both grant it statistics excuse it, the mark stays."""
