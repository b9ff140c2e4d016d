"""Cases as columns: what statistics read, a month of a city in one go."""
