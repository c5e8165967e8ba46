"""Intervals: which kind, the linearised error against drawing again, and how often the truth is inside."""

from collections.abc import Callable

import numpy as np
import pytest

from labelproof.kernel.refused import Refused
from labelproof.quality import Answers, Estimate, alpha, observed
from labelproof.quality.agreement import cohen, fleiss, gwet, more_items, specific
from labelproof.quality.agreement.interval import linearised
from tests.quality.agreement.crowds import answers, coded, numbered, random_rows

Measure = Callable[..., Estimate]
MEASURES: dict[str, Measure] = {
    "alpha nominal": alpha,
    "alpha ordinal": lambda a, **o: alpha(a, "ordinal", **o),
    "alpha interval": lambda a, **o: alpha(a, "interval", **o),
    "alpha ratio": lambda a, **o: alpha(a, "ratio", **o),
    "observed": observed,
    "fleiss": fleiss,
    "fleiss linear": lambda a, **o: fleiss(a, "linear", **o),
    "gwet": gwet,
    "gwet quadratic": lambda a, **o: gwet(a, "quadratic", **o),
    "cohen": lambda a, **o: cohen(a, pair=(0, 1), **o),
    "cohen linear": lambda a, **o: cohen(a, "linear", pair=(0, 1), **o),
    "specific": lambda a, **o: specific(a, **o).cells[2],
}


def crowd(n: int, seed: int, n_annotators: int = 3, p_missing: float = 0.15) -> Answers:
    """Places 1 to 5, off by one now and then, some answers missing."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, 5, (n, 1))
    off = rng.integers(-1, 2, (n, n_annotators)) * (rng.random((n, n_annotators)) < 0.5)
    said = np.clip(truth + off, 0, 4)
    said[rng.random(said.shape) < p_missing] = -1
    made = coded(said, 5)
    return Answers(made.item_index, made.annotator_index, made.value_index, n, n_annotators, 5, values=[1, 2, 3, 4, 5])


@pytest.mark.parametrize("name", MEASURES)
def test_the_linearised_error_is_that_of_the_bootstrap(name: str) -> None:
    """Two roads to one number: the influence by formula, and the value under drawn weights."""
    from labelproof.quality.agreement import interval as intervals
    from labelproof.quality.statistics.resampling import resample

    seen: list[float] = []

    def kept(*given: object) -> np.ndarray:
        samples = resample(*given)  # pyright: ignore[reportArgumentType]
        seen.append(float(np.nanstd(samples)))
        return samples

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(intervals, "resample", kept)
        result = MEASURES[name](crowd(600, 1))

    assert result.interval is not None
    assert result.interval.kind == "bootstrap-items"
    assert result.se == pytest.approx(seen[2 if name == "specific" else 0], rel=0.06)


@pytest.mark.parametrize("name", MEASURES)
def test_delta_and_bootstrap_give_nearly_the_same_interval(name: str) -> None:
    said = crowd(800, 2)
    delta, drawn = (MEASURES[name](said, interval=kind).interval for kind in ("delta", "bootstrap-items"))

    assert delta is not None
    assert drawn is not None
    assert delta.low == pytest.approx(drawn.low, abs=0.15 * (drawn.high - drawn.low))
    assert delta.high == pytest.approx(drawn.high, abs=0.15 * (drawn.high - drawn.low))


@pytest.mark.parametrize("name", ["alpha nominal", "alpha ordinal", "alpha interval", "alpha ratio"])
def test_every_item_twice_narrows_the_error_by_root_two(name: str) -> None:
    one = crowd(400, 3)
    item = np.sort(np.concatenate([one.item_index * 2, one.item_index * 2 + 1]), kind="stable").astype(np.int32)
    order = np.argsort(np.concatenate([one.item_index * 2, one.item_index * 2 + 1]), kind="stable")
    twice = Answers(
        item, np.tile(one.annotator_index, 2)[order], np.tile(one.codes, 2)[order], 800, 3, 5, values=one.values
    )
    errors = [MEASURES[name](each, interval="delta").se for each in (one, twice)]

    assert errors[0] / errors[1] == pytest.approx(2**0.5, rel=3e-3)


def test_the_size_decides_the_kind_and_the_id_says_it() -> None:
    assert alpha(answers(random_rows(5_000, 2, 0.3))).method == "alpha/nominal/bootstrap-items@1"
    assert alpha(answers(random_rows(5_001, 2, 0.3))).method == "alpha/nominal/delta@1"


def test_more_than_256_values_are_linearised() -> None:
    rng = np.random.default_rng(0)
    few, many = (numbered(np.repeat(np.arange(k), 2).reshape(-1, 2) + rng.integers(0, 2, (k, 2))) for k in (240, 300))

    assert alpha(few, "interval").method == "alpha/interval/bootstrap-items@1"
    assert alpha(many, "interval").method == "alpha/interval/delta@1"


def test_a_kind_that_does_not_exist_is_refused() -> None:
    with pytest.raises(Refused, match=r"agreement\.interval"):
        alpha(answers(random_rows(5, 2, 0.3)), interval="exact")  # pyright: ignore[reportArgumentType]


def test_a_linearised_interval_never_leaves_the_range() -> None:
    for value in (0.02, 0.5, 0.99, 0.999999):
        span, _ = linearised(value, 0.5, "fisher")
        assert span is not None
        assert -1 <= span.low < value < span.high <= 1
        span, _ = linearised(value, 0.5, "logit")
        assert span is not None
        assert 0 <= span.low < value < span.high <= 1


def test_perfect_agreement_varies_by_nothing_and_says_so() -> None:
    result = alpha(answers([(i, a, "ab"[i % 2]) for i in range(40) for a in range(12)]), interval="delta")

    assert result.value == 1
    assert result.interval is not None
    assert (result.interval.low, result.interval.high) == (1, 1)
    assert result.notes == ("no_variation",)


def test_how_many_more_items_narrow_it_to_what_is_wished() -> None:
    few = alpha(crowd(200, 4), interval="delta")
    more = more_items(few, 0.03)
    assert more is not None

    assert alpha(crowd(200 + more, 5), interval="delta").se * 1.96 == pytest.approx(0.03, rel=0.1)
    assert more_items(few, 1.0) == 0
    assert more_items(alpha(crowd(200, 4), interval=False), 0.03) is None
    with pytest.raises(ValueError, match="cannot be reached"):
        more_items(few, 0)


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["delta", "bootstrap-items"])
@pytest.mark.parametrize(
    "name", ["alpha nominal", "alpha ordinal", "alpha interval", "observed", "fleiss", "gwet", "cohen"]
)
def test_the_interval_covers_the_truth_about_as_often_as_it_says(name: str, kind: str) -> None:
    truth = MEASURES[name](crowd(60_000, 99), interval=False).value
    spans = [MEASURES[name](crowd(80, seed), interval=kind).interval for seed in range(400)]
    hits = [span.low <= truth <= span.high for span in spans if span and truth is not None]

    assert len(hits) == 400
    assert 0.92 - 0.02 <= np.mean(hits) <= 0.98  # 400 draws know a share to 2 points
