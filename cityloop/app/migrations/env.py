"""Where Alembic finds the database: on the connection it is handed, see `cityloop/app/upgrading.py`."""

from alembic import context

import cityloop.app.rooms
from cityloop.kit.records import Record

assert cityloop.app.rooms  # every table is known once its room is

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Record.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
