"""The responsibility matrix: which duty leads in which matters, where and when."""
