"""A trained model as one more annotator, whose confusion matrix is estimated like anyone's."""

from dataclasses import replace
from typing import Any

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import FloatArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.confusions import confusions
from labelproof.quality.crowd.out_of_fold import checked
from labelproof.quality.crowd.voting import voting


def model_as_annotator(answers: Answers, *, out_of_fold: FloatArray, **options: Any) -> Consensus:
    """Dawid and Skene's model with the model's most probable value as the answer of a further annotator.

    The product form: its answer multiplies the odds by what its errors are estimated to be, however sure it says it is.
    In the result the model is the annotator of index n_annotators; its answers are not counted in n_votes.

    Shape:   out_of_fold (items, K), from folds that did not have the item; options as dawid_skene.
    Unit:    probabilities, 0 to 1.
    Missing: where two values tie the model does not answer; an item without a vote of a person has no value.
    Errors:  Refused("answers.bad") for numbers, for probabilities that are none, and for options unknown.
    Source:  Dawid & Skene (1979); the form that Goh et al. (2022) compare theirs with.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "j", "j"], ["ana", "ben"] * 2, ["x", "x", "x", "y"])
    >>> model_as_annotator(votes, out_of_fold=np.array([[0.9, 0.1], [0.2, 0.8]])).value_index.tolist()
    [0, 1]
    """
    table = checked(out_of_fold, answers)
    answers = voting(answers)
    n_votes = np.diff(answers.item_ptr)
    top = table.max(axis=1, keepdims=True, initial=0.0)
    sure = np.flatnonzero(((table == top).sum(axis=1) == 1) & (n_votes > 0))
    item = np.concatenate([answers.item_index, sure])
    order = np.argsort(item, kind="stable")
    says = table[sure].argmax(axis=1) if len(sure) else sure
    who = np.concatenate([answers.annotator_index, np.full(len(sure), answers.n_annotators)])
    value = np.concatenate([answers.codes, says])
    family = answers.family_index
    if family is not None:
        of_model = np.full(len(sure), int(family.max(initial=0)) + 1)
        family = np.concatenate([family, of_model])[order].astype(np.int32)
    together = Answers(
        item[order].astype(np.int32),
        who[order].astype(np.int32),
        value[order].astype(np.int32),
        answers.n_items,
        answers.n_annotators + 1,
        answers.n_values,
        answers.values,
        family_index=family,
    )
    return replace(confusions("model_as_annotator", together, **options), n_votes=n_votes)
