"""Access: one algebra of scopes, for one matter and for a million rows alike."""
