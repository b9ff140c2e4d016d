"""Cards: why an alert was raised, on one page."""
