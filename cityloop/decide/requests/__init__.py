"""Requests: more time, a time without a clock, another district's help: asked with a reason, granted by two people."""
