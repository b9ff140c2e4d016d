"""通知 Notices: who is told of what, where, when; and what became of it."""
