"""Cases: one matter, from opening to closing."""
