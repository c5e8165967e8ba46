"""What is withheld hides everybody in it."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelproof.quality.statistics.small_groups import LEAST_PEOPLE, withheld

sizes = st.lists(st.integers(0, 12), min_size=1, max_size=6)


@given(sizes, st.integers(0, 6))
def test_what_is_not_shown_is_nobody_or_five_people_as_far_as_there_are_any(people: list[int], unplaced: int) -> None:
    hidden = withheld(np.array(people), unplaced)
    n_hidden = unplaced + sum(people[n] for n in hidden)
    everybody = unplaced + sum(people)

    assert hidden >= {n for n, count in enumerate(people) if count < LEAST_PEOPLE}
    assert n_hidden == 0 or n_hidden >= LEAST_PEOPLE or n_hidden == everybody


@given(sizes)
def test_no_more_is_withheld_than_that_takes(people: list[int]) -> None:
    hidden = withheld(np.array(people))
    extra = [n for n in hidden if people[n] >= LEAST_PEOPLE]

    assert len(extra) <= 1
    assert not extra or 0 < sum(people[n] for n in hidden) - people[extra[0]] < LEAST_PEOPLE


def test_two_groups_of_one_person_each_do_not_hide_each_other() -> None:
    """Withholding one more only when a single group is small, the naive rule, leaves two people for who subtracts."""
    assert withheld(np.array([1, 1, 7, 30])) == {0, 1, 2}
