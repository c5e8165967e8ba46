"""What a signal is: a number about somebody's work, and whether a person should look at it. It blocks and pays nothing."""

from dataclasses import dataclass, field

from labelproof.quality.estimate import Estimate


@dataclass(frozen=True, slots=True)
class Signal:
    """One statistic of one annotator.

    Shape: annotator_index None when it is about the question; other_index the second person of a pair; label the value
           it concerns. opens_finding: a person decides, with the reason and the right to appeal; nothing follows by
           itself.
    """

    name: str
    annotator_index: int | None
    statistic: Estimate
    opens_finding: bool
    reason: str
    other_index: int | None = None
    label: int | None = None
    about: str = field(default="decided by a person; nothing is blocked, paid less or dismissed", repr=False)
