"""Dispatch: which duty at which level answers, and why."""
