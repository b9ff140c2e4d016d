"""Policies: whether an alert becomes a case by itself, by hand, or only for show, by level and hour."""
