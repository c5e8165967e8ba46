"""Credit for values that differ a little: 1 for equal ones, 0 for the two ends of the scale."""

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.agreement.numbers import are_numbers
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray

Weights = str | FloatArray | None
"""None: equal or not. "linear", "quadratic": by places on the scale. Or a symmetric table (K, K) with ones."""


def weight_table(answers: Answers, weights: Weights) -> FloatArray | None:
    """The credit of each pair of values; None for none but equal ones.

    Shape:   (K, K), symmetric, ones on the diagonal.
    Unit:    0 to 1.
    Missing: does not occur.
    Errors:  Refused("answers.bad") for weights of another name or shape.
    Source:  Cohen, Weighted kappa (1968). Places are those of the declared values in order of number where they are
             numbers, so that 10 comes after 9; else their own order.

    >>> weight_table(Answers(*(np.zeros(1, dtype=np.int32),) * 3, 1, 1, 3), "linear")[0].tolist()
    [1.0, 0.5, 0.0]
    """
    if weights is None:
        return None
    k = answers.n_values
    if isinstance(weights, str):
        if weights not in ("linear", "quadratic"):
            raise refusal([Problem("weights", f"are None, linear, quadratic or a table, not {weights!r}")])
        place = _places(answers)
        apart = np.abs(place[:, None] - place[None, :]) / max(k - 1, 1)
        return 1 - (apart if weights == "linear" else apart**2)
    table = np.asarray(weights, dtype=np.float64)
    if table.shape != (k, k) or not np.allclose(table, table.T) or not np.allclose(np.diagonal(table), 1):
        raise refusal([Problem("weights", f"are not a symmetric table ({k}, {k}) with ones on its diagonal")])
    return table


def weights_name(weights: Weights) -> str:
    """What the method's id says of the weights.

    >>> weights_name(None), weights_name("linear"), weights_name(np.eye(2))
    ('unweighted', 'linear', 'table')
    """
    return "unweighted" if weights is None else weights if isinstance(weights, str) else "table"


def _places(answers: Answers) -> FloatArray:
    if are_numbers(answers):
        return np.argsort(np.argsort(np.asarray(answers.values, dtype=np.float64))).astype(np.float64)
    return np.arange(answers.n_values, dtype=np.float64)
