"""What is measured of answers follows from what their type says of its values; parts, items and methods that differ."""

from typing import Any

import pytest

from labelproof import quality
from labelproof.engine.measures.asked import Asked
from labelproof.engine.measures.figures import MEASURES, suited
from labelproof.engine.measures.inputs import Cast, answers_of
from labelproof.engine.measures.parts import accord, alpha_within, divided, matrices
from labelproof.engine.measures.since import change
from labelproof.engine.measures.votes import Counted
from labelproof.types import TYPES
from labelproof.types.box.box import distance as box_distance

LABELS = {"options": [{"value": code} for code in "xyz"]}
CHOICE, SETS = Asked("choice", LABELS), Asked("choice", {**LABELS, "multiple": True})


def votes(*given: tuple[str, str, Any], start: int = 0) -> list[Cast]:
    return [Cast(item, who, value, f"e{start + n}", 0) for n, (item, who, value) in enumerate(given)]


def pairs(*values: tuple[Any, Any]) -> list[Cast]:
    """What ana and ben said, item by item."""
    return votes(*[(f"i{n:03}", who, v) for n, two in enumerate(values) for who, v in zip("ab", two, strict=True)])


@pytest.mark.parametrize(
    ("asked", "method"),
    [
        (CHOICE, "alpha/nominal"),
        (SETS, "alpha/jaccard"),
        (Asked("number", {"min": 0, "max": 9}), "alpha/interval"),
        (Asked("number", {"levels": [{"value": 1}, {"value": 2}, {"value": 9}]}), "alpha/ordinal"),
        (Asked("text", {}), "alpha/nominal"),
        (Asked("box", LABELS), "alpha/box"),
        (Asked("pairwise", {}), "alpha/pairwise"),
    ],
)
def test_alpha_is_measured_as_the_type_says(asked: Asked, method: str) -> None:
    value: dict[str, Any] = {"choice": "x", "number": 1, "text": "x", "box": [], "pairwise": "a"}
    other: dict[str, Any] = {
        "choice": "y",
        "number": 2,
        "text": "y",
        "box": [{"x": 0, "y": 0, "width": 2, "height": 2, "label": "x"}],
        "pairwise": "b",
    }
    one, two = value[asked.kind], other[asked.kind]
    if asked is SETS:
        one, two = ["x"], ["x", "y"]

    figure = MEASURES["alpha"](pairs((one, one), (two, two), (one, two)), asked)

    assert figure["method"].startswith(f"{method}/")
    assert 0 < figure["value"] < 1


def test_numbers_that_lie_close_agree_more_than_numbers_that_are_merely_different() -> None:
    """Under the nominal level 4 and 5 differ as 4 and 9 do: the trap of measuring a scale as if it were names."""
    close = pairs((1, 2), (8, 9), (4, 5), (1, 1), (9, 8), (5, 4))

    interval = MEASURES["alpha"](close, Asked("number", {}))["value"]

    assert interval > 0.9
    assert quality.alpha(answers_of(close)).value < 0.2


def test_a_types_own_distance_is_what_alpha_uses() -> None:
    small = [{"x": 0, "y": 0, "width": 2, "height": 2, "label": "x"}]
    wide = [{"x": 0, "y": 0, "width": 4, "height": 2, "label": "x"}]
    far = [{"x": 50, "y": 50, "width": 2, "height": 2, "label": "x"}]
    given = pairs((small, wide), (far, far), (small, small))

    figure = MEASURES["alpha"](given, Asked("box", LABELS))

    own = quality.alpha(answers_of(given), quality.agreement.Distance("box", box_distance))
    assert figure["value"] == round(own.value or 0, 9)


def test_kappas_are_of_labels_alone() -> None:
    assert suited(CHOICE) == ("alpha", "observed", "fleiss", "gwet_ac1")
    assert {suited(asked) for asked in (SETS, Asked("number", {}), Asked("text", {}), Asked("span", LABELS))} == {
        ("alpha", "observed")
    }


def test_a_label_that_nobody_gave_counts_for_gwets_chance() -> None:
    given = pairs(("x", "x"), ("x", "y"), ("y", "y"), ("x", "x"))

    two = MEASURES["gwet_ac1"](given, Asked("choice", {"options": LABELS["options"][:2]}))
    three = MEASURES["gwet_ac1"](given, CHOICE)

    assert (two["params"]["n_values"], three["params"]["n_values"]) == (2, 3)
    assert three["value"] > two["value"]


def test_sets_are_broken_down_by_whether_a_label_is_in_them() -> None:
    given = pairs((["x"], ["x", "y"]), ([], []), (["x", "y"], ["x"]), (["y"], ["y"]))

    by_label = {each["label"]: each for each in MEASURES["alpha"](given, SETS)["by_label"]}

    assert by_label["x"]["value"] == 1
    assert by_label["y"]["value"] < 0.5
    assert by_label["z"]["undefined"] == "one_value_only"


