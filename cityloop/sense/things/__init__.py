"""Things: the city as OGC SensorThings 1.1 knows it, read and written at `/sta/v1.1`. Observations are readings of the log."""
