"""Items and crowd tables out of rows: which column is what, said by the importer and never guessed."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from labelproof.kernel.canonical import Json, value_json
from labelproof.ports.row_reader import BrokenLine, Records, Row

MAX_FIELD = 1 << 20
_FIRST_MS, _LAST_MS = 0, 4_102_444_800_000  # 1970 to 2100: outside it is a wrong unit, not a time
_DEEP = 4


@dataclass(frozen=True, slots=True)
class ItemColumns:
    """Which columns make an item; `content` None takes every other column."""

    external_id: str | None = None
    content: tuple[str, ...] | None = None
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """An item as `import_items` takes it."""

    line: int
    external_id: str | None
    content: dict[str, str]
    subject: str | None

    def as_argument(self) -> dict[str, Json]:
        """The command's form of it."""
        content: dict[str, Json] = {**self.content}
        said: dict[str, Json] = {"external_id": self.external_id, "content": content}
        return said if self.subject is None else said | {"subject": self.subject}


@dataclass(frozen=True, slots=True)
class VoteColumns:
    """Which columns make a vote; `separator` splits one cell into the codes of a set."""

    item: str = "item"
    annotator: str = "annotator"
    value: str = "value"
    at: str | None = None
    question: str | None = None
    separator: str | None = None


@dataclass(frozen=True, slots=True)
class Vote:
    """A judgement of a person who is known only from the file; `item` is the item's external id."""

    line: int
    item: str
    annotator: str
    value: Json
    at: int | None
    question: str | None

    def as_argument(self) -> dict[str, Json]:
        """The command's form of it; the annotator is the file's name, which the importer replaces by a pseudonym."""
        said: dict[str, Json] = {
            "external_id": self.item,
            "annotator": self.annotator,
            "value": self.value,
            "at": self.at,
        }
        return said if self.question is None else said | {"question": self.question}


def items_from(records: Records, columns: ItemColumns) -> Iterator[Item | BrokenLine]:
    """Items, with broken lines passed on; nested objects become fields named a.b, other values their JSON text."""
    for record in records:
        yield record if isinstance(record, BrokenLine) else _item(record, columns)


def votes_from(records: Records, columns: VoteColumns) -> Iterator[Vote | BrokenLine]:
    """Votes, with broken lines passed on."""
    for record in records:
        yield record if isinstance(record, BrokenLine) else _vote(record, columns)


def _item(row: Row, columns: ItemColumns) -> Item | BrokenLine:
    cells = _flat(row.cells)
    for name in (columns.external_id, columns.subject, *(columns.content or ())):
        if name is not None and name not in cells:
            return BrokenLine(row.line, name, "row.column", f"has no {name!r}; it has {', '.join(sorted(cells))[:200]}")
    own = {columns.external_id, columns.subject}
    names = [name for name in cells if name not in own] if columns.content is None else columns.content
    content = {name: _text(cells[name]) for name in names if cells[name] is not None}
    if not any(text.strip() for text in content.values()):
        return BrokenLine(row.line, None, "row.empty", "has no content")
    too_long = next((name for name, text in content.items() if len(text) > MAX_FIELD), None)
    if too_long is not None:
        return BrokenLine(row.line, too_long, "row.too_long", f"has more than {MAX_FIELD:,} characters")
    marks = [None if name is None else _mark(cells[name]) for name in (columns.external_id, columns.subject)]
    return Item(row.line, marks[0], content, marks[1])


def _vote(row: Row, columns: VoteColumns) -> Vote | BrokenLine:
    cells = _flat(row.cells)
    for name in (columns.item, columns.annotator, columns.value, columns.at, columns.question):
        if name is not None and (name not in cells or (cells[name] in (None, "") and name != columns.at)):
            return BrokenLine(row.line, name, "row.column", f"has no {name!r}; it has {', '.join(sorted(cells))[:200]}")
    value = cells[columns.value]
    if columns.separator is not None and isinstance(value, str):
        codes: list[Json] = [part.strip() for part in value.split(columns.separator) if part.strip()]
        value = codes
    at = cells[columns.at] if columns.at else None
    try:
        when = None if at in (None, "") else _time(at)
    except ValueError as error:
        return BrokenLine(row.line, columns.at, "row.time", str(error))
    question = None if columns.question is None else _text(cells[columns.question])
    return Vote(row.line, _text(cells[columns.item]), _text(cells[columns.annotator]), value, when, question)


def _time(at: Json) -> int:
    """Milliseconds since 1970: a whole number as it is, or ISO 8601 (without an offset it is UTC)."""
    if isinstance(at, str) and at.strip().lstrip("-").isdigit():
        at = int(at)
    if isinstance(at, str):
        moment = datetime.fromisoformat(at.strip())
        at = round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    if isinstance(at, bool) or not isinstance(at, int):
        raise ValueError(f"{str(at)[:40]!r} is neither milliseconds nor an ISO 8601 time")
    if not _FIRST_MS <= at < _LAST_MS:
        raise ValueError(f"{at} milliseconds are not between 1970 and 2100")
    return at


def _flat(cells: Mapping[str, Json], prefix: str = "", depth: int = 0) -> dict[str, Json]:
    flat: dict[str, Json] = {}
    for name, cell in cells.items():
        if isinstance(cell, dict) and depth < _DEEP:
            flat |= _flat(cell, f"{prefix}{name}.", depth + 1)
        else:
            flat[f"{prefix}{name}"] = cell
    return flat


def _mark(cell: Json) -> str | None:
    return None if cell in (None, "") else _text(cell)


def _text(cell: Json) -> str:
    return cell if isinstance(cell, str) else value_json(cell).decode()
