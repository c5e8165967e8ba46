"""Aggregation as crowd-kit does it: codes in, posteriors in the order of codes out.

Rows go in sorted by value first where a class of theirs depends on which value it meets first.
"""

from typing import Any

import numpy as np

LOADED_FIRST = ("pandas", "crowdkit.aggregation")
"""What a clock does not wait for."""


def _frame(item: Any, annotator: Any, value: Any) -> Any:
    import pandas as pd

    return pd.DataFrame({"task": item, "worker": annotator, "label": value})


def _aligned(probas: Any, n_items: int, n_values: int) -> Any:
    return probas.reindex(index=range(n_items), columns=range(n_values), fill_value=0.0).to_numpy(dtype=float)


def _made(name: str, options: dict[str, Any]) -> Any:
    import crowdkit.aggregation

    return getattr(crowdkit.aggregation, name)(**options)


def posterior(name: str, item: Any, annotator: Any, value: Any, n_items: int, n_values: int, **options: Any) -> Any:
    """The posteriors of the class `name`, (items, K)."""
    probas = _made(name, options).fit_predict_proba(_frame(item, annotator, value))
    return _aligned(probas, n_items, n_values)


def labels(name: str, item: Any, annotator: Any, value: Any, n_items: int, **options: Any) -> Any:
    """The values that the class `name` predicts, (items,), -1 where it has none."""
    predicted = _made(name, options).fit_predict(_frame(item, annotator, value))
    return predicted.reindex(range(n_items), fill_value=-1).to_numpy(dtype=np.int64)


def fit_prepared(given: dict[str, Any]) -> Any:
    """Fits the class given["name"] on a table already made; returns posteriors."""
    frame = _frame(given["item"], given["annotator"], given["value"])
    n_items, n_values, name, options = given["n_items"], given["n_values"], given["name"], given["options"]
    _made(name, options)  # loads the library, which is no part of a fit's time or memory

    def run() -> Any:
        return _aligned(_made(name, options).fit_predict_proba(frame), n_items, n_values)

    return run


def peak_of_fit(given: dict[str, Any]) -> float:
    """By how many MB fitting raises the peak of memory, from a table already made."""
    from peak_memory import peak_growth

    return peak_growth(fit_prepared(given))[1]


def iteration_prepared(given: dict[str, Any]) -> Any:
    """One iteration of Dawid-Skene as its own loop runs it, without the bound that its stopping rule computes."""
    from crowdkit.aggregation import DawidSkene, MajorityVote

    frame = _frame(given["item"], given["annotator"], given["value"])
    model = DawidSkene(n_iter=1)
    probas = MajorityVote().fit_predict_proba(frame)
    priors, errors = probas.mean(), model._m_step(frame, probas)

    def run() -> Any:
        found = model._e_step(frame, priors, errors)
        found.mean()
        model._m_step(frame, found)
        return _aligned(found, given["n_items"], given["n_values"])

    return run


def mace(item: Any, annotator: Any, value: Any, n_items: int, n_values: int, iterations: int) -> dict[str, Any]:
    """One run of MACE from its own start, and that start: knowing (annotators, 2) and habit (annotators, K).

    It counts by sorted names and keeps parameters by first appearance: rows go in so that these are the same.
    """
    import pandas as pd

    order = np.lexsort((annotator, value))
    frame = _frame(item[order], annotator[order], value[order])
    model = _made("MACE", {"n_restarts": 1, "n_iter": iterations})
    people = pd.unique(frame["worker"])
    assert (np.diff(people) > 0).all(), "somebody never gave the first value"
    model._initialize(len(people), n_values)
    start = {"knowing": model.spamming_.copy(), "habit": model.thetas_.copy(), "annotator": np.asarray(people)}
    return start | {"posterior": _aligned(model.fit_predict_proba(frame), n_items, n_values)}
