"""What Alembic runs: the migrations that are missing, on the connection it was given."""

from alembic import context

from magpie.storage.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite alters a table by copying it
)
context.run_migrations()
