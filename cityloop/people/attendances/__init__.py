"""签到 Attendances: who came to work, since when, and whether they let it be known where they are meanwhile."""
