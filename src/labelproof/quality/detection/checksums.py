"""The check digits of cards, accounts and national numbers."""

from collections.abc import Sequence

_DNI = "TRWAGMYFPDXBNJZSQVHLCKE"
_HETU = "0123456789ABCDEFHJKLMNPRSTUVWXY"
# What a character counts on an odd place: the letters' table is the figures', and goes on.
_CF_FIGURES = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
_CF_LETTERS = (*_CF_FIGURES, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)
_CF_ODD = dict(zip("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", _CF_FIGURES + _CF_LETTERS, strict=True))


def digits_of(text: str) -> list[int]:
    """The decimal digits in a text, in order.

    >>> digits_of("12-3 x")
    [1, 2, 3]
    """
    return [int(c) for c in text if c in "0123456789"]


def luhn(digits: Sequence[int]) -> bool:
    """Luhn's formula (ISO/IEC 7812-1, annex B): catches every single wrong digit, and swaps other than 09 and 90.

    >>> luhn(digits_of("4539 1488 0343 6467"))
    True
    """
    doubled = [2 * d - 9 * (d > 4) for d in digits[-2::-2]]
    return len(digits) > 1 and (sum(doubled) + sum(digits[-1::-2])) % 10 == 0


def iban(text: str) -> bool:
    """ISO 13616: the first four characters moved to the end, letters as numbers, remainder 1 modulo 97.

    >>> iban("DE89 3704 0044 0532 0130 00")
    True
    """
    plain = text.replace(" ", "").upper()
    if not 15 <= len(plain) <= 34 or not plain.isascii() or not plain.isalnum():
        return False
    return int("".join(str(int(c, 36)) for c in plain[4:] + plain[:4])) % 97 == 1


def weighted(digits: Sequence[int], weights: Sequence[int], modulus: int) -> int:
    """The sum of products, modulo something.

    >>> weighted([1, 2, 3], [3, 2, 1], 11)
    10
    """
    return sum(d * w for d, w in zip(digits, weights, strict=True)) % modulus


def spanish_dni(text: str) -> bool:
    """DNI and NIE: the letter is the number modulo 23; X, Y, Z count 0, 1, 2.

    >>> spanish_dni("12345678Z"), spanish_dni("12345678A")
    (True, False)
    """
    plain = text.replace("-", "").replace(" ", "").upper()
    number = plain[:-1].translate(str.maketrans("XYZ", "012"))
    return number.isdigit() and plain[-1] == _DNI[int(number) % 23]


def italian_fiscal_code(text: str) -> bool:
    """Codice fiscale: odd places by a table of their own, even ones by value, modulo 26 as a letter.

    >>> italian_fiscal_code("RSSMRA85T10A562S")
    True
    """
    plain = text.upper()
    even = sum(int(c, 36) if c.isdigit() else ord(c) - 65 for c in plain[1:15:2])
    return (sum(_CF_ODD[c] for c in plain[0:15:2]) + even) % 26 == ord(plain[15]) - 65


def french_nir(text: str) -> bool:
    """NIR: 97 minus the first 13 figures modulo 97; Corsica's 2A and 2B count as 19 and 18.

    >>> french_nir("2 55 08 14 168 025 38")
    True
    """
    plain = "".join(text.split()).upper().replace("2A", "19").replace("2B", "18")
    return plain.isdigit() and len(plain) == 15 and int(plain[13:]) == 97 - int(plain[:13]) % 97


def german_tax_id(text: str) -> bool:
    """Steuer-Identifikationsnummer: ISO 7064 MOD 11,10, and among its first ten figures exactly one repeats.

    >>> german_tax_id("86095742719"), german_tax_id("86095742718")
    (True, False)
    """
    digits = digits_of(text)
    counts = [digits[:10].count(d) for d in range(10)]
    if digits[0] == 0 or max(counts) not in (2, 3) or sum(n > 1 for n in counts) != 1:
        return False
    product = 10
    for d in digits[:10]:
        product = ((d + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == digits[10]


def brazilian_cpf(text: str) -> bool:
    """CPF: two check digits modulo 11; eleven equal figures pass and are none.

    >>> brazilian_cpf("529.982.247-25"), brazilian_cpf("111.111.111-11")
    (True, False)
    """
    digits = digits_of(text)
    if len(set(digits)) == 1:
        return False
    first = weighted(digits[:9], range(10, 1, -1), 11)
    second = weighted(digits[:10], range(11, 1, -1), 11)
    return digits[9] == (11 - first if first > 1 else 0) and digits[10] == (11 - second if second > 1 else 0)


def polish_pesel(text: str) -> bool:
    """PESEL: weights 1 3 7 9, and a month that exists in one of its five centuries.

    >>> polish_pesel("44051401359")
    True
    """
    digits = digits_of(text)
    month, day = (10 * digits[2] + digits[3]) % 20, 10 * digits[4] + digits[5]
    good_date = 1 <= month <= 12 and 1 <= day <= 31
    return good_date and weighted(digits, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1], 10) == 0


def dutch_bsn(text: str) -> bool:
    """BSN: the test of eleven, the last figure with weight -1.

    >>> dutch_bsn("111222333")
    True
    """
    digits = digits_of(text)
    return any(digits) and weighted(digits, [9, 8, 7, 6, 5, 4, 3, 2, -1], 11) == 0


def finnish_hetu(text: str) -> bool:
    """Henkilötunnus: the nine figures modulo 31, as a character.

    >>> finnish_hetu("131052-308T")
    True
    """
    digits = digits_of(text[:-1])
    number = int("".join(map(str, digits)))
    return 1 <= number // 10_000_000 <= 31 and text[-1].upper() == _HETU[number % 31]


def swedish_personnummer(text: str) -> bool:
    """Personnummer: Luhn over the last ten figures, and a date (days of coordination numbers are 60 higher).

    >>> swedish_personnummer("640823-3234")
    True
    """
    digits = digits_of(text)[-10:]
    month, day = 10 * digits[2] + digits[3], (10 * digits[4] + digits[5]) % 60
    return 1 <= month <= 12 and 1 <= day <= 31 and luhn(digits)


def chinese_resident_id(text: str) -> bool:
    """GB 11643: ISO 7064 MOD 11-2 over 17 figures, X for 10.

    >>> chinese_resident_id("11010519491231002X")
    True
    """
    weights = [pow(2, 17 - n, 11) for n in range(17)]
    rest = (12 - weighted(digits_of(text[:17]), weights, 11)) % 11
    return text[17].upper() == "0123456789X"[rest] and 1 <= int(text[10:12]) <= 12 and 1 <= int(text[12:14]) <= 31


def us_ssn(text: str) -> bool:
    """SSN has no check digit: area not 000, 666 or 9xx, group not 00, serial not 0000.

    >>> us_ssn("219-09-9999"), us_ssn("666-12-3456")
    (True, False)
    """
    area, group, serial = text.split("-")
    return area not in ("000", "666") and area[0] != "9" and group != "00" and serial != "0000"
