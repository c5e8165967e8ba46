"""Probabilities and quantiles, from SciPy, which is loaded with the first of them: `labelproof verify` never needs it.

Everything takes and returns float64 arrays, or numbers, and follows NumPy's rules of broadcasting.
"""

from importlib import import_module
from typing import Any

import numpy as np

from labelproof.quality.arrays import FloatArray, IntArray

Number = float | FloatArray | IntArray
"""A number or an array of them."""


def beta_quantile(a: Number, b: Number, probability: Number) -> Any:
    """The value that Beta(a, b) stays below with this probability.

    >>> float(beta_quantile(1, 1, 0.3))
    0.3
    """
    return _special().betaincinv(a, b, probability)


def beta_below(a: Number, b: Number, value: Number) -> Any:
    """P(Beta(a, b) < value).

    >>> round(float(beta_below(2, 2, 0.5)), 12)
    0.5
    """
    return _special().betainc(a, b, value)


def binomial_at_most(c: Number, n: Number, p: Number) -> Any:
    """P(X <= c) for X the count of n draws with chance p each.

    >>> float(binomial_at_most(0, 2, 0.5))
    0.25
    """
    return _special().bdtr(c, n, p)


def binomial_at_least(k: Number, n: Number, p: Number) -> Any:
    """P(X >= k) for X the count of n draws with chance p each; small chances keep their digits.

    >>> float(binomial_at_least(2, 2, 0.5)), float(binomial_at_least(0, 2, 0.5))
    (0.25, 1.0)
    """
    return _special().bdtrc(np.asarray(k) - 1, n, p)


def hypergeometric_at_most(c: Number, lot: int, bad: Number, n: Number) -> Any:
    """P(X <= c) for X the bad among n drawn without replacement from a lot with so many bad.

    >>> round(float(hypergeometric_at_most(0, 10, 5, 1)), 12)
    0.5
    """
    return import_module("scipy.stats").hypergeom.cdf(c, lot, bad, n)


def gamma_quantile(shape: Number, probability: Number) -> Any:
    """The value that Gamma(shape), of scale 1, stays below with this probability.

    >>> round(float(gamma_quantile(1, 0.95)), 3)
    2.996
    """
    return _special().gammaincinv(shape, probability)


def normal_below(z: Number) -> Any:
    """P(Z < z) of the standard normal.

    >>> float(normal_below(0.0))
    0.5
    """
    return _special().ndtr(z)


def normal_quantile(probability: Number) -> Any:
    """The value that the standard normal stays below with this probability.

    >>> round(float(normal_quantile(0.975)), 3)
    1.96
    """
    return _special().ndtri(probability)


def t_quantile(freedom: Number, probability: Number) -> Any:
    """The value that Student's t stays below with this probability.

    >>> round(float(t_quantile(4, 0.975)), 3)
    2.776
    """
    return _special().stdtrit(freedom, probability)


def t_below(freedom: Number, value: Number) -> Any:
    """P(T < value) of Student's t.

    >>> float(t_below(4, 0.0))
    0.5
    """
    return _special().stdtr(freedom, value)


def _special() -> Any:
    return import_module("scipy.special")
