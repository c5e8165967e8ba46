"""What can be asked of the guideline."""

import msgspec


class PublishGuideline(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Put a new version in force; clauses are its headings."""

    markdown: str


class ReportCandidly(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Tell the leads something without a name."""

    words: str
