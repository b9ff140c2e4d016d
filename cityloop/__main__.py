"""`python -m cityloop` is `cityloop`."""

from cityloop.app.cli import cli

cli()
