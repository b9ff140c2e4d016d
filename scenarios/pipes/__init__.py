"""地下管网 Pipes: a water network watched by its twin, and its leaks found before they are seen."""

from scenarios.pipes.scenario import scenario

__all__ = ["scenario"]
