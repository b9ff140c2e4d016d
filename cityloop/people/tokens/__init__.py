"""Tokens: how a machine works in a member's name, with less than the member's rights."""
