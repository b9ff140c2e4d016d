"""The tools every room uses: work, facts, frames, records, errors, pages. Nothing of the city is in here."""
