"""Reviewing: what amendments did, briefs and their documents, spot-checks."""
