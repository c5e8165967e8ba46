"""A model's probabilities for items it was not trained on: checked, before anything is computed with them."""

import numpy as np

from labelproof.kernel.refused import Problem
from labelproof.quality.answers import Answers, refusal
from labelproof.quality.arrays import FloatArray

_SUM = 1e-6


def checked(out_of_fold: FloatArray, answers: Answers) -> FloatArray:
    """The same probabilities as float64, or a refusal with all that is wrong with them.

    >>> from labelproof.quality.columns import from_columns
    >>> checked(np.array([[0.9, 0.1]]), from_columns(["i", "i"], ["ana", "ben"], ["x", "y"])).tolist()
    [[0.9, 0.1]]
    """
    problems: list[Problem] = []
    table = np.asarray(out_of_fold, dtype=np.float64)
    if table.shape != (answers.n_items, answers.n_values):
        expected = (answers.n_items, answers.n_values)
        problems.append(Problem("out_of_fold", f"has shape {table.shape}, not {expected}: items by values"))
    elif not np.isfinite(table).all() or (table < 0).any():
        problems.append(Problem("out_of_fold", "has a probability that is negative or no number"))
    elif len(table) and np.abs(table.sum(axis=1) - 1).max() > _SUM:
        row = int(np.abs(table.sum(axis=1) - 1).argmax())
        problems.append(Problem("out_of_fold", f"sums to {table[row].sum():.6f} on item {row}: each row sums to 1"))
    if problems:
        raise refusal(problems)
    return table