def test_texts_and_numbers_have_no_labels_to_break_down_by() -> None:
    assert MEASURES["alpha"](pairs((1, 2), (3, 3)), Asked("number", {}))["by_label"] == []
    assert MEASURES["alpha"](pairs(("a", "b"), ("c", "c")), Asked("text", {}))["by_label"] == []


def test_every_types_scale_is_one_that_alpha_knows() -> None:
    known = {"nominal", "ordinal", "interval", "ratio", "jaccard", "own"}

    assert {kind.scale({}).level for kind in TYPES.values()} <= known


def counted(cast: list[Cast], *, leaf: int = 0, collection: str = "c", guideline: str = "g") -> list[Counted]:
    return [Counted(vote, collection, guideline, leaf + n) for n, vote in enumerate(cast)]


def test_two_versions_of_a_guideline_are_never_pooled() -> None:
    old, new = pairs(("x", "x"), ("y", "y")), pairs(("x", "y"), ("y", "x"))
    rows = counted(old, guideline="v1") + counted(new, guideline="v2")

    found = alpha_within(rows, CHOICE, lambda row: row.guideline)

    assert [(key, n, figure["value"]) for key, n, figure in found] == [("v1", 4, 1.0), ("v2", 4, -0.5)]


def test_items_on_which_answers_split_most_evenly_come_first() -> None:
    given = votes(*[("i", who, v) for who, v in zip("abc", "xxy", strict=True)])
    given += votes(*[("j", who, v) for who, v in zip("abc", "xyz", strict=True)], start=10)
    given += votes(*[("k", who, "x") for who in "abc"], start=20)

    found = divided(given)

    assert [(each["item"], round(each["bits"], 3)) for each in found] == [("j", 1.585), ("i", 0.918)]


def test_items_that_the_model_decides_against_the_vote_are_listed_and_ties_are_counted() -> None:
    """ana, ben and cy are right everywhere; dan and eve answer whatever the item is."""
    given = [
        (f"i{n:02}", who, "xy"[n % 2] if who in "abc" else "xy"[(n // 2 + (who == "e")) % 2])
        for n in range(40)
        for who in "abcde"
    ]
    outvoted = [("j", "a", "x"), ("j", "d", "y"), ("j", "e", "y")]
    tied = [("k", "a", "x"), ("k", "d", "y")]

    found = accord(votes(*given, *outvoted, *tied))

    assert found is not None
    assert (found["n_differ"], found["n_ties"]) == (2, 1)
    assert [(each["item"], each["n_votes"]) for each in found["items"]] == [("j", 3)]


def test_one_value_alone_has_no_methods_to_compare() -> None:
    assert accord(pairs(("x", "x"), ("x", "x"))) is None
    assert accord([]) is None


def test_a_matrix_beyond_twenty_labels_is_no_picture() -> None:
    given = pairs(*[(f"label {n}", f"label {n}") for n in range(21)])

    assert matrices(given) == []
    assert [each["against"] for each in matrices(given[:10])] == ["others", "dawid_skene"]


def test_what_changed_since_a_plan_compares_new_answers_with_old_ones_alone() -> None:
    """Before, two of three pairs differ; since, none do. Taken over all answers the gain would be half of it."""
    old = counted(pairs(*[("x", "y"), ("y", "x"), ("x", "x"), ("y", "y")] * 10))
    new = [Cast(f"n{vote.item}", vote.member, vote.value, f"n{vote.event_id}", 0) for vote in pairs(*[("x", "x"), ("y", "y")] * 20)]  # fmt: skip

    found = change(old + counted(new, leaf=1000), CHOICE, "alpha", 500)

    since = found["since"]
    assert since["method"].startswith("difference/alpha/paired/")
    assert 0.5 < since["low"] <= since["value"] <= 1.5
    assert since["n"] == 80
    assert found["bridge"] is None


def test_items_answered_on_both_sides_are_a_bridge() -> None:
    old = counted(pairs(*[("x", "x"), ("y", "y")] * 20))
    new = [vote._replace(member=vote.member.upper(), event_id=f"n{vote.event_id}") for vote in pairs(*[("x", "y"), ("y", "y")] * 20)]  # fmt: skip

    bridge = change(old + counted(new, leaf=1000), CHOICE, "alpha", 500)["bridge"]

    assert (bridge["figure"]["value"], bridge["figure"]["n"], bridge["falls"]) == (0.5, 40, True)


def test_nothing_new_is_not_enough_to_say() -> None:
    old = counted(pairs(("x", "x"), ("y", "x")))

    assert change(old, CHOICE, "alpha", 500)["since"]["undefined"] == "no_answers"
    assert change(old, CHOICE, "consensus_match", 500) == {"since": None, "bridge": None}
