"""What a project is for, and who signed it."""

from labelproof.events.event import Id, Said, event


@event("charter.drafted")
class CharterDrafted:
    """A version of the charter, readable but not yet in force."""

    version: int
    charter: Said


@event("charter.signed")
class CharterSigned:
    """The drafted version is in force; work may be handed out."""

    charter: Id
    meaning: Said
