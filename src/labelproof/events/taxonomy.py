"""The label catalogue, by version."""

from labelproof.events.event import Said, event


@event("taxonomy.published")
class TaxonomyPublished:
    """A version of the label catalogue."""

    version: int
    digest: str
    labels: Said
