"""Lines of text out of bytes: UTF-8 and nothing else, each bad line named with its column."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from labelproof.kernel.refused import Refused

MAX_LINE = 4 << 20
"""Bytes of one line at most: a 100 MB line is passed over in pieces and never held whole."""

_MARKS = (  # longest first: UTF-32 LE begins like UTF-16 LE
    (b"\xff\xfe\x00\x00", "UTF-32"), (b"\x00\x00\xfe\xff", "UTF-32"), (b"\xff\xfe", "UTF-16"), (b"\xfe\xff", "UTF-16"),
    (b"+/v", "UTF-7"), (b"\x84\x31\x95\x33", "GB18030"),
)  # fmt: skip
_ARCHIVES = (
    (b"PK\x03\x04", "a zip archive (or a spreadsheet)"), (b"PK\x05\x06", "an empty zip archive"), (b"\x1f\x8b", "gzip"),
    (b"BZh", "bzip2"), (b"\xfd7zXZ\x00", "xz"), (b"\x28\xb5\x2f\xfd", "zstd"), (b"7z\xbc\xaf\x27\x1c", "a 7z archive"),
    (b"Rar!", "a rar archive"), (b"\xd0\xcf\x11\xe0", "an old office file"), (b"%PDF", "a PDF"), (b"PAR1", "Parquet"),
    (b"SQLite format 3\x00", "a SQLite database"),
)  # fmt: skip
_BOM = b"\xef\xbb\xbf"


class Line(NamedTuple):
    """A line without its end, counted from 1."""

    number: int
    text: str


class BadLine(NamedTuple):
    """A line that is no text: its number, the column from 1 (None: the whole of it), a code, and what is wrong."""

    number: int
    column: int | None
    code: str
    what: str


def check_head(head: bytes, name: str) -> None:
    """Refuse a file whose first bytes show that it is an archive, or text in another encoding; nothing is guessed.

    >>> check_head(b"id,text", "items.csv")
    """
    for mark, what in _ARCHIVES:
        if head.startswith(mark):
            raise Refused("file.kind", f"{name} is {what}, not text", "unpack or export it to UTF-8 text first")
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            raise _encoding(name, f"starts with the mark of {encoding}")
    sample = head.removeprefix(_BOM)[:512]
    n_zero = sample.count(0)
    if n_zero > len(sample) // 4:  # Latin letters in UTF-16 or UTF-32 are half or three quarters zero bytes
        raise _encoding(name, "looks like UTF-16 or UTF-32 without a mark")


def text_lines(chunks: Iterable[bytes], max_line: int = MAX_LINE) -> Iterator[Line | BadLine]:
    """Lines of strict UTF-8, ended by LF or CR LF; a byte order mark at the very start is left out.

    >>> [*text_lines([b"a\\r\\nb\\xff", b"c\\nd"])]
    [Line(number=1, text='a'), BadLine(number=2, column=2, code='line.encoding', what='byte 0xFF is not UTF-8'), \
Line(number=3, text='d')]
    """
    number, held, n_held = 1, list[bytes](), 0
    for chunk in chunks:
        *ended, rest = chunk.split(b"\n")
        for piece in ended:
            yield _line(number, b"".join([*held, piece]), n_held + len(piece), max_line)
            number, held, n_held = number + 1, [], 0
        n_held += len(rest)
        if n_held <= max_line and rest:
            held.append(rest)
    if n_held:
        yield _line(number, b"".join(held), n_held, max_line)


def _line(number: int, raw: bytes, length: int, max_line: int) -> Line | BadLine:
    if length > max_line:
        return BadLine(number, None, "line.too_long", f"has {length:,} bytes; {max_line:,} are allowed")
    raw = raw.removesuffix(b"\r")
    if number == 1:
        raw = raw.removeprefix(_BOM)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        column = len(raw[: error.start].decode()) + 1
        return BadLine(number, column, "line.encoding", f"byte 0x{raw[error.start]:02X} is not UTF-8")
    zero = text.find("\0")
    if zero >= 0:
        return BadLine(number, zero + 1, "line.nul", "has a NUL character")
    return Line(number, text)


def _encoding(name: str, what: str) -> Refused:
    return Refused("file.encoding", f"{name} {what}", "save it as UTF-8; encodings are not guessed")
