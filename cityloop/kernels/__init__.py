"""Pure maths on columns: no clock, no database, no city."""
