"""渣土车 Spoil trucks: where they go, how fast, and where they stand when nobody should see them."""

from scenarios.trucks.scenario import scenario

__all__ = ["scenario"]
