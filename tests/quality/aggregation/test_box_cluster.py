"""Boxes of several people: cells under a microscope, drawn again by simulated hands, come back better than one drew them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, from_columns
from labelproof.quality.aggregation import box_cluster
from labelproof.types import TYPES

CONFIG = {"options": [{"value": each} for each in ("RBC", "WBC", "Platelets")], "decimals": 6}
Box = dict[str, Any]


def box(x: float, y: float, width: float = 10, height: float = 10, label: str = "RBC") -> Box:
    return {"x": x, "y": y, "width": width, "height": height, "label": label}


def votes(*people: list[Box]) -> Answers:
    return from_columns(["i"] * len(people), list(range(len(people))), list(people))


def agreed(*people: list[Box], **options: Any) -> list[Box]:
    result = box_cluster(votes(*people), vote="share", **options)
    assert result.value_index[0] >= 0
    return result.values[result.value_index[0]]


drawn = st.lists(
    st.tuples(
        st.integers(0, 30), st.integers(0, 30), st.integers(1, 12), st.integers(1, 12), st.sampled_from(["RBC", "WBC"])
    ),
    max_size=4,
).map(lambda boxes: TYPES["box"].canonical([box(*each) for each in boxes], CONFIG))


@given(st.lists(drawn, min_size=1, max_size=5), st.sampled_from(["share", "dawid_skene"]))
def test_every_value_is_canonical(people: list[list[Box]], vote: str) -> None:
    result = box_cluster(votes(*people), vote=vote)

    for value in result.values:
        assert TYPES["box"].validate(value, CONFIG) == []
        assert TYPES["box"].canonical(value, CONFIG) == value


@given(st.lists(drawn, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_the_order_of_items_and_rows_changes_nothing(people: list[list[Box]], random: Any) -> None:
    rows = [(item, n, boxes) for item in "ij" for n, boxes in enumerate(people)]
    one = box_cluster(from_columns(*zip(*rows, strict=True)), vote="share")
    random.shuffle(rows)
    other = box_cluster(from_columns(*zip(*rows, strict=True)), vote="share")

    assert (one.values, one.value_index.tolist()) == (other.values, other.value_index.tolist())


@given(drawn, st.integers(1, 4))
def test_people_of_one_mind_stay_so(boxes: list[Box], n: int) -> None:
    assert agreed(*[boxes] * n) == boxes


def test_one_hand_that_slipped_does_not_move_the_edges() -> None:
    """The median holds where a mean of edges would be pulled two pixels to the right."""
    assert agreed([box(0, 0)], [box(0, 0)], [box(0, 0)], [box(0, 0)], [box(0, 0, 14)]) == [box(0, 0)]


def test_two_neighbours_drawn_by_each_are_two_things() -> None:
    """Without the rule of one box a person, boxes that overlap by half would melt into one."""
    two = [box(0, 0, 10), box(3, 0, 10)]

    assert agreed(two, two, two) == two


def test_people_who_agree_on_the_place_and_not_on_the_name_vote_on_the_name() -> None:
    assert agreed([box(0, 0)], [box(1, 0)], [box(0, 0, label="WBC")]) == [box(0, 0)]


def test_a_name_of_even_votes_is_tied() -> None:
    result = box_cluster(votes([box(0, 0)], [box(0, 0, label="WBC")]), vote="share")

    assert [result.values[n][0]["label"] for n in result.tied(0)] == ["RBC", "WBC"]


def test_boxes_without_area_are_refused() -> None:
    with pytest.raises(Refused, match="without extent"):
        box_cluster(votes([box(0, 0, 0)]))


def cells(folder: Path) -> Iterator[tuple[str, list[Box]]]:
    for path in sorted((folder / "Annotations").glob("*.xml"))[:40]:
        boxes: list[Box] = []
        for each in ET.parse(path).getroot().iter("object"):
            left, top, right, bottom = (
                float(each.findtext(f"bndbox/{edge}")) for edge in ("xmin", "ymin", "xmax", "ymax")
            )
            if right > left and bottom > top:
                boxes.append(box(left, top, right - left, bottom - top, each.findtext("name")))
        yield path.stem, TYPES["box"].canonical(boxes, CONFIG)


def redrawn(boxes: list[Box], rng: np.random.Generator, careless: float) -> list[Box]:
    """Edges off by some pixels, some boxes forgotten, some drawn where nothing is."""
    found: list[Box] = []
    for each in boxes:
        if rng.random() > careless:
            edges = np.array([each["x"], each["y"], each["x"] + each["width"], each["y"] + each["height"]])
            left, top, right, bottom = np.round(np.maximum(edges + rng.normal(0, 3, 4), 0), 1)
            found.append(box(left, top, max(right - left, 1), max(bottom - top, 1), each["label"]))
    found += [box(*np.round(rng.uniform(0, 400, 2), 1), 60, 60) for _ in range(rng.poisson(careless * 3))]
    return TYPES["box"].canonical(found, CONFIG)


def test_five_hands_draw_cells_better_than_the_best_of_them(shared: Path) -> None:
    rng = np.random.Generator(np.random.Philox(key=9))
    truth = dict(cells(shared / "data/images_bccd"))
    rows = [(name, n, redrawn(boxes, rng, 0.1 + 0.1 * (n == 4))) for name, boxes in truth.items() for n in range(5)]
    data = from_columns(*zip(*rows, strict=True))
    result = box_cluster(data)
    distance = TYPES["box"].distance
    alone = [np.mean([distance(value, truth[name]) for name, m, value in rows if m == n]) for n in range(5)]
    together = np.mean(
        [distance(result.values[result.value_index[n]], truth[name]) for n, name in enumerate(data.items)]
    )

    assert (result.value_index >= 0).all()
    assert together < 0.6 * min(alone)
    careless = [model.accuracy.value for model in result.annotators]
    assert min(careless) == careless[4]
