"""Tasks: the steps that settle a case, each by one duty."""
