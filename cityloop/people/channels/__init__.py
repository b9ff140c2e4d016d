"""通道 Channels: how a person is told; each kind a plug-in, set up by the city's operators."""
