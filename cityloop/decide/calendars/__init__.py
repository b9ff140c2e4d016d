"""Calendars: which days and hours are worked, in which area, from when on, and who said so."""
