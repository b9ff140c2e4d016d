"""Tours: a day's tasks laid out over crews, with who goes where when, how far, and what nobody can do and why."""
