"""Instructions, by version."""

from labelproof.events.event import Said, event


@event("guideline.published")
class GuidelinePublished:
    """A version of the guideline, as written and as shown; `digest` is of the Markdown."""

    version: int
    digest: str
    markdown: Said
    html: Said


@event("guideline.reported")
class GuidelineReported:
    """Something a member says about the guideline or the work, under an id made for this one event and never used again.

    No grant stands beside it: that would name the member. The words are the project's, so erasing a person, whom nobody
    could find in them, leaves them.
    """

    guideline: str
    words: Said
