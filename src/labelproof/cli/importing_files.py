"""Checks files line by line, then sends them in chunks, several at once, under keys that make a second run go on."""

import hashlib
import json
import re
from collections import deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from labelproof.cli.question import question_id
from labelproof.cli.reach import Reach
from labelproof.cli.say import progress
from labelproof.formats import BrokenLine, Item, ItemColumns, Row, Vote, VoteColumns, read, read_items, read_votes
from labelproof.kernel.refused import Problem, Refused

MOST_ITEMS, MOST_VOTES, MOST_PEOPLE = 1000, 640, 256
MOST_FIELDS = 200  # named in the order in which they are shown
MOST_BYTES = 4 * 1024 * 1024
AT_ONCE = 4
NAMED = re.compile(r"(?:items|votes)\[(\d+)\]")


@dataclass(frozen=True)
class Votes:
    """A crowd table and its columns."""

    file: Path
    columns: VoteColumns


@dataclass(frozen=True)
class Plan:
    """What is to be imported, and how."""

    file: Path
    columns: ItemColumns
    terms: dict[str, Any]
    subject_rule: str = "each"
    keep_good: bool = False
    votes: Votes | None = None


@dataclass
class Checked:
    """What a reading of the files found, before anything is written."""

    n_items: int = 0
    n_votes: int = 0
    fields: dict[str, None] = field(default_factory=dict[str, None])
    people: dict[str, None] = field(default_factory=dict[str, None])
    ids: set[str] = field(default_factory=set[str])
    broken: list[str] = field(default_factory=list[str])


def import_files(reach: Reach, plan: Plan, *, dry_run: bool = False) -> dict[str, Any]:
    """Check, then import; gives what came in and what was left out. A refusal leaves nothing behind."""
    checked = _check(plan)
    if checked.broken and not plan.keep_good:
        _refuse(plan.file, checked.broken)
    if not checked.n_items:
        raise Refused("import.empty", f"{plan.file} holds no item", "check the file")
    report: dict[str, Any] = {"n_items": checked.n_items, "fields": list(checked.fields)}
    if plan.votes is not None:
        report |= {"n_votes": checked.n_votes, "n_people": len(checked.people)}
    if not dry_run:
        report |= _Import(reach, plan, checked).run()
    return {**report, "left_out": checked.broken}


def _refuse(file: Path, broken: list[str]) -> None:
    problems = tuple(Problem("line", text) for text in broken[:100])
    fix = "mend them, or leave them out with --keep-good"
    raise Refused("import.broken", f"{len(broken)} lines of {file.name} cannot be taken", fix, problems)


def _check(plan: Plan) -> Checked:
    checked = Checked()
    _check_columns(plan)
    with progress(f"Checking {plan.file.name}", None) as more:
        for item in _items(plan, checked, checked.broken):
            checked.n_items += 1
            checked.fields.update(dict.fromkeys(item.content))
            more(1)
        for vote in _votes(plan, checked, checked.broken):
            checked.n_votes += 1
            checked.people.setdefault(vote.annotator)
            more(1)
    return checked


def _check_columns(plan: Plan) -> None:
    """A column that the file's header lacks is one mistake, not one a line. JSON Lines have no header."""
    if plan.file.suffix.lower() in (".jsonl", ".ndjson"):
        return
    first = next((each for each in read(plan.file) if isinstance(each, Row)), None)
    named = (plan.columns.external_id, plan.columns.subject, *(plan.columns.content or ()))
    missing = [column for column in named if first is not None and column and column not in first.cells]
    if missing and first is not None:
        fix = f"choose from {', '.join(first.cells)}"
        raise Refused("import.column", f"{plan.file.name} has no column {missing[0]!r}", fix)


def _items(plan: Plan, checked: Checked, broken: list[str]) -> Iterator[Item]:
    """Good items once each; what is wrong with the others goes into `broken`."""
    checked.ids.clear()
    for item in read_items(plan.file, plan.columns):
        if isinstance(item, BrokenLine):
            broken.append(f"{plan.file.name}: {item}")
        elif item.external_id is not None and item.external_id in checked.ids:
            broken.append(
                f"{plan.file.name}: row.twice: line {item.line}: the id {item.external_id[:64]!r} stands twice"
            )
        else:
            if item.external_id is not None:
                checked.ids.add(item.external_id)
            yield item


def _votes(plan: Plan, checked: Checked, broken: list[str]) -> Iterator[Vote]:
    if plan.votes is None:
        return
    name = plan.votes.file.name
    for vote in read_votes(plan.votes.file, plan.votes.columns):
        if isinstance(vote, BrokenLine):
            broken.append(f"{name}: {vote}")
        elif vote.item not in checked.ids:
            broken.append(f"{name}: row.item: line {vote.line}: {vote.item[:64]!r} is the id of no item")
        else:
            yield vote


