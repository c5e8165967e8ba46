"""Rules for personal data: check digits that catch what they must, recall on synthetic text, and the misses we expect."""

import itertools

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from labelproof.quality.detection import checksums
from labelproof.quality.detection.personal_data import KINDS, Span, personal_spans

figures = st.lists(st.integers(0, 9), min_size=2, max_size=18)


def with_luhn(digits: list[int]) -> list[int]:
    return next([*digits, d] for d in range(10) if checksums.luhn([*digits, d]))


def iban_of(country: str, account: str) -> str:
    rest = int("".join(str(int(c, 36)) for c in account + country + "00")) % 97
    return f"{country}{98 - rest:02d}{account}"


@given(figures)
def test_one_figure_makes_luhn_right_and_one_alone(digits: list[int]) -> None:
    assert sum(checksums.luhn([*digits, d]) for d in range(10)) == 1


@given(figures, st.data())
def test_luhn_catches_every_wrong_figure(digits: list[int], data: st.DataObject) -> None:
    good = with_luhn(digits)
    at = data.draw(st.integers(0, len(good) - 1))
    wrong = [*good[:at], (good[at] + data.draw(st.integers(1, 9))) % 10, *good[at + 1 :]]

    assert not checksums.luhn(wrong)


@given(figures, st.data())
def test_luhn_catches_swaps_of_neighbours_but_09(digits: list[int], data: st.DataObject) -> None:
    good = with_luhn(digits)
    at = data.draw(st.integers(0, len(good) - 2))
    assume(good[at] != good[at + 1])
    swapped = [*good[:at], good[at + 1], good[at], *good[at + 2 :]]

    assert checksums.luhn(swapped) == ({good[at], good[at + 1]} == {0, 9})


@given(st.sampled_from(["DE", "GB", "FR", "NO"]), st.text("0123456789ABCXYZ", min_size=11, max_size=26), st.data())
def test_an_iban_with_another_character_is_none(country: str, account: str, data: st.DataObject) -> None:
    good = iban_of(country, account)
    at = data.draw(st.integers(4, len(good) - 1))
    other = data.draw(st.sampled_from([c for c in "0123456789" if c != good[at]]))

    assert checksums.iban(good)
    assume(good[at].isdigit())
    assert not checksums.iban(good[:at] + other + good[at + 1 :])


@given(st.text("0123456789", min_size=11, max_size=20), st.data())
def test_an_iban_with_two_neighbouring_figures_swapped_is_none(account: str, data: st.DataObject) -> None:
    good = iban_of("DE", account)
    at = data.draw(st.integers(4, len(good) - 2))
    assume(good[at] != good[at + 1])

    assert not checksums.iban(good[:at] + good[at + 1] + good[at] + good[at + 2 :])


# Published examples, or made by the rule printed in the law; none belongs to a living person.
EXAMPLES = {
    "mail": ["ana@example.org", "first.last+tag@sub.example.co.uk", "ÄNA@bücher.example".lower()[1:], "a_b@x-y.de"],
    "phone": ["+49 30 901820", "+1 (212) 555-0187", "0044 20 7946 0958", "030 901820", "(212) 555-0187",
              "+33 1 99 00 12 34"],
    "card": ["4539 1488 0343 6467", "5555555555554444", "3782-822463-10005", "6011 1111 1111 1117"],
    "iban": ["DE89 3704 0044 0532 0130 00", "GB82WEST12345698765432", "FR14 2004 1010 0505 0001 3M02 606",
             "NO93 8601 1117 947"],
    "ip": ["192.168.0.254", "2001:db8::8a2e:370:7334", "fe80::1",
           "::ffff:192.0.2.128", "2001:0db8:0000:0000:0000:ff00:0042:8329"],
    "national id: fr": ["2 55 08 14 168 025 38", "255081416802538"],
    "national id: it": ["RSSMRA85T10A562S"],
    "national id: es": ["12345678Z", "X1234567L"],
    "national id: fi": ["131052-308T"],
    "national id: se": ["640823-3234"],
    "national id: us": ["219-09-9999"],
    "national id: br": ["529.982.247-25", "52998224725"],
    "national id: de": ["86095742719", "86 095 742 719"],
    "national id: pl": ["44051401359"],
    "national id: nl": ["BSN 111222333", "bsn: 111222333"],
    "national id: cn": ["11010519491231002X"],
}  # fmt: skip
FRAMES = (
    "{}",
    "Please write to {} then, or else",
    "Please write to {} when it suits",
    "({})",
    "“{}”, she said",
    "id={};",
    "Ünïcode 🎈 {}\nnext",
)


@pytest.mark.parametrize(("kind", "example"), [(kind, each) for kind, several in EXAMPLES.items() for each in several])
@pytest.mark.parametrize("frame", FRAMES)
def test_a_published_example_is_found_where_it_stands(kind: str, example: str, frame: str) -> None:
    text = frame.format(example)
    start = text.index(example)
    end = start + len(example)
    start = end - 9 if kind == "national id: nl" else start

    assert personal_spans(text) == [Span(kind, start, end)]


