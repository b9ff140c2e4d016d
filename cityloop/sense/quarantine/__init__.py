"""The quarantine: rows that were refused wait here with their reason, until they are brought again or discarded."""
