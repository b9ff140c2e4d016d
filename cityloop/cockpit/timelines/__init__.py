"""Timelines: what happened to a thing, one sentence a fact."""
