"""Detectors: folds over readings, each with the state and the offset it has come to."""
