"""Where texts hold mail addresses, phone numbers, cards, accounts, addresses of machines and national numbers."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from ipaddress import IPv6Address, ip_address

from labelproof.quality.detection import checksums


@dataclass(frozen=True, slots=True)
class Span:
    """A hit: its kind and place, in code points, half-open. What stands there is not kept."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    pattern: re.Pattern[str]
    n_holding: Callable[[str], int]


def _card(text: str) -> bool:
    digits = checksums.digits_of(text)
    return len(set(digits)) > 1 and checksums.luhn(digits)


def _is_ip(text: str) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return not isinstance(address, IPv6Address) or (text.count(":") > 1 and len(text) > 4)


def _phone(text: str) -> bool:
    """ITU E.164 allows 15 digits; below 8 it is any number. Groups of a date or a decimal fraction are none."""
    return 8 <= len(checksums.digits_of(text)) <= 15 and not _DATE.fullmatch(text)


def _iban(text: str) -> int:
    """The length of the IBAN that a text begins with: the pattern may have run on into the words that follow."""
    end = len(text)
    while end > 0 and not checksums.iban(text[:end]):
        end = text.rfind(" ", 0, end)
    return max(end, 0)


def _whole(holds: Callable[[str], bool]) -> Callable[[str], int]:
    return lambda text: len(text) if holds(text) else 0


def _rule(kind: str, pattern: str, n_holding: Callable[[str], int] = len, flags: int = 0) -> _Rule:
    # Not within a longer word or number, whose part would be another thing, and not what follows a decimal point.
    return _Rule(kind, re.compile(rf"(?<!\w)(?<!\d[.,])(?:{pattern})(?!\w)", flags), n_holding)


_DATE = re.compile(r"(?:\d{4}[-./ ]\d{1,2}[-./ ]\d{1,2}|\d{1,2}[-./ ]\d{1,2}[-./ ]\d{4})(?:[ T]\d\d)?")
_ANY_CASE = re.IGNORECASE
_RULES = (
    _rule(
        "mail",
        r"[a-z0-9](?:[a-z0-9._%+'-]{0,62}[a-z0-9_+])?@(?:[^\W_](?:[\w-]{0,61}[^\W_])?\.){1,8}[^\W\d_]{2,24}",
        flags=_ANY_CASE,
    ),
    _rule("iban", r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?", _iban, _ANY_CASE),
    _rule(
        "ip", r"(?:[0-9a-f]{0,4}:){2,7}(?:(?:\d{1,3}\.){3}\d{1,3}|[0-9a-f]{0,4})(?![:.]\w)", _whole(_is_ip), _ANY_CASE
    ),
    _rule("ip", r"(?:\d{1,3}\.){3}\d{1,3}(?!\.\d)", _whole(_is_ip)),
    _rule(
        "national id: fr",
        r"[12] ?\d\d ?(?:0[1-9]|1[0-2]|[2-9]\d) ?(?:\d\d|2[AB]) ?\d{3} ?\d{3} ?\d\d",
        _whole(checksums.french_nir),
    ),
    _rule("national id: cn", r"[1-9]\d{5}(?:19|20)\d{9}[\dXx]", _whole(checksums.chinese_resident_id)),
    _rule("card", r"[2-6]\d{3}(?:[ -]?\d{4}){3}|3[47]\d\d[ -]?\d{6}[ -]?\d{5}|[2-6]\d{12,18}", _whole(_card)),
    _rule(
        "national id: it",
        r"[A-Z]{6}\d\d[ABCDEHLMPRST]\d\d[A-Z]\d{3}[A-Z]",
        _whole(checksums.italian_fiscal_code),
        _ANY_CASE,
    ),
    _rule("national id: es", r"[XYZ\d]-?\d{7}-?[A-Z]", _whole(checksums.spanish_dni), _ANY_CASE),
    _rule("national id: fi", r"\d{6}[-+A]\d{3}[0-9A-FHJ-NPR-Y]", _whole(checksums.finnish_hetu), _ANY_CASE),
    _rule("national id: se", r"(?:19|20)?\d{6}[-+]\d{4}", _whole(checksums.swedish_personnummer)),
    _rule("national id: us", r"\d{3}-\d\d-\d{4}", _whole(checksums.us_ssn)),
    _rule("national id: br", r"\d{3}\.\d{3}\.\d{3}-\d\d|\d{11}", _whole(checksums.brazilian_cpf)),
    _rule("national id: de", r"\d\d ?\d{3} ?\d{3} ?\d{3}", _whole(checksums.german_tax_id)),
    _rule("national id: pl", r"\d{11}", _whole(checksums.polish_pesel)),
    # One number in eleven passes the test of eleven: nine figures alone say too little, so the name must stand before.
    _rule(
        "national id: nl", r"(?<=bsn )\d{9}|(?<=bsn: )\d{9}|(?<=nummer )\d{9}", _whole(checksums.dutch_bsn), _ANY_CASE
    ),
    _rule(
        "phone",
        r"(?<!\d[ -])(?:(?:\+|00)[1-9]\d{0,2}(?:[ ./-]?(?:\(\d{1,5}\)|\d{1,5})){2,6}"
        r"|(?:\(0\d{1,5}\)|0\d{1,5})(?:[ ./-]?\d{2,5}){2,5}"
        r"|(?:\([2-9]\d\d\)|[2-9]\d\d)[ .-]\d{3}[ .-]\d{4})(?![ .-]?\d)",
        _whole(_phone),
    ),
)
KINDS = tuple(dict.fromkeys(rule.kind for rule in _RULES))


def personal_spans(text: str, kinds: tuple[str, ...] = KINDS) -> list[Span]:
    """Every hit of the rules, those with a check digit first: a later rule gets only what no earlier one has.

    Expected misses: anything spelled out ("ana at example dot org"), split over lines or disguised; names, addresses,
    birthdays; phone numbers without a prefix that are no groups; numbers of other countries; a BSN without its name.
    Expected false hits: one number of the card's form in ten passes Luhn, one of eleven figures in ten is a PESEL if
    its date exists; a version like 1.2.3.4 is an IP address.

    Shape:   one text.
    Unit:    code points.
    Missing: an empty text has none.
    Errors:  none.
    Source:  RFC 5321, ISO/IEC 7812-1, ISO 13616, RFC 4291, ITU E.164, and the laws behind `checksums`.

    >>> personal_spans("Write to ana@example.org or +49 30 901820.")
    [Span(kind='mail', start=9, end=24), Span(kind='phone', start=28, end=41)]
    """
    found: list[Span] = []
    for rule in _RULES:
        if rule.kind not in kinds:
            continue
        for hit in rule.pattern.finditer(text):
            start, end = hit.start(), hit.start() + rule.n_holding(hit[0])
            if end > start and all(end <= other.start or other.end <= start for other in found):
                found.append(Span(rule.kind, start, end))
    return sorted(found, key=lambda span: span.start)