class _Import:
    """One import under way. Its keys follow from the files' bytes, so sending a chunk twice records it once."""

    def __init__(self, reach: Reach, plan: Plan, checked: Checked) -> None:
        self._reach, self._plan, self._checked = reach, plan, checked
        self._key = ""
        self._collection = ""
        self._items: dict[str, str] = {}
        self._n_items = 0

    def run(self) -> dict[str, Any]:
        """Open, items, people and votes, seal; abandoned when something is refused."""
        self._open()
        try:
            self._send_items()
            if self._plan.votes is not None:
                self._send_votes()
            self._command("seal_collection", {"collection": self._collection}, "seal")
        except Refused as refused:
            if not refused.code.startswith(("server.", "storage.", "http.broken")):
                self._command("abandon_collection", {"collection": self._collection}, "abandon")
            raise
        return {"collection": self._collection, "n_items": self._n_items}

    def _command(self, name: str, args: dict[str, Any], part: str) -> dict[str, Any]:
        return self._reach.command(name, args, f"{self._key}:{part}")

    def _open(self) -> None:
        """The collection of this very import: new, or as far as an earlier run came; again after one was abandoned."""
        digest = _digest(self._plan)
        for attempt in range(1, 100):
            self._key = f"import:{digest}:{attempt}"
            terms = {**self._plan.terms, "fields": list(self._checked.fields)[:MOST_FIELDS]}
            args = {"terms": terms, "subject_rule": self._plan.subject_rule}
            self._collection = self._command("open_collection", args, "open")["receipts"][0]["event_id"]
            states = {c["collection"]: c["state"] for c in self._reach.ask()["collections"]}
            state = states.get(self._collection, "abandoned")
            if state == "open":
                return
            if state != "abandoned":
                what = f"{self._plan.file.name} was imported already, as collection {self._collection}"
                raise Refused("import.again", what, "nothing is left to do; other terms make another collection")
        raise Refused("import.attempts", "this import was abandoned 99 times", "mend the file first")

    def _send_items(self) -> None:
        left_out: list[str] = []
        with progress("Importing items", self._checked.n_items) as more, ThreadPoolExecutor(AT_ONCE) as pool:
            waiting: deque[Future[list[Item]]] = deque()

            def finish() -> None:
                taken = waiting.popleft().result()
                self._n_items += len(taken)
                more(len(taken))

            for n, chunk in enumerate(_chunks(_items(self._plan, self._checked, left_out), MOST_ITEMS)):
                waiting.append(pool.submit(self._items_chunk, n, chunk))
                if len(waiting) > AT_ONCE:
                    finish()
            while waiting:
                finish()

    def _items_chunk(self, n: int, chunk: list[Item]) -> list[Item]:
        taken, done = self._good("import_items", "items", f"items:{n}", chunk, Item.as_argument)
        if self._plan.votes is not None and taken:
            ids = zip(taken, done["result"]["items"], strict=True)
            self._items.update((str(item.external_id), item_id) for item, item_id in ids)
        return taken

    def _send_votes(self) -> None:
        people, left_out = self._import_people(), list[str]()
        questions: dict[str | None, str] = {}

        def argument(vote: Vote) -> dict[str, Any]:
            if vote.question not in questions:
                questions[vote.question] = question_id(self._reach, vote.question)
            said = {"item": self._items[vote.item], "annotator": people[vote.annotator], "value": vote.value}
            return {**said, "question": questions[vote.question], "at": vote.at}

        def chunk_of(n: int, chunk: list[Vote]) -> int:
            self._good("import_votes", "votes", f"votes:{n}", chunk, argument)
            return len(chunk)

        with progress("Importing votes", self._checked.n_votes) as more:
            good = (v for v in _votes(self._plan, self._checked, left_out) if v.item in self._items)
            for n, chunk in enumerate(_chunks(good, MOST_VOTES)):
                more(chunk_of(n, chunk))

    def _import_people(self) -> dict[str, str]:
        names = sorted(self._checked.people)
        people: dict[str, str] = {}
        for n, start in enumerate(range(0, len(names), MOST_PEOPLE)):
            part = names[start : start + MOST_PEOPLE]
            receipts = self._command("import_person", {"names": part}, f"people:{n}")["receipts"]
            people.update(zip(part, (r["event_id"] for r in receipts), strict=True))
        return people

    def _good(
        self, name: str, many: str, part: str, chunk: list[Any], argument: Any
    ) -> tuple[list[Any], dict[str, Any]]:
        """Send a chunk; what the server refuses is named by its line, and left out when that was asked for."""
        for attempt in range(100):
            args = {"collection": self._collection, many: [argument(each) for each in chunk]}
            try:
                return chunk, self._command(name, args, part + (f":{attempt}" if attempt else ""))
            except Refused as refused:
                wrong = {int(found[1]): p.what for p in refused.problems if (found := NAMED.match(p.field))}
                if not wrong:
                    raise
                lines = [f"line {chunk[n].line}: {what}" for n, what in sorted(wrong.items())]
                if not self._plan.keep_good:
                    _refuse(self._plan.file, lines)
                self._checked.broken.extend(lines)
                chunk = [each for n, each in enumerate(chunk) if n not in wrong]
                if not chunk:
                    return [], {}
        raise Refused("import.broken", "a chunk has more than 10,000 wrong lines", "mend the file first")


def _chunks(each: Iterator[Any], most: int) -> Iterator[list[Any]]:
    chunk: list[Any] = []
    n_bytes = 0
    for one in each:
        size = sum(len(text) for text in one.content.values()) if isinstance(one, Item) else 0
        if chunk and (len(chunk) == most or n_bytes + size > MOST_BYTES):
            yield chunk
            chunk, n_bytes = [], 0
        chunk.append(one)
        n_bytes += size
    if chunk:
        yield chunk


def _digest(plan: Plan) -> str:
    """What makes two imports the same: the files' bytes, the terms, and how they are read."""
    files = [plan.file] if plan.votes is None else [plan.file, plan.votes.file]
    digests: list[str] = []
    for file in files:
        with file.open("rb") as stream:
            digests.append(hashlib.file_digest(stream, "sha256").hexdigest())
    how = [plan.terms, plan.subject_rule, asdict(plan.columns), plan.keep_good]
    said = json.dumps([digests, how, asdict(plan.votes.columns) if plan.votes else None], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:32]
