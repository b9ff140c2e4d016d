"""Routing: which duty a matter goes to, by ordered lines that come with their probes, and why."""
