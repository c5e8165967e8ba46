"""What annotators marked on items, as plain arrays: any number of regions, or none, on each sheet."""

from dataclasses import dataclass

import numpy as np

from labelproof.kernel.refused import Problem, Refused
from labelproof.quality.arrays import FloatArray, IntArray


@dataclass(frozen=True, slots=True)
class Regions:
    """A sheet is one annotator's marks on one item; a sheet without a region says that there is nothing to mark.

    Shape:   item_index and annotator_index (sheets,), item_index ascending; ptr (sheets + 1,): the sheet's rows of
             region (r, d) and label (r,). What d numbers mean is the similarity's business; iou and overlap take
             lower ends, then upper ends. label None: all regions have the same.
    Unit:    any.
    Missing: no sheet: not asked, which is not the same as an empty one.
    Errors:  Refused("regions.bad") with every problem at once.
    """

    item_index: IntArray
    annotator_index: IntArray
    ptr: IntArray
    region: FloatArray
    label: IntArray | None = None

    def __post_init__(self) -> None:
        problems = _problems(self)
        if problems:
            what = "; ".join(f"{problem.field} {problem.what}" for problem in problems)
            raise Refused("regions.bad", what, "mend the arrays named; nothing is sorted or dropped", tuple(problems))

    def of(self, sheet: int) -> tuple[FloatArray, IntArray]:
        """A sheet's regions and their labels."""
        rows = slice(int(self.ptr[sheet]), int(self.ptr[sheet + 1]))
        region = self.region[rows]
        return region, np.zeros(len(region), dtype=np.int64) if self.label is None else self.label[rows]


def _problems(regions: Regions) -> list[Problem]:
    found: list[Problem] = []
    n, r = len(regions.item_index), len(regions.region)
    if regions.annotator_index.shape != (n,):
        found.append(Problem("annotator_index", f"has shape {regions.annotator_index.shape}, item_index ({n},)"))
    else:
        own = np.stack([regions.item_index, regions.annotator_index], axis=1)
        if len(np.unique(own, axis=0)) < n:
            found.append(Problem("annotator_index", "has two sheets of one annotator on one item"))
    if (np.diff(regions.item_index) < 0).any():
        found.append(Problem("item_index", "is not ascending"))
    ptr = regions.ptr
    if ptr.shape != (n + 1,) or ptr[0] != 0 or ptr[-1] != r or (np.diff(ptr) < 0).any():
        found.append(Problem("ptr", f"does not rise from 0 to {r} in {n} steps"))
    if regions.region.ndim != 2:
        found.append(Problem("region", f"is a table of regions by numbers, not of shape {regions.region.shape}"))
    elif not np.isfinite(regions.region).all():
        found.append(Problem("region", "has a number that is not finite"))
    if regions.label is not None and regions.label.shape != (r,):
        found.append(Problem("label", f"has shape {regions.label.shape}, not ({r},)"))
    return found
