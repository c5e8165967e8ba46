"""Made crowds, and Dawid and Skene's own."""

import numpy as np

from labelproof.quality import Answers


def crowd(n_items: int, n_people: int, n_values: int, per_item: int, seed: int = 0) -> tuple[Answers, np.ndarray]:
    """Answers of people of accuracies .4 to .95, each item asked of some of them once; and the truth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, n_values, n_items)
    item = np.repeat(np.arange(n_items), per_item)
    person = np.argsort(rng.random((n_items, n_people)), axis=1)[:, :per_item].ravel()
    right = rng.random(len(item)) < rng.uniform(0.4, 0.95, n_people)[person]
    value = np.where(right, truth[item], rng.integers(0, n_values, len(item)))
    return answers(item, person, value, n_items, n_people, n_values), truth


def answers(item: object, person: object, value: object, n_items: int, n_people: int, n_values: int) -> Answers:
    """Answers from three columns of numbers, items ascending."""
    columns = [np.asarray(each, dtype=np.int32) for each in (item, person, value)]
    return Answers(*columns, n_items, n_people, n_values)


def renamed(given: Answers, seed: int = 1) -> tuple[Answers, np.ndarray, np.ndarray]:
    """The same answers with items, people and values renamed and rows shuffled; the new index of each item and value."""
    rng = np.random.default_rng(seed)
    of_item, of_person, of_value = (rng.permutation(n) for n in (given.n_items, given.n_annotators, given.n_values))
    item, person, value = of_item[given.item_index], of_person[given.annotator_index], of_value[given.codes]
    order = np.lexsort((rng.random(len(item)), item))
    sizes = (given.n_items, given.n_annotators, given.n_values)
    return answers(item[order], person[order], value[order], *sizes), of_item, of_value


def patients() -> Answers:
    """Dawid & Skene (1979), table 1: 45 patients, observer 1 three times and observers 2 to 5 once, grades 1 to 4."""
    rows = PATIENTS.split()
    item, person, value = [], [], []
    for i, row in enumerate(rows):
        for n, grade in enumerate(row):
            item.append(i)
            person.append(max(n - 2, 0))
            value.append(int(grade) - 1)
    return answers(item, person, value, len(rows), 5, 4)


PATIENTS = """
1111111 3334334 1122122 2223121 2223222 2223322 1222111 3333433 2222223 2322223 4444444 2223343 1111111 2223212 1211111
1112111 1111111 1111111 2222221 2221322 2222222 2222221 2223222 2212222 1111111 1111111 2322222 1111111 1111111 1121121
1111111 3333233 1111111 2222222 2223232 4334343 2212232 2323233 3333432 1111111 1111111 1212111 2322222 1211111 2222222
"""
"""Checked against the anaesthesia set of the R package rater: there observer 1 said 1, 1, 2 of the seventh patient."""
