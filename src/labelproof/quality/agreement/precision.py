"""How many more items an interval of a wished width takes."""

from math import ceil

from labelproof.quality.estimate import Estimate
from labelproof.quality.statistics.certainty import Z


def more_items(estimate: Estimate, within: float) -> int | None:
    """How many more items of the same kind until the figure is known to plus or minus `within`, at 95 %.

    Shape:   an estimate with a standard error; within > 0, in the estimate's own unit.
    Unit:    items; 0 where it is known that well already.
    Missing: None where the estimate has no standard error: nothing is known of its spread.
    Errors:  ValueError for a width that is not positive.
    Source:  the standard error falls as one over the root of n.

    >>> more_items(Estimate(0.7, None, 100, "items", "alpha/nominal@1", se=0.05), 0.05)
    285
    """
    if within <= 0:
        raise ValueError(f"an interval of plus or minus {within} cannot be reached")
    if estimate.se is None:
        return None
    return max(0, ceil(estimate.n * (Z * estimate.se / within) ** 2 - estimate.n))
