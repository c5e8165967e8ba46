"""A trained model heard beside the annotators: a weighted average of what each of them says."""

from dataclasses import dataclass

import numpy as np

from labelproof.quality.answers import Answers
from labelproof.quality.arrays import BoolArray, FloatArray, IntArray
from labelproof.quality.consensus import Consensus
from labelproof.quality.crowd.annotators import Skills
from labelproof.quality.crowd.out_of_fold import checked
from labelproof.quality.crowd.posteriors import from_posterior
from labelproof.quality.crowd.voting import gold_index, voting

METHOD = "with_model@1"
_LEAST = 1e-4  # of a weight: nobody is heard backwards, and an item's weights never add up to nothing


def with_model(answers: Answers, *, out_of_fold: FloatArray, gold: IntArray | None = None) -> Consensus:
    """The average of the model's probabilities and of the annotators', each weighted by how much better than a constant.

    An annotator's answer stands for probability P on its value and the rest evenly, P being how often answers are the
    vote; the weights are 1 - (error / error of always saying the commonest value), where an annotator's error is
    disagreement with others on shared items and the model's is against the vote; the model's is multiplied by the square
    root of the mean number of answers. Probabilities of items the model was trained on would echo their answers.

    Shape:   out_of_fold (items, K), from folds that did not have the item; gold (items,), -1 where there is none.
    Unit:    probabilities, 0 to 1.
    Missing: an item without a vote has the model's probabilities, and no value.
    Errors:  Refused("answers.bad") for numbers and for probabilities that are none.
    Source:  Goh, Tkachenko & Mueller, CROWDLAB (2022), section 3.

    >>> from labelproof.quality.columns import from_columns
    >>> votes = from_columns(["i", "i", "j", "j"], ["ana", "ben"] * 2, ["x", "x", "x", "y"])
    >>> with_model(votes, out_of_fold=np.array([[0.9, 0.1], [0.2, 0.8]])).value_index.tolist()
    [0, 1]
    """
    known = gold_index(gold, answers)
    model = checked(out_of_fold, answers)
    answers = voting(answers)
    seen = _seen(answers, model)
    by_model, by_annotator = _weights(answers, seen, model)
    weight = by_annotator[answers.annotator_index]
    otherwise = (1 - seen.likely) / max(answers.n_values - 1, 1)
    scores = by_model * model
    np.add.at(scores, (answers.item_index, answers.codes), weight * (seen.likely - otherwise))
    scores += otherwise * np.bincount(answers.item_index, weights=weight, minlength=answers.n_items)[:, None]
    who = np.flatnonzero(np.bincount(answers.annotator_index, minlength=answers.n_annotators))
    return from_posterior(
        METHOD,
        answers,
        scores / scores.sum(axis=1, keepdims=True),
        known,
        annotators=Skills(METHOD, who.tolist(), seen.agreed[who], seen.pairs[who]),
        notes=() if seen.shared.any() else ("no_shared_item",),
    )


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the answers show before any weighing.

    Shape: shared (items,): answered more than once; vote (items, K): the leaders of the vote, each 1 / their number;
           likely: how often an answer on a shared item is the vote; agreed and pairs (annotators,): with others.
    """

    shared: BoolArray
    vote: FloatArray
    likely: float
    agreed: FloatArray
    pairs: FloatArray


def _seen(answers: Answers, model: FloatArray) -> _Seen:
    item, code, who = answers.item_index, answers.codes, answers.annotator_index
    counts = np.zeros(model.shape)
    np.add.at(counts, (item, code), 1.0)
    leads = counts == counts.max(axis=1, keepdims=True, initial=0.0)
    vote = leads / np.maximum(leads.sum(axis=1, keepdims=True), 1)
    answered = np.diff(answers.item_ptr)
    agreed = np.bincount(who, weights=counts[item, code] - 1, minlength=answers.n_annotators)
    pairs = np.bincount(who, weights=answered[item] - 1, minlength=answers.n_annotators)
    likely = _mean(vote[item, code][answered[item] > 1])
    return _Seen(answered > 1, vote, likely, agreed.astype(np.float64), pairs.astype(np.float64))


def _weights(answers: Answers, seen: _Seen, model: FloatArray) -> tuple[float, FloatArray]:
    """Of the model, and of each annotator; somebody who shares no item has the weight of a typical answer."""
    vote = seen.vote[seen.shared]
    commonest = np.bincount(answers.codes, minlength=max(answers.n_values, 1)).argmax()
    constant_error = max(1 - _mean(vote[:, commonest]), _LEAST) if len(vote) else 1.0
    best = model == model.max(axis=1, keepdims=True, initial=0.0)
    right = _mean(((seen.vote * best).sum(axis=1) / np.maximum(best.sum(axis=1), 1))[seen.shared])
    mean_answers = len(answers) / max(int((np.diff(answers.item_ptr) > 0).sum()), 1)
    skill = np.where(seen.pairs > 0, seen.agreed / np.maximum(seen.pairs, 1), seen.likely)
    by_annotator = np.maximum(1 - (1 - skill) / constant_error, _LEAST)
    return max(1 - (1 - right) / constant_error, _LEAST) * float(np.sqrt(mean_answers)), by_annotator


def _mean(values: FloatArray) -> float:
    """1 / 2 where nothing is shared: then neither model nor annotators have shown anything."""
    return float(values.mean()) if len(values) else 0.5
