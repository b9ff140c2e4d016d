"""Detectors people write in a form: every version with its reason, tried before it is kept, put in force and taken out."""
