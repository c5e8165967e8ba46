"""Which groups of people are too small to be spoken of, and which others would give them away."""

import numpy as np

from labelproof.quality.arrays import IntArray

LEAST_PEOPLE = 5
"""A figure about fewer people is a figure about persons (statistics.md, Bias)."""


def withheld(n_people: IntArray, n_unplaced: int = 0) -> set[int]:
    """The groups of fewer than 5 people, and so many others that what is not shown holds 5 people or none.

    Whoever knows the figure of all can take away the groups that are shown. What remains must not be few people
    either: the smallest group that is left is withheld, too, until it is not. Not caught: a difference between two
    divisions of the same people, and a member who takes away their own part.

    Shape:   people in each group; n_unplaced: people of no group, who are not shown either.
    Unit:    people.
    Missing: a group of nobody is withheld, and hides nobody.
    Errors:  none.
    Source:  secondary suppression, Willenborg & de Waal, Elements of Statistical Disclosure Control (2001), chapter 4.

    >>> withheld(np.array([40, 9, 3])), withheld(np.array([40, 9])), withheld(np.array([40, 9]), n_unplaced=2)
    ({1, 2}, set(), {1})
    """
    order = np.argsort(n_people, kind="stable").tolist()
    hidden = {n for n in order if n_people[n] < LEAST_PEOPLE}
    n_hidden = n_unplaced + sum(int(n_people[n]) for n in hidden)
    for n in order:
        if n not in hidden and 0 < n_hidden < LEAST_PEOPLE:
            hidden.add(n)
            n_hidden += int(n_people[n])
    return hidden
