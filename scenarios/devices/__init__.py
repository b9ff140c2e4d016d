"""设备在线 Devices: who has fallen silent, and where the city is blind."""

from scenarios.devices.scenario import scenario

__all__ = ["scenario"]
