"""Effects: what an amendment did, measured afterwards by the same yardstick before and after its day."""
