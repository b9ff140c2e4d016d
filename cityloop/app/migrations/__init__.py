"""Migrations: how a city's tables grow from one release to the next, by Alembic."""
