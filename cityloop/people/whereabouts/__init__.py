"""Whereabouts: where members on foot said they were last, so that the nearest can be asked."""
