"""Instructions, by version."""

from labelproof.events.event import Said, event


@event("guideline.published")
class GuidelinePublished:
    """A version of the guideline, as written and as shown; `digest` is of the Markdown."""

    version: int
    digest: str
    markdown: Said
    html: Said
