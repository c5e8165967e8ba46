"""The first schema: logs, events, disclosures, references, notes and the operational tables."""

from alembic import op

from labelproof.storage.schema import create

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table that is not a projection."""
    create(op.get_bind())
