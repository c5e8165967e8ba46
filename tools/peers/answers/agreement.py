"""Agreement as krippendorff, irrCAC, statsmodels, scikit-learn and NLTK compute it."""

from typing import Any


def krippendorff_alpha(counts: Any, level: str) -> float:
    """krippendorff's alpha from an items-by-values table of counts; `level` may be a table of distances."""
    import krippendorff

    return float(krippendorff.alpha(value_counts=counts, level_of_measurement=level))
