"""Runs migrations under the role of whoever calls `labelproof init` or `labelproof upgrade`."""

from alembic import context
from sqlalchemy import create_engine

url = context.config.get_main_option("sqlalchemy.url")
if url is None:
    raise ValueError("sqlalchemy.url is not set")
with create_engine(url).begin() as connection:
    context.configure(connection=connection)
    with context.begin_transaction():
        context.run_migrations()
