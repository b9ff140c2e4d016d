"""感知预警 Sense: readings come in, detectors find what needs a look, alerts say so."""