def test_every_kind_has_an_example() -> None:
    assert {*EXAMPLES} == {*KINDS}


@pytest.mark.parametrize(
    "text",
    [
        "4539 1488 0343 6468",  # Luhn does not hold
        "DE89 3704 0044 0532 0130 01",
        "999.1.1.1 and 1.2.3",
        "12:30:45 and a::b::c",
        "on 2024-03-15 or 15.03.2024",
        "0000 0000 0000 0000",
        "12345678A",
        "666-12-3456",
        "pi is 3.14159265358979",
        "a@b and @handle and x@y.",
        "build 20240315.1042, issue 12345, 1,000,000 rows",
        "std::vector and ::",
        "",
    ],
)
def test_what_only_looks_like_it_is_left_alone(text: str) -> None:
    assert personal_spans(text) == []


@pytest.mark.parametrize(
    "text",
    [
        "ana at example dot org",
        "four five three nine",
        "Ana Maria Kowalska, Lindenstraße 5",
        "111222333",
        "ana@\nexample.org",
    ],
)
def test_an_expected_miss_is_missed(text: str) -> None:
    """Stated in `personal_spans`: who relies on the check knows what it does not see."""
    assert personal_spans(text) == []


def synthetic(rng: np.random.Generator) -> tuple[str, str]:
    """One text with one thing in it, in one of its usual spellings."""

    def number(n: int) -> list[int]:
        return rng.integers(0, 10, n).tolist()

    def spelled(digits: list[int], groups: list[int], gap: str) -> str:
        cuts = np.cumsum([0, *groups])
        return gap.join("".join(map(str, digits[a:b])) for a, b in itertools.pairwise(cuts))

    gap = str(rng.choice([" ", "-", ""]))
    kind = str(rng.choice(["mail", "phone", "card", "iban", "ip"]))
    if kind == "mail":
        names = ["kim", "lee.park", "o_brien", "m-c", "x1"]
        host = f"{rng.choice(['mail', 'a-b.sub', 'uni'])}.{rng.choice(['com', 'de', 'info'])}"
        hit = f"{rng.choice(names)}{rng.integers(1000)}@{host}"
    elif kind == "phone":
        local = spelled([*rng.integers(1, 10, 1).tolist(), *number(8)], [2, 3, 4], str(rng.choice([" ", "-", "."])))
        hit = f"+{rng.choice([1, 33, 44, 49, 351])}{rng.choice([' ', '-'])}{local}"
    elif kind == "card":
        hit = spelled(with_luhn([4, *number(14)]), [4, 4, 4, 4], gap)
    elif kind == "iban":
        plain = iban_of("DE", "".join(map(str, number(18))))
        hit = " ".join(plain[n : n + 4] for n in range(0, 22, 4)) if gap == " " else plain
    else:
        hit = ".".join(map(str, rng.integers(1, 255, 4)))
    return kind, f"{rng.choice(['see', 'Contact:', 'from'])} {hit}{rng.choice(['.', ',', ' now', ''])}"


def test_recall_on_synthetic_text_is_near_one() -> None:
    rng = np.random.default_rng(0)
    made = [synthetic(rng) for _ in range(2_000)]
    found = [{span.kind for span in personal_spans(text)} for _, text in made]
    recall = np.mean([kind in kinds for (kind, _), kinds in zip(made, found, strict=True)])
    others = np.mean([bool(kinds - {kind}) for (kind, _), kinds in zip(made, found, strict=True)])

    assert recall >= 0.99
    assert others <= 0.01


def test_numbers_that_are_no_ones_are_taken_for_personal_as_often_as_said() -> None:
    """One sixteen-figure number in ten passes Luhn: expected false hits, not a fault of the rule."""
    rng = np.random.default_rng(1)
    texts = ["order " + "".join(map(str, [4, *rng.integers(0, 10, 15)])) for _ in range(2_000)]

    assert np.mean([bool(personal_spans(text)) for text in texts]) == pytest.approx(0.1, abs=0.03)


@pytest.mark.parametrize("piece", ["1 ", "a.", "1-", "a@a.", ":", "0a:", "AB12 "])
def test_a_mail_address_is_found_behind_what_looks_endless(piece: str) -> None:
    """A pattern that tries again from everywhere would take minutes on these, and never come to it."""
    text = piece * 20_000 + " write to ana@example.org"

    assert "mail" in {
        span.kind for span in personal_spans(text) if text[span.start : span.end].endswith("ana@example.org")
    }


@given(st.text(max_size=60))
def test_any_text_is_read_and_spans_lie_within_it(text: str) -> None:
    spans = personal_spans(text)

    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert all(one.end <= other.start for one, other in itertools.pairwise(spans))
