"""The rule laboratory: detectors read the past again, run in the shadow of the live one, and are judged by what was real."""
