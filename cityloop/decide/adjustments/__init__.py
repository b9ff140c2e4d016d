"""Adjustments: running clocks follow a newer edition of the standards book or of a case type, when somebody says so."""
