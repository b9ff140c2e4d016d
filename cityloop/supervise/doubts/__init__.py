"""Doubts: what in the record of a case somebody should look at. They lead to cases and change no score."""
