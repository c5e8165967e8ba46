"""The first schema: logs, events, disclosures, references, notes and the operational tables."""

from alembic import op

from labelproof.storage import operational
from labelproof.storage.tables import metadata

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make every table that is not a projection."""
    metadata.create_all(op.get_bind(), tables=[t for t in metadata.sorted_tables if t is not operational.instance], checkfirst=True)
    operational.instance.create(op.get_bind(), checkfirst=True)
