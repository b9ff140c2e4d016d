"""Spot-checks: closed cases drawn by a seed nobody could choose, looked at by two people, told in a bulletin."""
