"""MQTT: a door that speaks the protocol itself, so that devices need no broker and are answered after the disk."""
