"""Case types: the ways cases go, as data in versions; a case goes to its end by the version it began with."""
