"""Logins: how a member gets in and stays in: password, second step, sessions, and what wrong tries cost."""
