"""Error rates, adjusted p-values and clustered errors as statsmodels computes them."""

from typing import Any


def proportion(k: int, n: int, kind: str) -> tuple[float, float]:
    """statsmodels' interval of a proportion at 95 %."""
    from statsmodels.stats.proportion import proportion_confint

    low, high = proportion_confint(k, n, 0.05, kind)
    return float(low), float(high)


def adjusted(p: Any, kind: str) -> Any:
    """statsmodels' adjusted p-values."""
    from statsmodels.stats.multitest import multipletests

    return multipletests(p, method=kind)[1]
