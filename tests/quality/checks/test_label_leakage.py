"""What gives the label away, and what only seems to."""

import numpy as np
import pytest

from labelproof.quality.checks import Columns
from labelproof.quality.checks.label_leakage import label_leakage
from tests.quality.checks.tables import reason

N = 240


def labels(seed: int = 0) -> list[str]:
    return np.random.default_rng(seed).choice(["cat", "dog"], N).tolist()


def told(columns, **options) -> dict[str, str]:
    """The features found, each with its severity."""
    said = label_leakage(Columns({"label": labels(), **columns}), **{"order": False, **options})
    return {each.what.partition(" tells the label ")[0]: each.severity for each in said.findings}


def test_the_labels_word_in_the_text_is_named() -> None:
    texts = [f"a nice {label} lay here" if n % 3 else "something lay here" for n, label in enumerate(labels())]

    assert "the label's words in text" in told({"text": texts}, text="text")


def test_a_word_that_only_holds_the_label_is_none() -> None:
    texts = ["a catalogue of dogma, category by category"] * N

    assert told({"text": texts}, text="text") == {}


@pytest.mark.parametrize(
    ("spelled", "feature"),
    [
        (lambda n, label: f"{label[0]}{n % 7}.png", "what stands before the number in file"),
        (lambda n, label: f"x{n % 7}.{'png' if label == 'cat' else 'jpg'}", "the ending in file"),
        (lambda n, label: f"x{n % 50 + 100 * (label == 'cat')}", "the number in file"),
        (lambda n, label: "x" * (3 + (label == "cat")), "the length of file"),
    ],
)
def test_a_file_name_that_tells_is_named_with_the_part_that_does(spelled, feature: str) -> None:
    names = [spelled(n, label) for n, label in enumerate(labels())]
    found = told({"file": names}, names=("file",))

    assert found[feature] == "act"


def test_rows_sorted_by_label_are_named() -> None:
    said = label_leakage(Columns({"label": sorted(labels())}))

    assert said.findings[0].what.startswith("the order of rows tells the label")
    assert said.summary.value > 0.95


def test_a_source_that_has_one_label_is_named_and_the_figure_is_its_auc() -> None:
    sources = ["clinic" if label == "cat" else "home" for label in labels()]
    said = label_leakage(Columns({"label": labels(), "source": sources}), features=("source",), order=False)

    assert (said.findings[0].where.column, said.findings[0].n) == ("source", N)
    assert (said.summary.value, said.summary.n) == (1.0, N)
    assert said.summary.params["bound"] < 0.7


def test_an_id_unique_to_each_row_tells_nothing() -> None:
    """The rule 'this id has this label' is right on every row it was made from: AUC 1, and so is chance's."""
    ids = [f"{n * 7919 % 10007:05d}" for n in range(N)]
    said = label_leakage(Columns({"label": labels(), "id": ids}), features=("id",), order=False)

    assert (said.findings, said.summary.value, said.summary.params["bound"]) == ((), 1.0, 1.0)


@pytest.mark.slow
def test_features_without_relation_pass_their_bound_once_in_two_hundred() -> None:
    rng = np.random.default_rng(1)
    found = 0
    for _ in range(40):
        columns = {f"f{n}": rng.integers(0, 9, N) for n in range(10)}
        said = label_leakage(
            Columns({"label": rng.choice(["a", "b", "c"], N).tolist(), **columns}), features=tuple(columns), order=False
        )
        found += len(said.findings)

    assert found <= 400 / 200 + 3 * np.sqrt(400 / 200)


def test_rows_without_a_label_are_left_out_and_a_missing_feature_is_a_cell() -> None:
    given = [None if n % 4 == 0 else label for n, label in enumerate(labels())]
    gaps = [None if label == "cat" else "b" for label in labels()]
    said = label_leakage(Columns({"label": given, "f": gaps}), features=("f",), order=False)

    assert (said.summary.value, said.summary.n) == (1.0, 180)


@pytest.mark.parametrize(
    ("columns", "options", "expected"),
    [
        ({"label": []}, {}, "no_rows"),
        ({"x": ["a"]}, {}, "no_column"),
        ({"label": ["a", "a"]}, {}, "one_value_only"),
        ({"label": ["a", "b"]}, {"order": False}, "one_value_only"),
        ({"label": ["a", "b"], "f": ["x", "x"]}, {"order": False, "features": ("f",)}, "one_value_only"),
        ({"label": ["a", "b"]}, {"features": ("f",)}, "no_column"),
    ],
)
def test_what_cannot_run_says_why(columns, options, expected: str) -> None:
    assert reason("label_leakage", columns, **options) == expected
