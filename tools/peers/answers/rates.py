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


def clustered(y: Any, x: Any, clusters: Any, family: str) -> tuple[float, float]:
    """statsmodels' coefficient on x (with an intercept) and its uncorrected cluster-robust variance.

    clusters (n,), or (n, 2) for two-way. family "normal" is least squares, "binomial" logistic regression.
    """
    import statsmodels.api as sm

    design = sm.add_constant(x.astype(float))
    model = sm.OLS(y, design) if family == "normal" else sm.Logit(y, design)
    options: dict[str, Any] = {} if family == "normal" else {"disp": 0, "method": "newton", "tol": 1e-14}
    kinds = {"groups": clusters, "use_correction": False}
    fitted = model.fit(cov_type="cluster", cov_kwds=kinds, **options)
    return float(fitted.params[1]), float(fitted.cov_params()[1, 1])
