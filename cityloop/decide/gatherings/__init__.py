"""Gatherings: people come together about one case, on the spot and on screens: what is known, said, decided and shown."""
