"""Agreement as krippendorff, irrCAC, statsmodels, scikit-learn, NLTK and simpledorff compute it."""

from collections.abc import Callable
from typing import Any

import numpy as np

LOADED_FIRST = (
    "pandas",
    "krippendorff",
    "statsmodels.stats.inter_rater",
    "sklearn.metrics",
    "irrCAC.raw",
    "nltk.metrics.agreement",
    "simpledorff",
)
"""What a clock does not wait for."""

Asked = Callable[[], float]


def krippendorff_alpha(counts: Any, level: str, domain: Any = None) -> float:
    """krippendorff's alpha from an items-by-values table of counts."""
    import krippendorff

    return float(krippendorff.alpha(value_counts=counts, level_of_measurement=level, value_domain=domain))


def alpha_counting(given: Any) -> float:
    """The same from encoded answers: the table is counted here, as its user has to."""
    import krippendorff

    k = given["n_values"]
    code = given["item"].astype(np.int64) * k + given["value"]
    counts = np.bincount(code, minlength=given["n_items"] * k).reshape(-1, k)
    return float(krippendorff.alpha(value_counts=counts, level_of_measurement=given.get("level", "nominal")))


def alpha_reliability_prepared(given: Any) -> Asked:
    """From annotators by items with NaN where somebody did not answer: the form its documentation shows first."""
    import krippendorff

    table = np.full((given["n_annotators"], given["n_items"]), np.nan)
    table[given["annotator"], given["item"]] = given["value"]
    return lambda: float(krippendorff.alpha(reliability_data=table, level_of_measurement=given.get("level", "nominal")))


def fleiss_aggregating_prepared(given: Any) -> Asked:
    """statsmodels from items by raters: aggregate_raters, then fleiss_kappa."""
    from statsmodels.stats.inter_rater import aggregate_raters, fleiss_kappa

    table = _by_rank(given).astype(np.int64)
    return lambda: float(fleiss_kappa(aggregate_raters(table)[0]))


def fleiss_of_table(given: Any) -> float:
    """statsmodels from a ready table."""
    from statsmodels.stats.inter_rater import fleiss_kappa

    return float(fleiss_kappa(given["counts"]))


def cohen(given: Any, weights: str | None = None) -> float:
    """scikit-learn's kappa of two columns."""
    from sklearn.metrics import cohen_kappa_score

    return float(cohen_kappa_score(given["one"], given["other"], weights=weights))


def irrcac(ratings: Any, coefficient: str, weights: str = "identity", categories: Any = None) -> list[float]:
    """irrCAC's coefficient and standard error, from items by annotators with NaN where somebody did not answer."""
    import pandas as pd
    from irrCAC.raw import CAC

    found = CAC(pd.DataFrame(ratings), weights=weights, categories=categories, digits=12)
    estimate = getattr(found, coefficient)()["est"]
    return [float(estimate["coefficient_value"]), float(estimate["se"])]


def alpha_irrcac_prepared(given: Any) -> Asked:
    """irrCAC's alpha from a ready frame of items by rank."""
    import pandas as pd
    from irrCAC.raw import CAC

    frame = pd.DataFrame(_by_rank(given))
    return lambda: float(CAC(frame, digits=12).krippendorff()["est"]["coefficient_value"])


def alpha_nltk_prepared(given: Any) -> Asked:
    """NLTK's alpha from ready triples."""
    from nltk.metrics.agreement import AnnotationTask

    triples = _triples(given)
    return lambda: float(AnnotationTask(data=triples).alpha())


def alpha_simpledorff_prepared(given: Any) -> Asked:
    """simpledorff's alpha from a ready frame."""
    import pandas as pd
    import simpledorff

    frame = pd.DataFrame({"item": given["item"], "who": given["annotator"], "value": given["value"]})
    return lambda: float(simpledorff.calculate_krippendorffs_alpha_for_df(frame, "item", "who", "value"))


def nltk_alpha(triples: Any, distance: str) -> float:
    """NLTK's alpha with a distance of its own by name; values that are lists become sets."""
    from nltk.metrics import agreement, binary_distance, interval_distance, jaccard_distance, masi_distance

    named = {"binary": binary_distance, "interval": interval_distance, "jaccard": jaccard_distance}
    chosen = masi_distance if distance == "masi" else named[distance]
    data = [(who, item, frozenset(value) if isinstance(value, list) else value) for who, item, value in triples]
    return float(agreement.AnnotationTask(data=data, distance=chosen).alpha())


def masi(one: Any, other: Any) -> float:
    """NLTK's distance of two sets."""
    from nltk.metrics import masi_distance

    return float(masi_distance(set(one), set(other)))


def _triples(given: Any) -> list[tuple[str, int, int]]:
    columns = (given[name].tolist() for name in ("annotator", "item", "value"))
    return [(str(who), item, value) for who, item, value in zip(*columns)]


def _by_rank(given: Any) -> Any:
    """Items by the place an answer has on its item: no alpha or kappa of many raters asks who gave it."""
    item = given["item"]
    first = np.searchsorted(item, np.arange(given["n_items"]))
    place = np.arange(len(item)) - first[item]
    table = np.full((given["n_items"], int(place.max()) + 1), np.nan)
    table[item, place] = given["value"]
    return table
