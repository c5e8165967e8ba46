"""What can be asked of the label catalogue."""

import msgspec


class Label(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One admissible category."""

    code: str
    name: str
    definition: str = ""
    examples: list[str] = []
    counter_examples: list[str] = []
    disallowed: str = ""
    key: str = ""


class PublishTaxonomy(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put a new version of the catalogue in force."""

    labels: list[Label]
